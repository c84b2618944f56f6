"""A base examined again after each edit says what a check from scratch says, bit for bit."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import random_edits

from timonel.cache import Cache
from timonel.governance import Result, judge
from timonel.governance.finding import Spot
from timonel.load import File, Sources
from timonel.load.link import Linker
from timonel.model import DocPage, Entity
from timonel.pipeline import Frame, day, examine, framed, loaded
from timonel.pipeline.again import Again, HaltedError
from timonel.rules import Rule, asks, catalogue
from timonel.source import Document

EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
EDITS = int(os.environ.get("TIMONEL_EDITS", "2000" if EVERYTHING else "24"))
SEED = int(os.environ.get("TIMONEL_SEED", "7"))


def told(result: Result) -> dict[str, Any]:
    """Return all that a result says, as values that compare."""
    base = result.base
    return {
        "findings": [
            (
                one.code, one.severity, place(one.spot), one.fingerprint, one.message("es"), one.message("en"),
                one.advice("es", result.facts), [place(spot) for spot in one.related], [*one.responsible], one.status,
                one.waiver and one.waiver.key, {name: value(shown) for name, shown in one.values.items()},
            )
            for one in result.findings
        ],
        "population": {code: (one.population, one.failed, len(one.places)) for code, one in result.outcomes.items()},
        "score": result.score,
        "ran": result.ran,
        "misfits": [*base.misfits],
        "entities": [(one.key, one.file, one.line(), one.fields, one.refused) for one in base],
        "known": base.known,
        "references": [(one.source.key, *one[1:]) for one in base.references],
        "pages": [*base.pages],
        "files": {path: type(one).__name__ for path, one in base.files.items()},
        "unlisted": base.unlisted,
        "settings": result.settings,
    }  # fmt: skip


def place(spot: Spot) -> object:
    return spot.subject, spot.keys, spot.file, spot.line, spot.entity and spot.entity.fields


def value(shown: object) -> object:
    """Return what a message shows, entities as what they say where they stand."""
    if isinstance(shown, Entity):
        return shown.key, shown.fields, shown.line()
    if isinstance(shown, DocPage):
        return tuple(shown)
    if isinstance(shown, list | tuple | set | frozenset):
        return [value(one) for one in shown]
    return {name: value(one) for name, one in shown.items()} if isinstance(shown, dict) else repr(shown)


def follow(edited: Any, again: Again, cache: Cache, edits: int) -> set[str]:
    """Edit a base so many times, compare each time, and return what rules looked at and what they found."""
    codes, history = set[str](), []
    for number in range(edits):
        history.append(f"{number}: {edited.edit()}")
        read = edited.sources()
        cold = from_scratch(read, cache)
        before, now = told(cold), told(again.examine(read))
        for part, expected in before.items():
            if now[part] != expected:
                pytest.fail(f"{part} differs after {history[-3:]}: {_difference(expected, now[part])}")
        codes |= {one.code for one in cold.findings}
        codes |= {one.rule.family for one in cold.outcomes.values() if one.population}
    return codes


def test_what_was_halted_is_made_up_for(example: Path, cache: Cache) -> None:
    """Examinations that the next edit breaks off, anywhere: the one that comes to its end says what a check from scratch does."""
    edited, again, random_ = random_edits.start(example, SEED + 1), Again(cache), random.Random(SEED)
    again.examine(edited.sources())
    for _ in range(EDITS // 3):
        for _ in range(random_.randrange(1, 4)):
            edited.edit()
            left = iter(range(random_.choice((0, 1, 5, 40, 120))))
            with contextlib.suppress(HaltedError):
                again.examine(edited.sources(), lambda left=left: next(left, None) is None)
        read = edited.sources()
        assert told(again.examine(read)) == told(from_scratch(read, cache))


def test_what_was_halted_before_anything_was_known_is_made_up_for(example: Path, cache: Cache) -> None:
    """Somebody types before a base was ever examined to its end: no rule takes what it has not looked at for settled."""
    edited, again = random_edits.start(example, SEED), Again(cache)
    with contextlib.suppress(HaltedError):
        again.examine(edited.sources(), lambda: True)
    edited.put("data/stores/centro.yaml", {**random_edits.STORE, "city": "Cali"})
    read = edited.sources()
    assert told(again.examine(read)) == told(from_scratch(read, cache))


@functools.cache
def _frame(settings: bytes, rules: tuple[File, ...], kinds: tuple[tuple[str, bytes], ...], cache: Cache) -> Frame:
    return framed(Sources(settings, (), rules, dict(kinds)), cache)


def from_scratch(read: Sources, cache: Cache) -> Result:
    """Return what a check says that knows nothing of the base: only settings, kinds and rules need not be read anew."""
    assert read.settings is not None
    frame = _frame(read.settings, tuple(read.rules), tuple(read.kinds.items()), cache)
    base, settings = loaded(frame, read, Cache(None))
    return judge(base, settings, frame.rules, day(settings))


def _difference(expected: Any, found: Any) -> str:
    if isinstance(expected, list):
        missing, more = [one for one in expected if one not in found], [one for one in found if one not in expected]
        return f"missing {missing[:2]}, more {more[:2]}" if missing or more else "the order"
    return str({key: (one, found.get(key)) for key, one in expected.items() if found.get(key) != one})[:2000]


def test_every_edit_leaves_what_a_check_from_scratch_finds(example: Path, cache: Cache) -> None:
    """Random edits of every kind, one after the other, on a base that all families of rules look at."""
    edited = random_edits.start(example, SEED)
    seen = follow(edited, Again(cache), cache, EDITS)
    assert seen >= {code[:3] for code in catalogue(cache)} | {"XTT"}
    if EVERYTHING:  # a few edits need not break everything that can be broken
        assert seen >= {"DAT001", "DAT002", "DAT003", "DAT004", "VOC001"}


@pytest.mark.skipif(not EVERYTHING, reason="a check of the example for each of fifty edits")
def test_every_edit_of_the_example_leaves_what_a_check_from_scratch_finds(example: Path, cache: Cache) -> None:
    """The same on the example company, whose rules and pages are a company's."""
    base = examine(example).base
    documents = [one for one in base.files.values() if isinstance(one, Document)]
    pages = {one.file: one.text.encode() for one in base.pages}
    files = {one.path: json.dumps(one.value, ensure_ascii=False).encode() for one in documents}
    follow(random_edits.Edited(SEED, {**files, **pages}), Again(cache), cache, 50)


class InLists:
    """A base edited at random whose entities stand in a file a kind, each in a line of its own."""

    def __init__(self, edited: random_edits.Edited) -> None:
        self.edit, self.edited = edited.edit, edited

    def sources(self) -> Sources:
        read, lists = self.edited.sources(), dict[str, list[bytes]]()
        rest = []
        for file in read.files:
            folder = file.path.rpartition("/")[0]
            if file.path.startswith("data/") and file.data.startswith(b"{"):
                lists.setdefault(folder, []).append(b"- " + file.data + b"\n")
            else:
                rest.append(file)
        packed = [File(f"{folder}/all.yaml", b"".join(lines)) for folder, lines in lists.items()]
        return read._replace(files=[*packed, *rest])


def test_every_edit_of_entities_that_share_files_leaves_what_a_check_from_scratch_finds(
    example: Path, cache: Cache
) -> None:
    """What stands beside an entity in its file moves only where its own lines or words do."""
    follow(InLists(random_edits.start(example, SEED)), Again(cache), cache, EDITS // 2)


def test_entities_beside_an_edited_one_stay_what_they_are(cache: Cache) -> None:
    """Many edits on, too; nothing of them is judged again, and none keeps all earlier states of its file."""
    names = [f"Rol {number}" for number in range(20)]

    def read() -> Sources:
        lines = (
            f"- {{id: r-{number}, name: {{es: {name}}}, purpose: {{es: Atender}}}}\n"
            for number, name in enumerate(names)
        )
        return Sources(b"languages: [es]\n", [File("data/roles.yaml", "".join(lines).encode())])

    again, stayed = Again(cache), []
    before = again.examine(read()).base.of("role")
    for edit in range(30):
        names[edit % 20] = f"Otra {edit}"
        now = again.examine(read()).base.of("role")
        stayed.append(sum(one is other for one, other in zip(before, now, strict=True)))
        assert [one.fields["name"]["es"] for one in now] == names
        assert len({id(one.document) for one in now}) < 10
        before = now
    assert stayed.count(19) > 20


def test_an_edit_runs_only_rules_that_can_see_it(example: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """A field of a shop that nobody else looks at makes rules look at little but the shop."""
    looked: list[str] = []

    def counting(rule: Rule, values: Mapping[str, Any]) -> tuple[Callable[[Any], bool], Callable[[Any], Any]]:
        applies, gives = asks(rule, values)
        return lambda one: bool(looked.append(one.key)) or applies(one), gives

    monkeypatch.setattr("timonel.pipeline.rules.asks", counting)
    edited, again = random_edits.start(example, SEED), Again(cache)
    again.examine(edited.sources())
    first = len(looked)
    looked.clear()
    edited.put("data/stores/centro.yaml", {**random_edits.STORE, "city": "Cali"})
    again.examine(edited.sources())
    assert "store:centro" in looked
    assert len(looked) < first / 20


def test_what_names_a_part_of_another_entity_is_looked_at_when_that_changes(cache: Cache) -> None:
    """A phase's evidence names a criterion: it leads nowhere once the criterion is gone, though every entity is there."""

    def read(criterion: str) -> Sources:
        phase = {"id": "vision", "name": "Visión", "order": 1, "type": "vision", "purpose": "Acordar"}
        phase["criteria"] = [{"id": criterion, "statement": "Cabe en una frase"}]
        work = {
            "id": "uno",
            "name": "Uno",
            "type": "project",
            "phases": [{"phase": "vision", "status": "passed", "evidence": [{"criterion": "a"}]}],
        }
        files = {"data/initiatives/uno.yaml": work, "data/phases/vision.yaml": phase}
        return Sources(b"languages: [es]\n", [File(path, json.dumps(one).encode()) for path, one in files.items()])

    again = Again(cache)
    assert "DAT003" not in {one.code for one in again.examine(read("a")).base.misfits}
    found = again.examine(read("b"))
    assert [one.subject for one in found.base.misfits if one.code == "DAT003"] == ["initiative:uno"]
    assert told(found) == told(from_scratch(read("b"), cache))
    assert told(again.examine(read("a"))) == told(from_scratch(read("a"), cache))


def test_an_edit_follows_only_references_that_it_can_change(
    example: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of the edited entity, of what names it, and those that lead nowhere: what is said of these is about names."""
    followed, follow_ = set[str](), Linker._follow

    def counting(self: Linker, entity: Entity, *rest: Any) -> None:
        followed.add(entity.key)
        follow_(self, entity, *rest)

    monkeypatch.setattr(Linker, "_follow", counting)
    edited, again = random_edits.start(example, SEED), Again(cache)
    base = again.examine(edited.sources()).base
    first = len(followed)
    followed.clear()
    edited.put("data/stores/centro.yaml", {**random_edits.STORE, "city": "Cali"})
    again.examine(edited.sources())
    lost = {one.subject for one in base.misfits if one.code == "DAT003"}
    named = {one.source.key for one in base.backlinks.get("store:centro", ())}
    assert "store:centro" in followed
    assert followed <= {"store:centro", *lost, *named}
    assert len(followed) < first / 10
