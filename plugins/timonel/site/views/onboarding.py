"""Onboarding: the paths by audience, and a page per path with its steps, its questions and the packs to print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timonel.kinds import Path, PathStep, Role
from timonel.site.desk import Cell, Desk
from timonel.site.views import default, inventory
from timonel.site.writer import Writer
from timonel.text import pick


def pages(desk: Desk) -> Iterator[inventory.OverviewPage]:
    """Yield the page of all paths."""
    if desk.base.of("path"):
        yield "paths/index", desk.kind_plural("path"), overview, {"search": {"exclude": True}}


def overview(w: Writer) -> None:
    """Write the paths as cards, then every role with its path and its pack."""
    desk, t = w.desk, w.desk.t
    w.title(desk.kind_plural("path"))
    w.add(
        desk.c.lede(
            t(
                "Choose the path made for your work: what to read, in which order, how long it takes, and a question after each step. Your progress stays in this browser."
            )
        )
    )
    w.add(desk.c.cards([_card(w, one) for one in desk.sorted(desk.base.all(Path)) if isinstance(one, Path)]))
    roles = [one for one in desk.sorted(desk.base.all(Role)) if isinstance(one, Role)]
    if roles:
        w.heading(t("Find your role"), "roles")
        columns = [
            {"key": "role", "label": desk.kind_title("role"), "wide": True}, {"key": "path", "label": desk.kind_title("path")},
            {"key": "pack", "label": t("To print")},
        ]  # fmt: skip
        rows = [
            [w.role(one.id), [w.link(path) for path in of_role(desk, one)] or t("none of its own"), pack(w, one)]
            for one in roles
        ]
        w.add(desk.c.table("roles-table", t("Find your role"), columns, rows, csv=False))


def of_role(desk: Desk, role: Role) -> list[Path]:
    """Return the paths made for a role."""
    return [one for one in desk.base.all(Path) if role.id in one.roles]


def pack(w: Writer, role: Role) -> Cell:
    """Return the way to a role's printable pack."""
    return {
        "text": w.desk.t("Pack of the role"),
        "href": w.href(f"packs/{role.id}"),
        "title": w.desk.t("Pack for: {role}", role=w.desk.name(role)),
    }


def _card(w: Writer, path: Path) -> dict[str, Any]:
    desk, t = w.desk, w.desk.t
    steps = t("1 step") if len(path.steps) == 1 else t("{n} steps", n=len(path.steps))
    total = duration(desk, path)
    audience = pick(path.audience, desk.lang)
    return {
        "text": desk.name(path), "href": w.href(path), "kind": audience or None, "note": w.inline(path.description) if path.description else None,
        "meta": [one for one in (steps, total) if one], "path": {"id": f"path-{path.id}", "steps": len(path.steps)},
    }  # fmt: skip


def duration(desk: Desk, path: Path) -> str:
    """Return how long a path takes in words; "" where no step says."""
    minutes = [one.minutes for one in path.steps if one.minutes is not None]
    if not minutes:
        return ""
    hours, rest = divmod(sum(minutes), 60)
    text = " ".join(f"{number} {unit}" for number, unit in ((hours, "h"), (rest, "min")) if number) or "0 min"
    return desk.t("at least {time}", time=text) if len(minutes) < len(path.steps) else text


def path_page(w: Writer, path: Path) -> None:
    """Write the middle of a path's page."""
    desk, t = w.desk, w.desk.t
    total = duration(desk, path)
    checks = sum(one.check is not None and bool(one.check.question) for one in path.steps)
    more = (
        {"label": desk.label("path", "audience"), "value": pick(path.audience, desk.lang) or None},
        {"label": t("Time it takes"), "value": total or None},
        {"label": t("Questions to check yourself"), "value": desk.number(checks) if checks else t("none")},
    )
    default.facts(w, path, skip=("roles",), more=more)
    w.heading(desk.label("path", "steps"), "steps")
    if path.steps:
        w.add(
            desk.c.path(
                f"path-{path.id}",
                [step(w, n, one) for n, one in enumerate(path.steps, 1)],
                t("In all: {time}", time=total) if total else None,
            )
        )
    else:
        w.add(desk.c.notice("none", t("No steps yet"), t("Nobody has said yet what to read first.")))
    roles = desk.base.many(Role, path.roles)
    if roles:
        w.heading(t("The roles it is made for"), "roles")
        columns = [
            {"key": "role", "label": desk.kind_title("role"), "wide": True},
            {"key": "pack", "label": t("To print")},
        ]
        w.add(
            desk.c.table(
                "roles-table",
                t("The roles it is made for"),
                columns,
                [[w.role(one.id), pack(w, one)] for one in roles],
                plain=True,
            )
        )


def step(w: Writer, number: int, one: PathStep) -> dict[str, Any]:
    """Return a step for the `path` component."""
    check = one.check
    return {
        "id": one.ref or f"step-{number}", "title": f"{number}. {pick(one.title, w.desk.lang)}", "href": target(w, one.ref),
        "minutes_text": f"{one.minutes} min" if one.minutes is not None else "",
        "question": pick(check.question, w.desk.lang) if check and check.question else None, "answer": w.inline(check.answer) if check and check.answer else w.desk.t("Ask whoever welcomes you."),
    }  # fmt: skip


def target(w: Writer, ref: str | None) -> str | None:
    """Return the address of what a step says to read: an entity, or a hand-written page of the language."""
    if not ref:
        return None
    kind, _, name = ref.partition(":")
    if kind == "page":
        known = any(one.path == f"{w.desk.lang}/{name}" for one in w.desk.base.pages)
        return w.href(name.removesuffix(".md")) if known else None
    entity = w.desk.base.find(ref)
    return w.href(entity) if entity else None


VIEWS = {"path": path_page}
