"""News of a language's site: a feed of all, one for each section of the menu, and one for each role that something is new for (Atom).

ElementTree writes them: a feed is a dozen elements, and libraries for feeds bring a parser that nothing else here needs.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from timonel.history.news import News, news
from timonel.history.recorded import Gap, Recorded
from timonel.kinds import Role
from timonel.lookups.dated import identity
from timonel.site.beside import Beside
from timonel.site.context import Context
from timonel.site.nav import TITLES
from timonel.site.urls import path_of
from timonel.text import many, one_line, pick, plain

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

FOLDER, ALL = "feed", "feed/all.atom"
_MOST = 40  # entries of a feed
_ATOM = "http://www.w3.org/2005/Atom"
_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "https://timonel.example/feed")


def told(ctx: Context) -> Sequence[News]:
    """Return what is new, the latest first; nothing where nothing is recorded."""
    past, people = ctx.recorded, ctx.result.settings.names_people
    found = news(past, ctx.facts) if isinstance(past, Recorded) else []
    return [one for one in found if people or not one.key.startswith("person:")]


def there(ctx: Context) -> dict[str, str]:
    """Return ``kind:id`` of each role, and each section, that something is new for → its feed; "" → that of all."""
    found = ctx.once(told)
    if not found:
        return {}
    sections = {_section(ctx, one) for one in found}
    roles = {role for one in found for role in one.roles}
    return {
        "": ALL,
        **{name: f"{FOLDER}/{name}.atom" for name in TITLES if name in sections},
        **{one.key: f"{FOLDER}/role-{one.id}.atom" for one in ctx.base.all(Role) if one.id in roles},
    }


def _section(ctx: Context, one: News) -> str:
    kind = ctx.schema.kinds.get(one.key.partition(":")[0])
    return str(kind.schema.get("x-section", "governance")) if kind else "governance"


class _Entry(NamedTuple):
    id: str
    day: str
    title: str
    lines: tuple[str, ...]
    path: str
    kind: str


def files(ctx: Context, address: str) -> Iterator[Beside]:
    """Yield the feeds; under a name that a role had before, too, for whoever has subscribed to that.

    Args:
        ctx: the language.
        address: where the language's site stands, with an ending slash; "" where nobody knows it.
    """
    found = ctx.once(told)
    if not found:
        return
    entries: dict[int, _Entry] = {}
    site = pick(ctx.result.settings.name, ctx.lang)
    for key, name in there(ctx).items():
        role = ctx.base.find(key) if ":" in key else None
        if role is not None:
            of, wanted = ctx.name(role), _of_role(role.id)
        else:
            of, wanted = (ctx.t(TITLES[key]), _of_section(ctx, key)) if key in TITLES else (site, _any)  # type: ignore[index] # as above
        mine = [n for n, one in enumerate(found) if wanted(one)][:_MOST]
        shown = [entries.setdefault(n, _entry(ctx, found[n])) if n not in entries else entries[n] for n in mine]
        former = (role.fields.get("formerly") or ()) if role is not None else ()
        names = [name, *(f"{FOLDER}/role-{old}.atom" for old in former if old not in ctx.base.entities["role"])]
        title = one_line(ctx.t("{name}: news", name=of))
        own = f"{_organization(ctx)}/{ctx.lang}/{f'role-{identity(ctx.base, role)}' if role is not None else key}"
        parts = (title, one_line(site), own, shown, address, ctx.urls.final("index"), name, str.__str__(ctx.lang))
        seal = blake2b(repr(parts).encode(errors="replace"), digest_size=16).digest()
        yield from (Beside(one, seal, partial(_written, *parts)) for one in names)


def _any(_one: News) -> bool:
    return True


def _of_role(id_: str) -> Callable[[News], bool]:
    return lambda one: id_ in one.roles


def _of_section(ctx: Context, name: str) -> Callable[[News], bool]:
    return lambda one: _section(ctx, one) == name


def _organization(ctx: Context) -> str:
    organization = ctx.facts.organization
    return identity(ctx.base, organization) if organization else "timonel"


def _entry(ctx: Context, one: News) -> _Entry:
    kind = ctx.schema.kinds.get(one.key.partition(":")[0])
    about = ctx.subject(one.entity.key) if one.entity else None
    name = ctx.name(about) if about else ctx.hidden.quoted(one.key.partition(":")[2], ctx.lang)
    what = []
    if one.came is not None:
        what.append(ctx.t("new in the base") if one.came else ctx.t("no longer in the base"))
    if one.opened:
        what.append(ctx.t(many("1 gap opened", "{n} gaps opened", len(one.opened))))
    if one.closed:
        what.append(ctx.t(many("1 gap closed", "{n} gaps closed", len(one.closed))))
    lines = [ctx.t("Gap opened: {message}", message=_gap(ctx, gap)) for gap in one.opened]
    lines += [ctx.t("Gap closed: {message}", message=_gap(ctx, gap)) for gap in one.closed]
    path = path_of(ctx.schema, about) if about is not None and ctx.shows(about) else ""
    title = f"{name}: {', '.join(what)}"
    own = f"{_organization(ctx)}/{ctx.lang}/{one.day}/{one.key}"
    shown = tuple(one_line(plain(line)) for line in lines)
    path = ctx.urls.final(path) if path else ""
    return _Entry(
        uuid.uuid5(_OURS, own).urn, one.day, one_line(title), shown, path, ctx.kind_title(kind.name) if kind else ""
    )


def _gap(ctx: Context, gap: Gap) -> str:
    """Return what a gap says, as long as it is there; else what its rule finds."""
    found = next((one for one in ctx.gaps(gap.entity) if one.fingerprint == gap.fingerprint), None)
    if found is not None:
        return ctx.message(found)
    rule = ctx.result.rules.get(gap.code)
    return f"{gap.code} {pick(rule.summary, ctx.lang)}" if rule else gap.code


def _written(  # noqa: PLR0913, PLR0917 - all that a feed says
    title: str, site: str, own: str, entries: Sequence[_Entry], address: str, home: str, name: str, lang: str
) -> bytes:
    """Return a feed: the same bytes for the same news."""
    from xml.etree import ElementTree as ET  # noqa: PLC0415 - most builds have all feeds already

    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed", {"xml:lang": lang})
    _add(feed, "title", title)
    _add(feed, "id", uuid.uuid5(_OURS, own).urn)
    _add(feed, "updated", f"{entries[0].day}T00:00:00Z")
    _add(_add(feed, "author"), "name", site)
    _add(feed, "generator", "Timonel")
    top = address or "../"
    _add(feed, "link", rel="alternate", type="text/html", href=f"{top}{home}" if address or home else top)
    if address:
        _add(feed, "link", rel="self", type="application/atom+xml", href=f"{address}{name}")
    for one in entries:
        entry = _add(feed, "entry")
        _add(entry, "title", one.title)
        _add(entry, "id", one.id)
        _add(entry, "updated", f"{one.day}T00:00:00Z")
        _add(entry, "link", rel="alternate", type="text/html", href=f"{top}{one.path}")
        if one.kind:
            _add(entry, "category", term=one_line(one.kind))
        _add(entry, "content", "\n".join(one.lines) or one.title, type="text")
    ET.indent(feed)
    found: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return found + b"\n"


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    """Return an element added to another."""
    from xml.etree import ElementTree as ET  # noqa: PLC0415 - as above

    found = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    found.text = text or None
    return found
