"""Policies: which are published and who answers for them, and a page per policy with its four practices."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Channel, Policy, Touchpoint
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Action, Card, Cell, Column, Fact, Group, Item, Promise
from timonel.site.views.shared import entity_page, inventory, standing
from timonel.site.writer import Writer
from timonel.text import many

# What fair treatment of personal data takes, in the order in which a customer meets it.
PRACTICES = {
    "notice": "What customers are told", "choice": "What they may accept or refuse",
    "access": "How they see and correct it", "security": "How it is kept safe",
}  # fmt: skip


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the page of all policies."""
    if ctx.base.of("policy"):
        yield Draft("policies/index", ctx.kind_plural("policy"), overview, searched=False)


def overview(w: Writer) -> None:
    """Write the page of all policies: what is promised to customers, then every policy."""
    ctx, t = w.ctx, w.ctx.t
    w.title(ctx.kind_plural("policy"))
    _state(w)
    w.lede(
        t("What the company promises about customers' data, who answers for it, and where customers can hold us to it.")
    )
    private = [one for one in ctx.base.all(Policy) if one.type == "privacy"]
    if not private:
        w.notice(
            "warning",
            t("No privacy policy"),
            t("Nobody has written down yet what customers may expect of their data."),
        )
    for one in private:
        w.heading(ctx.name(one), one.id)
        practices(w, one)
        w.add(ctx.c.actions([Action(t("The whole policy"), w.href(one), primary=True)]))
    w.heading(t("All policies"), "all")
    reviewed: Column[Policy] = fields.head(ctx, "policy.reviewed", lambda policy: _reviewed(w, policy))
    more: list[Column[Policy]] = [fields.column(w, "policy.published_in"), reviewed]
    inventory.table(w, "policy", ctx.base.all(Policy), ["type", "officer"], more, lead="type")
    w.add(ctx.c.actions(related(w)))


def _state(w: Writer) -> None:
    """Add how the policies stand: their gaps, who answers for all of them, and when the oldest was reviewed."""
    ctx, policies = w.ctx, w.ctx.base.all(Policy)
    told, officers = list[Item](), {one.officer for one in policies}
    if len(officers) == 1 and (officer := w.role(officers.pop())):
        told.append(standing.named(w, ctx.label("policy", "officer"), officer))
    if all(one.reviewed for one in policies):
        oldest = min(one.reviewed or "" for one in policies)
        told.append(standing.named(w, ctx.t("Last review of the oldest"), Cell(ctx.date(oldest))))
    standing.of_list(w, policies, told)


def related(w: Writer) -> list[Action]:
    """Return the ways to what else speaks of privacy."""
    base, t, found = w.ctx.base, w.ctx.t, []
    if base.of("touchpoint") and base.of("channel"):
        found.append(Action(t("Consent by touchpoint"), w.href("data-assets/consent"), icon="word"))
    if base.of("country"):
        found.append(Action(t("Countries compared"), w.href("countries/index"), icon="word"))
    return found


def practices(w: Writer, policy: Policy) -> None:
    """Add the four practices, each promise whole; one that the policy leaves out says so."""
    ctx, told = w.ctx, policy.practices.fields if policy.practices else {}
    nothing = ctx.c.value(Cell(ctx.t("The policy says nothing"), badge="error"))
    rows = [
        Promise(
            ctx.label("policy", "practices", field),
            ctx.t(question),
            w.words(text) if (text := told.get(field)) else nothing,
        )
        for field, question in PRACTICES.items()
    ]
    w.add(ctx.c.promises(rows))


def _reviewed(w: Writer, policy: Policy) -> Cell | None:
    """Return when a policy was reviewed, with how long ago."""
    cell = w.ctx.date_cell(policy.reviewed)
    if cell is None or policy.reviewed is None:
        return None
    return cell._replace(note=w.ctx.t(many("1 day ago", "{n} days ago", w.ctx.facts.days_since(policy.reviewed))))


def policy_page(w: Writer, policy: Policy) -> None:
    """Write the middle of a policy's page; what only a privacy policy owes is asked of no other."""
    ctx, t = w.ctx, w.ctx.t
    private = policy.type == "privacy"
    reviewed = Fact(ctx.label("policy", "reviewed"), _reviewed(w, policy))
    entity_page.facts(w, policy, skip=("reviewed", "published_in", "customer_access"), more=(reviewed,))
    if private or policy.practices:
        w.heading(ctx.label("policy", "practices"), "practices")
        practices(w, policy)
    if private or policy.published_in:
        w.heading(t("Where it is published"), "published")
        _published(w, policy)
    if private or policy.customer_access:
        w.heading(t("Where customers see and correct their data"), "access")
        _access(w, policy)
    entity_page.story(w, policy, skip=("practices",))
    if private:
        w.add(ctx.c.actions(related(w)))


def _published(w: Writer, policy: Policy) -> None:
    """Add where customers meet the policy, and the personal data asked for in channels where they do not."""
    ctx, t = w.ctx, w.ctx.t
    there = ctx.base.many(Channel, policy.published_in)
    if there:
        w.add(
            ctx.c.cards(
                [
                    Card(ctx.name(one), w.href(one), meta=[_asking(ctx, one)] if _touchpoints(ctx, one) else [])
                    for one in there
                ]
            )
        )
    else:
        w.notice("none", t("Published nowhere"), t("No channel is named where people can read it."))
    elsewhere = (
        [one for one in ctx.base.all(Channel) if one.id not in policy.published_in and _touchpoints(ctx, one)]
        if policy.type == "privacy"
        else []
    )
    if elsewhere:
        w.heading(t("Channels that ask for personal data without it"), "not-published", level=3)
        w.add(
            ctx.c.refers(
                [
                    Group(ctx.name(one), [w.link(each) for each in ctx.sorted(_touchpoints(ctx, one))])
                    for one in elsewhere
                ]
            )
        )


def _touchpoints(ctx: Context, channel: Channel) -> list[Touchpoint]:
    """Return the touchpoints on a channel where personal data are asked for."""
    return [
        one
        for one in ctx.base.all(Touchpoint)
        if channel.id in one.channels and one.status != "retired" and ctx.facts.collects_personal(one)
    ]


def _asking(ctx: Context, channel: Channel) -> str:
    n = len(_touchpoints(ctx, channel))
    return (
        ctx.t("1 touchpoint asks for personal data there")
        if n == 1
        else ctx.t("{n} touchpoints ask for personal data there", n=n)
    )


def _access(w: Writer, policy: Policy) -> None:
    ctx, t = w.ctx, w.ctx.t
    found = ctx.base.many(Touchpoint, policy.customer_access)
    if not found:
        w.notice(
            "warning",
            t("Nowhere yet"),
            t("The policy names no touchpoint where customers can look at what we know about them."),
        )
        return
    kind = ctx.kind_title("touchpoint")
    w.add(
        ctx.c.cards(
            [
                Card(ctx.name(x), w.href(x), kind, w.inline(x.description), meta=w.refs("channel", x.channels))
                for x in found
            ]
        )
    )


VIEWS = {"policy": policy_page}
