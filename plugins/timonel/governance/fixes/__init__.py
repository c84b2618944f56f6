"""What mends a finding, as edits of its file: where its hint knows the words that belong there, or something fits."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from timonel.governance.finding import Finding
from timonel.governance.fixes.places import MOST, At, Edit, Fix, edit, place_of, put
from timonel.lookups.facts import Facts
from timonel.lookups.fitting import fitting
from timonel.model import Base, whose
from timonel.schema.kind import Link
from timonel.schema.unknown import NO_LANGUAGE
from timonel.source import Broken, parse
from timonel.text import Said, Text, fold, said

__all__ = ["Edit", "Fix", "fixes"]

_DATES = (re.compile(r"(?P<y>\d{4})[-/. ](?P<m>\d{1,2})[-/. ](?P<d>\d{1,2})"), re.compile(r"(?P<d>\d{1,2})[-/. ](?P<m>\d{1,2})[-/. ](?P<y>\d{4})"))  # fmt: skip
_READ = ("DAT001", "DAT002")
# A text without quotation marks behind a key, or as an item.
_BARE = re.compile(r"(?:[ ]*(?:- )*(?:[\w-]+|\"[^\"]*\"):[ \t]+|[ ]*- )(?P<text>[^\s\"'|>&*\[{].*?)[ \t]*\r?\Z")
_UNKNOWN = said("unknown field `{field}`").msgid


def fixes(facts: Facts, finding: Finding) -> list[Fix]:
    """Return what may mend a finding, the likeliest first; nothing where only a person can.

    Args:
        facts: what is known of the base.
        finding: a finding of it.
    """
    if not _may(facts.base, finding):
        return []  # most have none: their files need not be looked through
    if finding.code == "DAT001":
        torn = _torn(facts.base, finding)
        return [torn] if torn else []
    at = place_of(facts.base, finding)
    if at is None:
        return []
    hint = finding.hint
    make = _BY_HINT.get(hint.msgid) if hint else None
    found = make(at, hint.values, finding) if make and hint else None
    found = found if found is None or not at.node.get("x-ref") else _led(facts.base, at, found)
    if found is None:
        found = _dated(at, finding) or _owned(facts, at, finding)
    return [found] if found else []


def _may(base: Base, finding: Finding) -> bool:
    """Whether there may be a fix, as far as that can be told without the file."""
    if finding.hint and finding.hint.msgid in _BY_HINT:
        return finding.code.startswith("DAT") or _is_of_field(finding)
    if finding.code.startswith("DAT"):
        return finding.code in _READ
    return _is_of_field(finding) and _link(base, finding) is not None


def _is_of_field(finding: Finding) -> bool:
    return finding.spot.entity is not None and len(finding.spot.keys) == 1


def _link(base: Base, finding: Finding) -> Link | None:
    """Return what the field of a finding may name, None where it names nothing, anything, or several things."""
    entity, field = finding.spot.entity, str(finding.spot.keys[0])
    if entity is None or not entity.fields:
        return None
    kind = base.schema.kinds[entity.kind]
    links = [one for one in kind.links.get(field, ()) if not one.path]
    if not links or links[0].kinds == ("*",) or kind.fields[field].get("type") == "array":
        return None
    return links[0]


def _torn(base: Base, finding: Finding) -> Fix | None:
    """Return the fix of a file that is no YAML for want of quotes around one text."""
    broken = base.files.get(finding.spot.file)
    if not isinstance(broken, Broken) or len(broken.data) > MOST:
        return None
    lines = broken.data.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")
    number = finding.spot.line[0]
    found = _BARE.match(lines[number - 1]) if number <= len(lines) else None
    if found is None:
        return None
    whole, (start, end) = json.dumps(found["text"], ensure_ascii=False), found.span("text")
    lines[number - 1] = f"{lines[number - 1][:start]}{whole}{lines[number - 1][end:]}"
    read = parse(broken.path, "\n".join(lines).encode())
    if isinstance(read, Broken) and read.line <= number:
        return None
    change = Edit(broken.path, (number, start + 1), (number, end + 1), whole)
    return Fix(said("put quotes around it: {text}", text=whole), True, [change])  # noqa: FBT003 - as named there


def _written(at: At, values: Mapping[str, object], _finding: Finding) -> Fix | None:
    word = str(values.get("value", values.get("id", "")))
    return put(at, word, said("write `{value}`", value=word), safe=True)


def _led(base: Base, at: At, fix: Fix) -> Fix | None:
    """Return a fix of a reference that leads somewhere then: by its id, else by the name that somebody wrote; else none."""
    target = at.node["x-ref"]
    kinds = [target] if isinstance(target, str) else [*target]
    kind, id_ = whose(fix.edits[0].text.strip("\"'"), kinds)
    if id_ in base.entities.get(kind, ()):
        return fix
    wanted = fold(str(at.value)).strip()
    named = [one for kind in kinds for one in base.of(kind) if wanted in {*map(fold, _names(one.label))}]
    if len(named) != 1:
        return None
    name = named[0].id if len(kinds) == 1 else named[0].key
    return put(at, name, said("write `{value}`", value=name), safe=True)


def _names(label: Text) -> Iterable[str]:
    return [label] if isinstance(label, str) else label.values()


def _meant(at: At, values: Mapping[str, object], finding: Finding) -> Fix | None:
    word, detail = str(values["word"]), finding.values.get("detail")
    about = detail.msgid if isinstance(detail, Said) else ""
    title = said("write `{value}`", value=word)
    if about not in (_UNKNOWN, NO_LANGUAGE):
        return put(at, word, title, safe=False)
    if at.key is None or at.key.style:
        return None
    return Fix(title, about == NO_LANGUAGE, [edit(at, at.key.start, at.key.end, word)])


def _quoted(at: At, _values: Mapping[str, object], _finding: Finding) -> Fix | None:
    span = at.span
    if not at.whole or span.parts or span.style:
        return None
    text = f'"{at.text[span.start : span.end]}"'
    return Fix(said("put quotes around it: {text}", text=text), True, [edit(at, span.start, span.end, text)])  # noqa: FBT003 - as named there


def _whole_text(at: At, values: Mapping[str, object], _finding: Finding) -> Fix | None:
    """Return the fix of a text that commas tore: its pieces, from its field's key on, become one text again."""
    text = str(values["text"])
    field = text.partition(":")[0]
    if text.endswith('…"') or len(at.way) < 2:  # noqa: PLR2004 - the mapping and the piece
        return None
    mapping = at.way[-2][1]
    keys = [key for key, _ in mapping.parts if key]
    names = [at.text[one.start : one.end].strip("\"'") for one in keys]
    if mapping.style != "flow" or field not in names or at.key not in keys:
        return None
    first, last = names.index(field), keys.index(at.key)
    for number in range(last + 1, len(names)):  # further pieces have no value
        if mapping.parts[number][1].end > mapping.parts[number][1].start:
            break
        last = number
    change = edit(at, keys[first].start, max(keys[last].end, mapping.parts[last][1].end), text)
    return Fix(said("put quotes around it: {text}", text=text), True, [change])  # noqa: FBT003 - as named there


def _one_text(at: At, values: Mapping[str, object], _finding: Finding) -> Fix | None:
    """Return the fix of a text of which a colon made a field."""
    text, span = str(values["text"]), at.span
    if text.endswith('…"') or not at.whole or len(span.parts) != 1:
        return None
    return Fix(said("put quotes around it: {text}", text=text), True, [edit(at, span.start, span.end, text)])  # noqa: FBT003 - as named there


def _nearest(at: At, values: Mapping[str, object], _finding: Finding) -> Fix | None:
    word = str(values["ids"]).partition(",")[0].strip().strip("`")
    return put(at, word, said("write `{value}`", value=word), safe=False) if word else None


_BY_HINT: Mapping[str, Callable[[At, Mapping[str, object], Finding], Fix | None]] = {
    "write `{value}`": _written,
    "write its id, `{id}`": _written,
    "did you mean `{word}`?": _meant,
    'YAML reads this as something else than text: put quotes around it, "{value}"': _quoted,
    "the comma ends the text here: put it between quotation marks, `{text}`": _whole_text,
    "the colon makes a field of what stands before it: put the text between quotation marks, `{text}`": _one_text,
    "the nearest there are: {ids}": _nearest,
    "the nearest there are: {ids}; if it is a new one, `{command}` makes it": _nearest,
}


def _dated(at: At, finding: Finding) -> Fix | None:
    """Return the fix of a date that is written otherwise, where it can mean one day only."""
    if finding.code != "DAT002" or at.node.get("format") != "date" or not isinstance(at.value, str):
        return None
    days = {*_days(at.value.strip())}
    if len(days) != 1:
        return None
    (day,) = days
    return put(at, day, said("write `{value}`", value=day), safe=True)


def _days(text: str) -> Iterator[str]:
    for number, form in enumerate(_DATES):
        found = form.fullmatch(text)
        if found:
            year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
            for one in ((month, day), (day, month)) if number else ((month, day),):
                try:
                    yield date(year, *one).isoformat()
                except ValueError:
                    continue


def _owned(facts: Facts, at: At, finding: Finding) -> Fix | None:
    """Return the fix of a reference that is missing, where something of the base fits there."""
    entity, keys = finding.spot.entity, finding.spot.keys
    if entity is None or len(keys) != 1 or at.whole or finding.code.startswith("DAT"):
        return None
    field, link = str(keys[0]), _link(facts.base, finding)
    if link is None:
        return None
    found = fitting(facts, entity, field, link.kinds[0])
    mapping = at.span
    if found is None or mapping.style != "block" or not mapping.parts:
        return None
    name = found.id if len(link.kinds) == 1 else found.key
    order = [*facts.base.schema.kinds[entity.kind].fields]
    first = mapping.parts[0][0]
    names = [at.text[key.start : key.end].strip("\"'") for key, _ in mapping.parts if key]
    before = [one for one, name_ in enumerate(names) if name_ in order and order.index(name_) < order.index(field)]
    last = mapping.parts[before[-1] if before else 0][1]
    below = at.text.find("\n", last.end)
    if first is None or below < 0:
        return None
    line = f"{' ' * first.column}{field}: {name}\n"
    title = said("write `{value}`", value=line.strip())
    return Fix(title, False, [edit(at, below + 1, below + 1, line)])  # noqa: FBT003 - as named there
