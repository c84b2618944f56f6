"""Ask a base what it can be asked, a thousand times, and hold the answers against what SQL says: none may be wrong.

Without an argument three bases are asked: the example company, a bare one and a synthetic one. The truth comes from the
database that `timonel export --format sqlite` writes; questions are worded as people word them, with and without accents,
capitals and question marks. An answer is right when it says exactly what is true, silent when the base does not say, and
wrong otherwise; where there is nothing to say, silence is right. Exits with 1 where an answer is wrong.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

import timonel
from benchmark import synthetic
from questioning.truth import Truth
from timonel.answers import Answer

ROOT = Path(__file__).resolve().parents[1]
WORDINGS = ROOT / "scripts" / "questioning" / "wordings.yaml"
LANGUAGES = ("es", "en")
_SHOWN = 11  # things that an answer names before it counts the rest
# How often something that the base says is asked for, a question is spoilt, accents, marks and capitals are left out, letters change places.
_KNOWN, _SPOILT, _PLAIN, _BARE, _LOW, _SLIP = 0.8, 0.1, 0.3, 0.4, 0.4, 0.05
# What makes another question of one, which no base can answer.
_SPOILS = {
    "es": ["{} en 2031", "{} en la luna", "{} y de todo lo demás", "{} antes de la fusión", "{} según la competencia", "¿Es verdad que {}", "No entiendo por qué {}", "{} si no hay nadie", "¿Quién preguntó {}", "{} el año pasado"],
    "en": ["{} in 2031", "{} on the moon", "{} and everything else", "{} before the merger", "{} according to the competition", "Is it true that {}", "I do not see why {}", "{} unless nobody is there", "Who asked {}", "{} last year"],
}  # fmt: skip


class Question(NamedTuple):
    """A question with its answer.

    Attributes:
        asked: what is asked ("owner").
        text: the question.
        lang: its language.
        about: of what, ``kind:id``; the kind alone where it is counted.
        answer: field → what it must say; empty where the base does not say it.
    """

    asked: str
    text: str
    lang: str
    about: str
    answer: Mapping[str, set[str | float]]


def questions(truth: Truth, how_many: int, seed: int, kinds: Mapping[str, Any]) -> Iterator[Question]:
    """Yield questions about a base, each kind of question about as often as any other, half of them in each language."""
    chance = random.Random(seed)  # noqa: S311 - the same questions every time
    wordings = yaml.safe_load(WORDINGS.read_text(encoding="utf-8"))
    possible = [name for name, one in wordings.items() if _subjects(truth, one)]
    for number in range(how_many):
        asked = possible[number % len(possible)]
        lang = LANGUAGES[number // len(possible) % len(LANGUAGES)]
        subjects = _subjects(truth, wordings[asked])
        known = [one for one in subjects if _true(truth, wordings[asked], one)]
        about = chance.choice(known if known and chance.random() < _KNOWN else subjects)
        kind = about.partition(":")[0]
        one = {"kind": kinds[kind].title, "kinds": kinds[kind].plural}
        name = truth.names[lang][about] if ":" in about else str(one["kinds"][lang]).lower()
        pattern = chance.choice(wordings[asked][lang])
        text = pattern.format(x=name, the=str(one["kind"][lang]).lower())
        answer = _true(truth, wordings[asked], about)
        if chance.random() < _SPOILT:
            text, answer, asked = chance.choice(_SPOILS[lang]).format(text.rstrip("?")), {}, "spoilt"
        yield Question(asked, _typed(text, chance), lang, about, answer)


def _subjects(truth: Truth, wording: Mapping[str, Any]) -> Sequence[str]:
    if "fields" not in wording:
        return [
            kind
            for kind in truth.kinds
            if kind not in ("organization", "measurement", "confirmation", "waiver", "commitment")
        ]
    return [key for kind in wording["fields"] for key in truth.kinds.get(kind, ())]


def _true(truth: Truth, wording: Mapping[str, Any], about: str) -> dict[str, set[str | float]]:
    if "fields" not in wording:
        return {about: {len(truth.kinds[about])}}
    fields = wording["fields"][about.partition(":")[0]]
    if fields == ["term.definition"]:
        return {"term.definition": set()}
    found = {field: truth.facts[field].get(about, set()) for field in fields}
    return {field: values for field, values in found.items() if values}


def _typed(text: str, chance: random.Random) -> str:
    """Return a question as somebody in a hurry may type it."""
    if chance.random() < _PLAIN:
        text = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    if chance.random() < _SLIP:
        place = chance.randrange(len(text) - 1)
        if text[place : place + 2].isalpha():  # another number is another name
            text = f"{text[:place]}{text[place + 1]}{text[place]}{text[place + 2 :]}"
    if chance.random() < _BARE:
        text = text.strip("¿?")
    return text.lower() if chance.random() < _LOW else text


def verdict(truth: Truth, question: Question, answer: Answer) -> str:
    """Return "right", "silent" or what is wrong with an answer."""
    wanted = question.answer
    if not answer.answered:
        return "right" if not wanted else "silent"
    said: dict[str, dict[str, set[str | float]]] = {}
    for fact in answer.facts:
        about = fact.about.key if fact.about and ":" in question.about else question.about
        said.setdefault(about, {}).setdefault(fact.field, set()).update(fact.values)
        names = [truth.names[question.lang][str(one)] for one in fact.values if str(one) in truth.names[question.lang]]
        if len(names) <= _SHOWN and (missing := [name for name in names if name not in answer.text]):
            return f"the text does not name {missing}"
    if question.asked == "means":
        return _defined(truth, question, answer)
    told = said.pop(question.about, {})
    for field, values in wanted.items():
        if told.pop(field.removesuffix("<"), set()) != values:
            return f"{field} of {question.about} is {values}"
    others = {
        (about, field): values
        for about, some in [(question.about, told), *said.items()]
        for field, values in some.items()
    }
    for (about, field), values in others.items():  # things of the same name, and what else is in charge of something
        if not any(truth.facts.get(name, {}).get(about) == values for name in (field, f"{field}<")):
            return f"{field} of {about} is not {values}"
    return "right" if wanted or not told else f"nothing says {told}"


def _defined(truth: Truth, question: Question, answer: Answer) -> str:
    if [fact.field for fact in answer.facts if fact.about and fact.about.key == question.about] != ["term.definition"]:
        return "another thing is explained"
    words = "".join(filter(str.isalpha, truth.definition(question.about, question.lang)))
    return "right" if "".join(filter(str.isalpha, answer.text)).endswith(words) else "another definition"


def score(base: Path, how_many: int, seed: int) -> tuple[Counter[str], list[tuple[Question, Answer, str]]]:
    """Return how many answers are right, silent and wrong, and those that are not right."""
    asked = timonel.open(base)
    with sqlite3.connect(":memory:") as database:
        database.deserialize(exported(base))
        truth = Truth(database, asked.check().today, LANGUAGES)
        count: Counter[str] = Counter()
        notable = []
        for question in questions(truth, how_many, seed, asked.base.schema.kinds):
            answer = asked.ask(question.text, question.lang)
            found = verdict(truth, question, answer)
            count[found if found in ("right", "silent") else "wrong"] += 1
            if found != "right":
                notable.append((question, answer, found))
    return count, notable


def exported(base: Path) -> bytes:
    """Return a base as a SQLite database."""
    command = [sys.executable, "-m", "timonel", "export", "--format", "sqlite", "--root", str(base)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "base", nargs="*", type=Path, help="folders of bases to ask (default: example, bare, synthetic)"
    )
    parser.add_argument("--count", type=int, default=1000, help="questions a base (default: 1000)")
    parser.add_argument("--seed", type=int, default=1, help="which questions (default: 1)")
    parser.add_argument("--silent", action="store_true", help="list also what was not answered")
    options = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="timonel-questions-") as folder:
        for base in options.base or _bases(Path(folder)):
            count, notable = score(base, options.count, options.seed)
            wrong += count["wrong"]
            print(f"{base}: {count['right']} right, {count['silent']} silent, {count['wrong']} wrong")
            for question, answer, found in notable:
                if found != "silent" or options.silent:
                    print(f"  {question.asked} {question.about}: {question.text}\n    {found}: {answer.text[:300]}")
    return 1 if wrong else 0


def _bases(folder: Path) -> list[Path]:
    """Return the example, and a bare and a synthetic base, made now."""
    command = [sys.executable, "-m", "timonel", "init", str(folder / "bare"), "--bare"]
    subprocess.run(command, check=True, capture_output=True)
    synthetic.write(folder / "synthetic", 1000)
    return [ROOT, folder / "bare", folder / "synthetic"]


if __name__ == "__main__":
    sys.exit(main())
