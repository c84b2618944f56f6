"""The open gaps, by who must act: the most urgent role first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from timonel.governance import SEVERITIES, Finding
from timonel.kinds import Person, Role, Waiver
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.kit import Cell, Item, Number
from timonel.site.views.shared.standing import of_list, overdue
from timonel.site.writer import Writer
from timonel.text import many, sort_key

_FIRST = 2  # gaps of the most urgent role that are read at once on a phone
_URGENT = 3  # gaps that are told before all
_DAYS = ("due", "end", "expires", "until")  # fields with the day by which something is to be done

# Whether people are named → what they look for.
_LEDES = {
    True: "Find your name: these are the gaps that wait for you, the worst first, and of these the oldest.",
    False: "Find your role: these are the gaps that wait for you, the worst first, and of these the oldest.",
}


def counts(ctx: Context, ways: Mapping[str, str | None]) -> list[Number]:
    """Return how many gaps are open, the gravest that there are first; ``ways`` tells where each severity leads."""
    named = (("error", "errors"), ("warning", "warnings"), ("info", "notes"))
    counted = [(severity, label, ctx.result.count(severity)) for severity, label in named]
    return [
        Number(ctx.number(n), ctx.t(label), ways.get(severity), severity if n else "ok")
        for severity, label, n in sorted(counted, key=lambda one: not one[2])
    ]


def by_role(ctx: Context) -> Mapping[str, Sequence[Finding]]:
    """Return role id → the open findings it must act on, the most urgent role first; "" for those nobody must."""
    found: dict[str, list[Finding]] = {}
    for one in ctx.result.findings:
        if one.status == "open":
            for key in one.responsible or ("role:",):
                found.setdefault(key.partition(":")[2], []).append(one)
    names = {id_: ctx.name(role) if (role := ctx.base.get(Role, id_)) else "\U0010ffff" for id_ in found}

    def urgency(id_: str) -> tuple[object, ...]:
        return *(-sum(one.severity == x for one in found[id_]) for x in SEVERITIES), sort_key(names[id_], ctx.lang)

    return {id_: found[id_] for id_ in sorted(found, key=urgency)}


def _ordered(ctx: Context, findings: Sequence[Finding]) -> list[Finding]:
    """Return gaps, the worst first and of these the oldest."""
    return sorted(findings, key=lambda one: (SEVERITIES.index(one.severity), ctx.opened.get(one.fingerprint, "~")))


def _id(finding: Finding) -> str:
    return f"gap-{finding.fingerprint[:12]}"


def gaps(w: Writer) -> None:
    """Write all open gaps, role by role."""
    ctx = w.ctx
    w.title(ctx.t("Gaps by who must act"))
    waiting = {id_: _ordered(ctx, found) for id_, found in by_role(ctx).items()}
    _all(w, next(iter(waiting), ""))
    named = ctx.result.settings.names_people
    w.lede(ctx.t(_LEDES[named]))
    every = [one for found in waiting.values() for one in found]
    w.add(ctx.c.numbers(counts(ctx, {one.severity: f"#{_id(one)}" for one in reversed(every)})))
    _urgent(w)
    names = {id_: _who(ctx, id_) for id_ in waiting}
    links = [Cell(names[id_], f"#{id_ or 'nobody'}", note=ctx.number(len(found))) for id_, found in waiting.items()]
    w.add(ctx.c.finder(ctx.t("Find your name") if named else ctx.t("Find your role"), links))
    told = set[str]()  # a gap for which two must act has one place
    for id_, findings in waiting.items():
        role = ctx.base.get(Role, id_)
        w.heading(f"{names[id_]} ({len(findings)})", id_ or "nobody")
        note: list[Item] = [_counted(ctx, findings), *_in_all(w, id_, waiting)]
        w.add(Markup('<p class="kb-note">{}</p>').format(Markup(" · ").join(map(ctx.c.value, note))))
        if role and not ctx.facts.holders(role.id):
            first = ctx.t("Nobody holds this role today. First find who does: then these gaps are theirs.")
            w.notice("warning", ctx.t("Vacant role"), first)
        rows = [
            row._replace(since=_waited(ctx, one), id="" if _id(one) in told else _id(one))
            for row, one in zip(w.gaps(findings, of_one=True), findings, strict=True)
        ]
        told.update(map(_id, findings))
        most = _FIRST if id_ == next(iter(waiting)) else 1  # the worst gap of a role says enough to whoever passes by
        w.add(ctx.c.gap_list(rows, most=most, everywhere=False, brief=True))


def _who(ctx: Context, id_: str) -> str:
    """Return who must act: people look for their own name, then for what they are called."""
    role = ctx.base.get(Role, id_)
    if role is None:
        return ctx.t("Nobody can be named")
    name = ctx.name(role)
    return f"{ctx.holding[id_]} · {name}" if ctx.facts.holders(id_) and ctx.holding[id_] else name


def _in_all(w: Writer, id_: str, waiting: Mapping[str, Sequence[Finding]]) -> Iterator[Cell]:
    """Yield, of who holds a role and others for which gaps wait, how many there are in all, with the way to them."""
    ctx = w.ctx
    held = {role: {one.person for one in ctx.facts.holders(role)} for role in waiting}
    for person in ctx.base.many(Person, sorted(held[id_])) if ctx.result.settings.names_people else ():
        mine = {one.fingerprint for role, found in waiting.items() for one in found if person.id in held[role]}
        if len(mine) > len(waiting[id_]):
            told = ctx.t("{name} has {n} in all", name=ctx.name(person), n=len(mine))
            yield Cell(told, w.href(person, "my-gaps"))


def _counted(ctx: Context, findings: Sequence[Finding]) -> str:
    """Return how many gaps of each severity there are: what says why a group stands before another."""
    words = {
        "error": ("1 error", "{n} errors"),
        "warning": ("1 warning", "{n} warnings"),
        "info": ("1 note", "{n} notes"),
    }
    found = Counter(one.severity for one in findings)
    return " · ".join(ctx.t(many(*words[severity], found[severity])) for severity in SEVERITIES if found[severity])


def _urgent(w: Writer) -> None:
    """Add the few gaps that cannot wait: what is overdue longest, errors before all, and what ends soonest."""
    ctx, dated = w.ctx, list[tuple[bool, int, Finding]]()
    for one in ctx.result.findings:
        if one.status == "open" and one.severity != "info" and (due := _due(ctx, one)):
            dated.append((one.severity != "error", ctx.facts.days_since(due), one))
    ahead = sorted((one for one in dated if one[1] <= 0), key=lambda one: (one[0], -one[1]))[:1]
    late = sorted((one for one in dated if one[1] > 0), key=lambda one: (one[0], -one[1]))
    links = []
    for _, days, one in [*late[: _URGENT - len(ahead)], *ahead]:
        ends = ctx.t(many("ends in 1 day", "ends in {n} days", -days)) if days <= 0 else overdue(ctx, days)
        links.append(Cell(_called(ctx, one), f"#{_id(one)}", note=ends))
    if links:
        w.add(ctx.c.short([(ctx.t("Most urgent"), "urgent", ctx.c.value(links))]))


def _called(ctx: Context, finding: Finding) -> str:
    """Return what a gap is about; of a waiver, say, what that is and what it is for."""
    subject, entity = ctx.subject(finding.spot.subject), finding.spot.entity
    if subject is None or entity is None:
        return finding.spot.file
    return ctx.name(subject) if subject.key == entity.key else f"{ctx.kind_title(entity.kind)}: {ctx.name(subject)}"


def _due(ctx: Context, finding: Finding) -> str | None:
    """Return the day by which what a gap points at ends, or should have."""
    keys, there = finding.spot.keys, finding.spot.entity
    entity = there and ctx.base.find(there.key)  # as the page reads it
    if not keys or keys[-1] not in _DAYS or entity is None:
        return None
    value: Any = entity.fields
    for key in keys:
        if isinstance(value, Mapping):
            value = value.get(key)
        else:
            value = value[key] if isinstance(value, list | tuple) and isinstance(key, int) else None
    return value if isinstance(value, str) else None


def _waited(ctx: Context, finding: Finding) -> str:
    """Return for how long a gap is open, as far as that is recorded."""
    opened = ctx.opened.get(finding.fingerprint)
    return ctx.t(many("1 day open", "{n} days open", ctx.facts.days_since(opened))) if opened else ""


def _all(w: Writer, first: str) -> None:
    """Add how many gaps are open, how many have a waiver, and when the first of these comes back."""
    ctx, told = w.ctx, list[Item]()
    found = [one for one in ctx.result.findings if one.status == "open"]
    if found:
        text = ctx.t(many("1 gap", "{n} gaps", len(found)))
        told.append(Cell(text, f"#{first or 'nobody'}", badge=fields.worst(found)))
    left = [days for one in ctx.base.all(Waiver) if (days := -ctx.facts.days_since(one.expires)) >= 0]
    if left:
        waived = ctx.t(many("1 more with a waiver", "{n} more with a waiver", len(left)))
        ends = ctx.t(many("the next ends in 1 day", "the next ends in {n} days", min(left)))
        told.append(Cell(f"{waived}, {ends}", w.href("governance/waivers"), badge="waived"))
    of_list(w, (), told)
