"""What a check says, kept as long as nothing that it depends on has changed: then nothing is parsed and no rule runs."""

from __future__ import annotations

import functools
import marshal
import os
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from timonel import clock, journal
from timonel.cache import Cache
from timonel.files import git_prefix
from timonel.load import stamp as stamps
from timonel.load.ahead import begun
from timonel.load.files import SETTINGS, sources

if TYPE_CHECKING:
    from timonel.load import Sources

_SIZE = stamps.SIZE
# With these a check reads otherwise: not before nobody else writes, again and again, or not at all.
_OTHERWISE = ("--write-baseline", "--watch", "--no-cache", "--help", "-h")


class Answer(NamedTuple):
    """What a check says: a text per format, their language, whether it fails, and what is told beside it."""

    texts: Sequence[str]
    lang: str
    fails: bool
    note: str = ""


class Begun(NamedTuple):
    """What a command has begun to read before all else: of which base, what that is made of, and what takes note of it."""

    home: Path
    read: Sources
    stamp: stamps.Stamp


def kept(  # noqa: PLR0913, PLR0917 - the question, and the base that it is asked of
    cache: Cache, read: Sources, stamp: stamps.Stamp | None, asked: Sequence[object], day: str,
    work: Callable[[Callable[[], object]], Answer],
) -> Answer:  # fmt: skip
    """Return ``work()``, or what it returned when the same was asked of the same base before.

    Args:
        cache: where the last answer to each question is kept.
        read: all that the base is made of, as bytes.
        stamp: has taken note of it, for `again` to know it; None where it shall not.
        asked: everything else that the answer depends on, as plain values; this program counts without being named.
        day: the day of the check.
        work: makes the answer; is given what can be done once all is read, while another process is at work.
    """
    if cache.folder is None:
        return work(lambda: None)

    @functools.cache
    def key() -> tuple[bytes, bytes]:
        return _dated(stamp.value(read) if stamp else stamps.NONE, read.settings), _digest(read, day)

    name = _name(asked)
    known = cache.read(name)
    if known is not None and known[_SIZE:].startswith(key()[1]):
        answer = _unpacked(known[2 * _SIZE :])
        if known.startswith(key()[0]):
            return answer
    else:
        answer = work(key)
    cache.write(name, *key(), *_packed(answer))
    return answer


def _packed(answer: Answer) -> Sequence[bytes]:
    """Return an answer as parts of a file: its texts are the last ones, for there they need no further copy."""
    texts = [text.encode("utf-8", "surrogatepass") for text in answer.texts]
    return marshal.dumps(([*map(len, texts)], str(answer.lang), answer.fails, answer.note)), *texts


def _unpacked(packed: bytes) -> Answer:
    sizes, *rest = marshal.loads(packed)  # noqa: S302 - the cache has made sure that it is ours
    start, texts = len(packed) - sum(sizes), list[str]()
    for size in sizes:
        texts.append(packed[start : start + size].decode("utf-8", "surrogatepass"))
        start += size
    return Answer(texts, *rest)


def again(words: Sequence[str]) -> Answer | None:
    """Return what was answered to the same words today, where nothing has changed since by what the system says; else None.

    Args:
        words: the arguments of a command.
    """
    if words[:1] != ["check"] or "--no-cache" in words:
        return None
    try:
        home = _home(named(words, "--root"))
        if home is None or journal.look(home).pending:  # that is told
            return None
        known = Cache.of(home).read(_name(question(words, home)))
        if known is None or known.startswith(stamps.NONE):
            return None
        stamp = stamps.Stamp()
        seen = stamp.value(sources(home, stamp.look))
        settings = (home / SETTINGS).read_bytes()
    except OSError:  # it has words of its own for that
        return None
    if not known.startswith(_dated(seen, settings)):
        return None
    return _unpacked(known[2 * _SIZE :])


def early(words: Sequence[str]) -> Begun | None:
    """Begin to read what a check will ask for, so that others read while the command line is looked at; else None.

    Args:
        words: the arguments of a command; whether they are any good is not known yet.
    """
    if words[:1] != ["check"] or any(word.startswith(_OTHERWISE) for word in words):
        return None
    stamp = stamps.Stamp()
    try:
        home = _home(named(words, "--root"))
        return None if home is None else Begun(home, begun(home, Cache.of(home), stamp), stamp)
    except OSError:  # as above
        return None


def question(words: Sequence[str], home: Path, *more: object) -> Sequence[object]:
    """Return all that an answer depends on beside the base and the day, as `kept` takes it.

    Args:
        words: the arguments of the command.
        home: the base that they mean.
        more: what somebody at a terminal sees differently.
    """
    return [*words], os.getcwd(), str(home), git_prefix(home), more  # noqa: PTH109 - text


def named(words: Sequence[str], option: str) -> str | None:
    """Return what a command line says for an option, None where it does not; it is known before all else is read."""
    words = [*words[: words.index("--")]] if "--" in words else [*words]
    found = [
        then if word == option else word.partition("=")[2]
        for word, then in zip(words, [*words[1:], ""], strict=True)
        if word.partition("=")[0] == option
    ]
    return found[-1] if found else None


def nearest(folder: Path) -> Path | None:
    """Return the nearest folder with a timonel.yaml: this one, or one above it."""
    return next((one for one in (folder, *folder.parents) if (one / SETTINGS).is_file()), None)


def _home(root: str | None) -> Path | None:
    return nearest(Path.cwd()) if root is None else Path(os.path.realpath(root))


def _name(asked: Sequence[object]) -> str:
    return f"answers/{blake2b(repr(asked).encode(), digest_size=16).hexdigest()}"


def _dated(seen: bytes, settings: bytes | None) -> bytes:
    """Return the stamp of a base on this day, where it is."""
    day = clock.day(clock.named(settings)).encode()
    return seen if seen == stamps.NONE else blake2b(seen + day, digest_size=_SIZE).digest()


def _digest(read: Sources, day: str) -> bytes:
    """Return what tells a base on a day from every other: names and bytes of all its files, and why one has none."""
    hashed = blake2b(f"{day}\0{read.settings!r}\0".encode(), digest_size=_SIZE)
    kinds = ((f"kind/{name}", data, None) for name, data in read.kinds.items())
    known = () if read.known is None else (read.known,)
    files = ((file.path, file.data, file.problem) for file in (*read.rules, *known, *read.files))
    for path, data, problem in (*kinds, *files):
        hashed.update(f"{path}\0{len(data)}\0{problem}\0".encode("utf-8", "surrogatepass"))
        hashed.update(data)
    return hashed.digest()
