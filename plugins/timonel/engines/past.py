"""What pages of a language read when they were written last: those that read nothing which has changed since need not be written."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

from timonel.cache import packaged
from timonel.engines.built import Built
from timonel.engines.edition import Edition
from timonel.engines.since import Since
from timonel.site import seals
from timonel.site.pictures.drawing import program
from timonel.site.reads import Reads, Token
from timonel.site.seen import again

_FIRST, _LATE = "past", "past-late"  # in the folder's note


class Read(NamedTuple):
    """What pages read: the tokens, and path → their numbers, of its own and of its view; look-ups likewise.

    Numbers are packed: they are compared, in their hundred thousands.
    """

    tokens: list[Token]
    views: list[bytes]
    pages: dict[str, tuple[bytes, int]]
    looks: dict[str, tuple[bytes, Any]]

    def touched(self, moved: AbstractSet[Token]) -> Iterator[tuple[str, bool]]:
        """Yield each page with whether it read something that moved."""
        hit = {number for number, token in enumerate(self.tokens) if token in moved}
        views = [not hit.isdisjoint(memoryview(one).cast("I")) for one in self.views]
        for path, (own, view) in self.pages.items():
            yield path, views[view] or not hit.isdisjoint(memoryview(own).cast("I"))


class Past:
    """What is known of the last time.

    Args:
        note: what `note` gave then, empty where that is not known.
        edition: the language as it is now.
        reads: what writes down what pages read now.
        changes: gives what has changed since in what the check says.
    """

    def __init__(self, note: Mapping[str, Any], edition: Edition, reads: Reads, changes: Callable[[], Since]) -> None:
        self._edition, self._reads, self._changes = edition, reads, changes
        self._note = note if note and note["key"] == self._key else {}
        # Of the same page or look-up, the last one tells.
        self._known = [Read(*one) for one in self._note.get("reads", ())]

    @cached_property
    def _key(self) -> bytes:
        """What tells everything that pages share without asking for it."""
        ctx = self._edition.ctx
        result, schema = ctx.result, ctx.schema
        usual = {one.name.partition(".")[0] for one in (packaged("schemas") / "kinds").iterdir()}
        own = {name: kind.schema for name, kind in schema.kinds.items() if name not in usual}
        rules = [
            replace(one, function=None, applies=None) if one.own is not None else code
            for code, one in result.rules.items()
        ]
        hidden = ctx.hidden
        parts = (
            ctx.lang, ctx.urls.style, result.today, result.settings, [*schema.kinds], own, schema.refused,
            sorted(result.ran), [hidden.ids, sorted(hidden.names), sorted(hidden.mails)], program(),
        )  # fmt: skip
        return seals.digest([parts, rules])

    @cached_property
    def since(self) -> Since:
        """What has changed in what the check says."""
        return self._changes()

    @cached_property
    def stale(self) -> AbstractSet[str]:
        """The pages that have to be written, by what they read."""
        drafts = self._edition.drafts
        if not self._note or self.since.moved is None:
            return {*drafts}
        moved, shapes = self._settled({*self.since.moved}), self._note["shapes"]
        touched = {path: one for read in self._known for path, one in read.touched(moved)}
        return {path for path in drafts if touched.get(path, True) or shapes.get(path) != self.shapes[path]}

    def get_ready(self) -> None:
        """Find out what has changed: whoever begins another process before would wait for it."""
        _ = self.shapes, self.since

    @cached_property
    def shapes(self) -> dict[str, Any]:
        """Path → what a page shows that it does not read: its title, its place in its file, its neighbours in the menu."""
        pages, forms = self._edition.page_set, self._edition.forms
        found, around = dict[str, Any](), dict[str, bytes]()
        for path in self._edition.drafts:
            draft = pages.drafts[path]
            one, listing = draft.entity, pages.listing(path)
            if listing not in around:  # the same for all pages of a kind
                around[listing] = seals.digest(pages.beside(path))
            place = (one.file, one.line()[0]) if one else ()
            found[path] = draft.title, draft.searched, draft.contents, place, forms.get(path), around[listing]
        return found

    def _settled(self, moved: set[Token]) -> set[Token]:
        """Return what moved, with what that changes in look-ups: these are made anew only where they read some of it."""
        looks = {name: (read.tokens, *one) for read in self._known for name, one in read.looks.items()}
        done = set[str]()

        def settle(name: str) -> None:
            if name in done:
                return
            done.add(name)
            tokens, record, before = looks[name]
            read = [tokens[number] for number in memoryview(record).cast("I")]
            for other in {str(token[0]) for token in read} & looks.keys():
                settle(other)
            if moved.isdisjoint(read):
                if before is not None:
                    self._reads.seals[name] = before
                return
            if before is None:  # nothing tells its value from another one
                moved.add((name,))
                return
            again(self._edition.ctx, name)
            seal = self._reads.looks[name].seal
            moved.update({(name,)} if seal is None else seals.compared(name, before, seal))

        for name in looks:
            settle(name)
        return moved

    # What is noted for the next time

    def read(self, paths: Iterable[str]) -> Read:
        """Return what some pages, and all look-ups, read now, for whoever joins it to the rest."""
        records, views, places = self._edition.page_set.records, list[bytes](), dict[int, int]()
        pages = dict[str, tuple[bytes, int]]()
        for path in paths:
            own, view = records[path]
            if id(view) not in places:
                places[id(view)] = len(views)
                views.append(_packed(view))
            pages[path] = _packed(own), places[id(view)]
        looks = {name: (_packed(one.record), one.seal) for name, one in self._reads.looks.items()}
        return Read([*self._reads.tokens], views, pages, looks)

    def note(self, found: Sequence[Read], left: Iterable[str] = ()) -> dict[str, Any]:
        """Return what to note: what is known of pages that stay, and what was read for the others.

        Args:
            found: what was read now.
            left: pages that are stale and that nobody wrote.
        """
        drafts, old = {*self._edition.drafts}.difference(left), self._known
        late = _joined([*old[1:], *found], drafts)
        if old and len(late.tokens) <= len(old[0].tokens) and all(drafts.issuperset(one.pages) for one in old):
            reads = [old[0], late]  # the first one, which is large, as it was
        else:
            reads = [_joined([*old, *found], drafts)]
        return {"key": self._key, "shapes": self.shapes, "reads": reads}


def recalled(built: Built) -> Mapping[str, Any]:
    """Return what `keep` has noted, empty where it is gone."""
    first, late = built.apart(_FIRST), built.apart(_LATE)
    return {**late, "reads": [first, *late["reads"]]} if first and late else {}


def keep(built: Built, note: Mapping[str, Any]) -> Sequence[str]:
    """Note what `Past.note` gives, and return under which names: most of it stands by itself, and is left as it is while little is read anew."""
    first, *late = map(tuple, note["reads"])
    if not late:
        built.put_apart(_FIRST, first)
    built.put_apart(_LATE, {**note, "reads": late})
    return _FIRST, _LATE


def _joined(reads: Iterable[Read], drafts: AbstractSet[str]) -> Read:
    """Return what was read, time after time, of some pages and of all look-ups, as if it had been read at once."""
    numbers, views = dict[Token, int](), list[bytes]()
    pages, looks = dict[str, tuple[bytes, int]](), dict[str, tuple[bytes, Any]]()
    for one in reads:
        table = [numbers.setdefault(token, len(numbers)) for token in one.tokens]
        same = table == [*range(len(table))]  # the first, where nothing was known

        def moved(record: bytes, table: Sequence[int] = table, same: bool = same) -> bytes:  # noqa: FBT001 - of this round
            return record if same else _packed(map(table.__getitem__, memoryview(record).cast("I")))

        base = len(views)
        views += [moved(view) for view in one.views]
        pages |= {path: (moved(record), base + view) for path, (record, view) in one.pages.items() if path in drafts}
        looks |= {name: (moved(record), seal) for name, (record, seal) in one.looks.items()}
    used = sorted({view for _, view in pages.values()})
    place = {view: number for number, view in enumerate(used)}
    pages = {path: (record, place[view]) for path, (record, view) in pages.items()}
    return Read([*numbers], [views[one] for one in used], pages, looks)


def _packed(numbers: Iterable[int]) -> bytes:
    return array("I", numbers).tobytes()
