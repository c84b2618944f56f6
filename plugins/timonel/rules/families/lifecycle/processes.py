"""Family PRO: processes that have an owner, serve somebody, are diagnosed and measured, and suit their customers."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.graph import reach
from timonel.kinds import Process, System, Touchpoint
from timonel.lookups.calendar import months_before
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import changing
from timonel.lookups.status import is_active
from timonel.lookups.steps import following
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import is_empty, said

# Categories of systems made for dealing with customers; ERP and point of sale are made for transactions.
_CUSTOMER_SYSTEMS = frozenset({"crm", "marketing-automation", "contact-center", "loyalty"})
# How many levels a supporting process may not lie below the one that it supports.
_WEAK = 2


def in_use(process: Process) -> bool:
    """Whether a process is planned or active: before it starts is the best time to put it in order."""
    return process.status != "retired"


def faces_customers(process: Process) -> bool:
    return process.type == "customer-facing" and in_use(process)


@rule("PRO001", applies=in_use)
def process_without_owner(process: Process) -> Places:
    """A process with no owner."""
    if is_empty(process.owner):
        yield process.at("owner")


@rule("PRO002", applies=in_use)
def process_serves_nothing(process: Process, base: Base, facts: Facts) -> Places:
    """A customer-facing process without a touchpoint, or a support process behind no customer-facing one."""
    if process.type == "support":
        if process.id not in facts.behind_customers:
            yield process.at("supports")
    elif all(_is_retired(base.get(Touchpoint, id_)) for id_ in process.touchpoints):
        yield process.at("touchpoints")


def _is_retired(touchpoint: Touchpoint | None) -> bool:
    return touchpoint is not None and touchpoint.status == "retired"


@rule("PRO004", applies=is_active)
def process_not_diagnosed(process: Process, today: str, months: int) -> Places:
    """No maturity, or assessed more than ``months`` ago."""
    if process.maturity is None:
        yield process.at("maturity", months=months, when=said("never"))
    elif process.maturity.assessed < months_before(today, months):
        yield process.at("maturity", "assessed", months=months, when=process.maturity.assessed)


def _customer_systems(process: Process, base: Base) -> list[System]:
    found = base.many(System, process.systems)
    return [system for system in found if system.category in _CUSTOMER_SYSTEMS and is_active(system)]


def runs_on_crm(process: Process, base: Base) -> bool:
    return faces_customers(process) and process.nature is not None and bool(_customer_systems(process, base))


@rule("PRO005", applies=runs_on_crm)
def crm_process_as_transaction(process: Process, base: Base) -> Places:
    """A customer-facing process on a CRM system, declared as transactional."""
    if process.nature == "transactional":
        systems = _customer_systems(process, base)
        yield process.at("nature", related=[one.at("category") for one in systems], systems=systems)


def to_measure(process: Process, base: Base) -> bool:
    return in_use(process) and (process.type == "customer-facing" or bool(changing(base, process)))


@rule("PRO006", applies=to_measure)
def process_without_indicator(process: Process) -> Places:
    """A customer-facing process, or one that an active initiative changes, with no indicator."""
    if not process.indicators:
        yield process.at("indicators")


def supports_others(process: Process) -> bool:
    return in_use(process) and bool(process.supports)


@rule("PRO007", applies=supports_others)
def support_cycle(process: Process, facts: Facts) -> Places:
    """Processes that support each other in a circle."""
    circle = facts.base.many(Process, facts.support_circles.get(process.id, ()))
    if circle:
        others = [one.at("supports") for one in circle[1:]]
        after = circle[1 % len(circle)].id
        yield process.at("supports", process.supports.index(after), related=others, circle=circle)


def level(process: Process) -> int | None:
    """Return the maturity level, None for a process that nobody has diagnosed."""
    return None if process.maturity is None else process.maturity.level


def has_measured_support(process: Process, facts: Facts) -> bool:
    known = level(process) is not None and is_active(process)
    return known and any(level(one) is not None for one in facts.supporters.get(process.id, ()))


@rule("PRO008", applies=has_measured_support)
def weak_support(process: Process, facts: Facts) -> Places:
    """A process supported by one at least two maturity levels below it."""
    limit = (level(process) or 0) - _WEAK
    weak = [one for one in facts.supporters[process.id] if one.maturity and one.maturity.level <= limit]
    if weak:
        yield process.at("maturity", "level", related=[one.at("maturity", "level") for one in weak], supporters=weak)


def is_dynamic(process: Process) -> bool:
    return in_use(process) and process.nature == "dynamic"


@rule("PRO010", applies=is_dynamic)
def six_sigma_on_dynamic_process(process: Process) -> Places:
    """A dynamic process managed with Six Sigma."""
    if "six-sigma" in process.methods:
        yield process.at("methods", process.methods.index("six-sigma"))


@rule("PRO011", applies=faces_customers)
def no_customer_outcome(process: Process) -> Places:
    """A customer-facing process that does not say what the customer gets."""
    if is_empty(process.customer_outcome):
        yield process.at("customer_outcome")


def has_whole_steps(process: Process) -> bool:
    """Whether a process has steps whose `next` all exist: a wrong one is an unknown reference, said elsewhere."""
    ids = {step.id for step in process.steps}
    return in_use(process) and bool(ids) and all(ids.issuperset(following(step)) for step in process.steps)


@rule("PRO013", applies=has_whole_steps)
def step_graph_broken(process: Process) -> Places:
    """A step that cannot be reached from the first, or steps that never end."""
    broken = [*_broken_steps(process)]
    if broken:
        yield process.at("steps", broken[0], steps=[process.steps[number].name for number in broken])


def _broken_steps(process: Process) -> Iterator[int]:
    """Yield the positions of the steps that no way from the first leads to, or from which none leads to an end."""
    onward = {step.id: [*following(step)] for step in process.steps}
    before: dict[str, list[str]] = {}
    for id_, after in onward.items():
        for other in after:
            before.setdefault(other, []).append(id_)
    begun = reach([process.steps[0].id], onward)
    ending = reach([id_ for id_, after in onward.items() if not after], before)
    yield from (n for n, step in enumerate(process.steps) if step.id not in begun or step.id not in ending)


def serves_customers_today(process: Process, facts: Facts) -> bool:
    readable = facts.whole("process", "supports", "type", "status")
    return readable and process.type == "customer-facing" and is_active(process)


@rule("PRO014", applies=serves_customers_today)
def front_without_support(process: Process, facts: Facts) -> Places:
    """A customer-facing process that no support process supports."""
    if not any(one.type == "support" for one in facts.supporters.get(process.id, ())):
        yield process.at()
