"""What the base says to a question: for a terminal, and as JSON (schemas/answer.schema.json)."""

from __future__ import annotations

from collections.abc import Iterator

from timonel import __version__
from timonel.answers.answer import Answer, Source, shown
from timonel.governance import Result
from timonel.report.machine import dump
from timonel.text import plain, say, show, visible


def as_text(_result: Result, answer: Answer) -> str:
    """Return the answer, and behind it what says so: page and line."""
    return "\n".join(visible(line) for line in _lines(answer)) + "\n"


def _lines(answer: Answer) -> Iterator[str]:
    yield from answer.text.split("\n")
    for one in answer.sources if answer.answered else ():
        yield source_line(one, answer.lang)


def source_line(one: Source, lang: str) -> str:
    """Return a line that says where the base says something: what says it, its page, and its place in the files."""
    return f"  {say('Source', lang)}: {one.entity} · {one.page} · {one.file}:{one.line}"


def as_json(result: Result, answer: Answer) -> str:
    """Return the answer as ``schemas/answer.schema.json`` describes it."""
    facts = [
        {
            "about": one.about.key if one.about else None,
            "field": one.field,
            "label": plain(show(one.label, answer.lang)),
            "values": [*one.values],
            "text": shown(result, one, answer.lang),
        }
        for one in answer.facts
    ]
    about = {"timonel": __version__, "as_of": result.today, "question": answer.question, "lang": str(answer.lang)}
    said = {"answered": answer.answered, "reason": answer.reason, "text": answer.text, "facts": facts}
    return dump({**about, **said, "sources": [one._asdict() for one in answer.sources]})
