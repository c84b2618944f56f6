"""What tells the values that pages read from others, in few bytes: kept between runs, and compared with those of now."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from hashlib import blake2b
from typing import Any

from timonel.governance import Finding, Result
from timonel.model import Base, Entity, View
from timonel.site.context import Waiting
from timonel.source import Broken
from timonel.text import Said

Seal = bytes | dict[str, bytes]  # of a value, or of each value of a mapping
_PLAIN = (str, int, float, bool, bytes, type(None))
_MOST = 64  # bytes that stand for themselves
_V = 2  # of marshal: the last one in which equal values are equal bytes


def sealed(value: object) -> Seal | None:
    """Return what tells a value from others; None where nobody knows how to."""
    try:
        if isinstance(value, dict):
            return {key: digest(one) for key, one in value.items()} if all(map(_is_name, value)) else None
        return digest(value)
    except TypeError:
        return None


def _is_name(key: object) -> bool:
    return isinstance(key, str)


def digest(value: object) -> bytes:
    """Return bytes that are the same for the same value, and nobody meets twice.

    Raises:
        TypeError: it is made of what is unknown here.
    """
    data = marshal.dumps(plain(value), _V)
    return data if len(data) <= _MOST else blake2b(data, digest_size=16).digest()


def plain(value: Any) -> Any:  # noqa: ANN401, PLR0911 - any value, and each kind of them has its way
    """Return a value as numbers, texts and lists; of an entity only which one it is, for its fields are read by themselves.

    Raises:
        TypeError: as `digest`.
    """
    if type(value) in _PLAIN:
        return value
    if isinstance(value, str):  # a language knows more of itself
        return str.__str__(value)
    if isinstance(value, Entity):
        return [0, value.key]
    if isinstance(value, Waiting | Finding):
        return _finding(value if isinstance(value, Finding) else value.finding)
    if isinstance(value, list | tuple):
        return [*map(plain, value)]
    if isinstance(value, Mapping):
        return [1, *((plain(key), plain(one)) for key, one in value.items())]
    if isinstance(value, set | frozenset):
        return [2, *sorted(map(plain, value), key=repr)]
    if isinstance(value, View):
        return [3, plain(value.fields)]
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(plain(getattr(value, one.name)) for one in fields(value))]
    raise TypeError(type(value))


def state(result: Result) -> dict[str, Any]:
    """Return what tells what a result says from what another one does, part by part."""
    base = result.base
    findings = [_finding(one) for one in result.findings]
    subjects: dict[str, list[bytes]] = {}
    for one, data in zip(result.findings, findings, strict=True):
        subjects.setdefault(one.spot.subject, []).append(data)
    return {
        "entities": {one.key: _entity(one) for one in base},
        "kinds": {kind: [*found] for kind, found in base.entities.items()},
        "<": _linked(base.backlinks), ">": _linked(base.outgoing),
        "?": {kind: sorted(ids) for kind, ids in base.known.items()},
        "outcomes": {code: repr((one.population, one.failed, one.problem, one.hint, len(one.places))) for code, one in result.outcomes.items()},
        "score": {pillar: repr(one) for pillar, one in result.score.items()},
        "subjects": {key: _hashed(some) for key, some in subjects.items()},
        "findings": _hashed(findings),
        "parts": {name: _hashed(found) for name, found in _parts(base)},
    }  # fmt: skip


def _entity(one: Entity) -> tuple[str, list[str], bytes]:
    try:
        fields = marshal.dumps({**one.fields}, _V)
    except ValueError:
        fields = marshal.dumps({key: digest(value) for key, value in one.fields.items()}, _V)
    return one.file, sorted(one.refused), fields


def _linked(links: Mapping[str, Any]) -> dict[str, bytes]:
    found = {}
    for key, some in links.items():
        data = marshal.dumps([(one.source.kind, one.source.id, one.path, one.kind, one.id) for one in some], _V)
        found[key] = blake2b(data, digest_size=16).digest()
    return found


def _finding(one: Finding) -> bytes:
    waiver = one.waiver and [one.waiver.key, plain(one.waiver.fields)]
    values = [
        one.code,
        one.severity,
        one.status,
        one.fingerprint,
        _shown(one.values),
        _shown(one.hint),
        [*one.responsible],
        waiver,
    ]
    spots = [(spot.subject, spot.keys, spot.file, spot.fixed) for spot in (one.spot, *one.related)]
    return marshal.dumps([values, spots], _V)


def _shown(value: Any) -> Any:  # noqa: ANN401 - what a message shows
    """Return a value of a message as `plain` does; of what has a name, with it."""
    if isinstance(value, Said):
        return [value.msgid, _shown(value.values)]
    if isinstance(value, Mapping):
        return [(str(key), _shown(one)) for key, one in value.items()]
    if isinstance(value, list | tuple) and not hasattr(value, "label"):
        return [*map(_shown, value)]
    if isinstance(value, set | frozenset):
        return sorted(map(_shown, value), key=repr)
    if hasattr(value, "label"):
        return [value.key, _shown(value.label)]
    return value if type(value) in _PLAIN else repr(value)


def _parts(base: Base) -> Iterable[tuple[str, Iterable[bytes]]]:
    """Yield what pages read as a whole."""
    yield "references", (repr((one.source.key, *one[1:])).encode(errors="replace") for one in base.references)
    yield "misfits", (repr(one).encode(errors="replace") for one in base.misfits)
    broken = (
        f"{path}\0{isinstance(one, Broken)}\0".encode(errors="replace") + one.data for path, one in base.files.items()
    )
    yield "files", broken
    yield "pages", (repr(one).encode(errors="replace") for one in base.pages)
    yield "unlisted", [repr([*base.unlisted.items()]).encode()]


def _hashed(parts: Iterable[bytes]) -> bytes:
    found = blake2b(digest_size=16)
    for one in parts:
        found.update(one)
        found.update(b"\0")
    return found.digest()


def moved(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[tuple[Any, ...]]:
    """Return the tokens (`timonel.site.reads`) of what differs between two states."""
    found: set[tuple[Any, ...]] = set()
    for name in ("<", ">", "?", "outcomes", "score", "subjects"):
        found |= compared(name, old[name], new[name])
    for kind in {*old["kinds"], *new["kinds"]}:
        if old["kinds"].get(kind) != new["kinds"].get(kind):
            found.add((f"#{kind}",))
    found |= {(name,) for name, one in new["parts"].items() if old["parts"].get(name) != one}
    if old["findings"] != new["findings"]:
        found.add(("findings",))
    for key in compared_keys(old["entities"], new["entities"]):
        found |= {*_of_entity(key, old["entities"].get(key), new["entities"].get(key))}
    return found


def compared(name: str, old: Seal, new: Seal) -> set[tuple[Any, ...]]:
    """Return the tokens of what differs between two seals."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return {(name,)} if old != new else set()
    keys = compared_keys(old, new)
    whole = {(name,)} if keys or [*old] != [*new] else set()
    return whole | {(name, key) for key in keys}


def compared_keys(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return the keys under which two mappings differ."""
    missing = object()
    gone = [key for key in old if key not in new]
    return [*gone, *(key for key, one in new.items() if old.get(key, missing) != one)]


def _of_entity(key: str, old: Any, new: Any) -> Iterable[tuple[Any, ...]]:  # noqa: ANN401 - what `_entity` returns, or nothing
    kind, _, id_ = key.partition(":")
    yield key, None
    before, after = (marshal.loads(one[2]) if one else {} for one in (old, new))  # noqa: S302 - ours
    is_whole = old is None or new is None or old[:2] != new[:2]
    if is_whole:
        yield f"#{kind}", id_
        yield (f"#{kind}",)
    for field in {*before, *after}:
        values = [marshal.dumps([one.get(field), field in one], _V) for one in (before, after)]
        if is_whole or values[0] != values[1]:
            yield key, field
