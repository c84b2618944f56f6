"""The example's story adds up: numbers, sums, dates and states say the same wherever they stand, in both languages."""

import math
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import sites
import yaml

from timonel.kinds import Benefit, Forum, Indicator, Initiative, Objective, Pilot, Resolution, Risk
from timonel.pipeline import examine

ROOT = sites.ROOT
CANON = yaml.safe_load((Path(__file__).parent / "canon.yaml").read_text("utf-8"))
NUMBERS = {
    "es": ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once"],
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"],
}
HOLIDAYS = yaml.safe_load((ROOT / "timonel.yaml").read_text("utf-8"))["holidays"]
LANGUAGES = pytest.mark.parametrize("lang", sites.LANGUAGES)


@pytest.fixture(scope="module")
def base():
    return examine(ROOT).base


def _texts(value, lang):
    """Yield the texts of one language in a YAML value."""
    if isinstance(value, dict):
        if value and set(value) <= set(sites.LANGUAGES):
            if isinstance(value.get(lang), str):
                yield value[lang]
        else:
            for one in value.values():
                yield from _texts(one, lang)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, lang)


@pytest.fixture(scope="module")
def texts(base):
    """Return language → (where, text) of all that people write: entities, measurements' notes, pages."""
    found = {}
    for lang in sites.LANGUAGES:
        entities = [(one.key, " ".join(text.split())) for one in base for text in _texts(one.fields, lang)]
        pages = [
            (page.name, " ".join(page.read_text("utf-8").split())) for page in (ROOT / "docs" / lang).rglob("*.md")
        ]
        found[lang] = entities + pages
    return found


@LANGUAGES
@pytest.mark.parametrize("name", CANON["facts"])
def test_a_number_is_the_same_wherever_it_stands(texts, name, lang):
    fact = CANON["facts"][name]
    found = [
        (where, group.replace(",", ".") if re.fullmatch(r"\d,\d", group) else group)
        for where, text in texts[lang]
        for pattern in fact["finds"][lang]
        for match in re.finditer(pattern, text)
        for group in match.groups()
    ]
    assert found, name
    assert [one for one in found if one[1] not in map(str, fact["value"])] == []


def _field(base, path):
    key, _, fields = path.partition(" ")
    value = base.find(key).fields
    for name in fields.split("."):
        value = value[name]
    return value


@LANGUAGES
@pytest.mark.parametrize("one", CANON["counts"], ids=[one["count"] for one in CANON["counts"]])
def test_a_number_of_things_is_how_many_there_are(base, one, lang):
    number = len(_field(base, one["count"])) + one.get("plus", 0)
    assert NUMBERS[lang][number] == one["words"][lang].lower()
    content = yaml.safe_load((ROOT / one["in"]).read_text("utf-8"))
    found = [word for text in _texts(content, lang) for word in re.findall(one["finds"][lang], " ".join(text.split()))]
    assert found
    assert set(found) == {one["words"][lang]}


def test_a_budget_is_its_lines_and_nobody_spends_what_was_not_there(base):
    for one in base.all(Initiative):
        if one.budget and one.business_case:
            lines = one.budget.lines
            assert sum(line.amount for line in lines) == one.business_case.investment, one.id
            assert sum(line.spent or 0 for line in lines) <= one.business_case.investment, one.id


def test_the_return_of_the_programme_is_what_its_basis_says(base):
    """The numbers of the basis multiply to the return, and the yearly margin to the lifetime value."""
    sums, programme = CANON["sums"], base.get(Initiative, "crm-nova")
    kept = sum(sums["points"]) * sums["customers-a-point"]
    margin = kept * sums["yearly-margin"]
    credited = margin * sums["credited"]
    case = programme.business_case
    assert round(100 * (credited - case.investment) / case.investment) == case.expected_return.value
    spoken = ["80,000", "1,915", f"{margin / 1e6:.1f}", f"{credited / 1e6:.1f}"]
    assert kept == 80_000
    for lang in sites.LANGUAGES:
        assert [one for one in spoken if one not in " ".join(case.expected_return.basis[lang].split())] == []
    value = base.get(Objective, "clientes-que-valen-mas").baseline
    years = [n / 10 for n in range(40, 100)]
    worth = [sums["yearly-margin"] * (1 - (1 + sums["discount"]) ** -n) / sums["discount"] for n in years]
    assert any(abs(one - value) < 60 for one in worth)


@pytest.mark.parametrize("one", CANON["worths"], ids=[one["benefit"] for one in CANON["worths"]])
def test_a_benefit_is_worth_what_its_basis_multiplies_to(base, one):
    worth = base.get(Benefit, one["benefit"]).worth
    assert worth.amount == pytest.approx(math.prod(one["factors"]), rel=0.01)
    for lang in sites.LANGUAGES:
        told = " ".join(worth.basis[lang].split())
        assert [part for part in one["says"][lang] if part not in told] == []


def _readings(base, indicator):
    found = [one for one in base.of("measurement") if one.fields["of"] == f"indicator:{indicator}"]
    return sorted((str(one.fields["date"]), one.fields["value"]) for one in found)


def test_a_baseline_was_measured_on_its_day_and_before_anything_changed(base):
    for one in base.all(Objective):
        assert (one.baseline_date, one.baseline) in _readings(base, one.indicator), one.id
        pilots = [p.start for p in base.all(Pilot) if p.initiative == one.initiative and p.type != "proof-of-concept"]
        initiative = base.get(Initiative, one.initiative)
        if initiative.type == "project" and pilots:
            assert one.baseline_date < min(pilots), one.id


def _as_written(number):
    return {f"{number:g}", f"{number:,.10g}"}


@LANGUAGES
def test_an_objectives_sentence_has_its_target_and_no_other_figures(base, lang):
    for one in base.all(Objective):
        years = {"2025", "2026", "2027", "2028"}
        figures = set(re.findall(r"\d[\d.,]*\d|\d", one.statement[lang])) - years - {"100", "90"}
        known = _as_written(one.baseline) | _as_written(one.target)
        change = round(100 * abs(one.target - one.baseline) / one.baseline)
        scale = {"5"} if "/ 5" in str(base.get(Indicator, one.indicator).unit) else set()
        assert figures & _as_written(one.target), one.id
        assert figures - known - {str(change)} - scale == set(), one.id


def test_a_closed_thing_has_no_open_end(base):
    """Finished initiatives have no open phase, proposed ones have passed none, and phases are passed in order."""
    for one in base.all(Initiative):
        states = [phase.status for phase in one.phases]
        if one.status == "finished":
            assert set(states) <= {"passed", "skipped"}, one.id
        if one.status == "proposed":
            assert "passed" not in states, one.id
        done = [status in ("passed", "skipped") for status in states]
        assert done == sorted(done, reverse=True), one.id


def test_an_action_that_a_forum_resolved_is_done_in_both_places_or_in_neither(base):
    """A risk's action and a resolution with the same owner and day are one promise."""
    for risk in base.all(Risk):
        for action in risk.actions:
            for one in base.all(Resolution):
                if (one.owner, one.due) == (action.owner, action.due):
                    assert bool(one.done) == bool(action.done), (risk.id, one.id)


@LANGUAGES
@pytest.mark.parametrize("one", CANON["states"], ids=[str(one["while"]) for one in CANON["states"]])
def test_what_is_open_is_nowhere_told_as_done(base, texts, one, lang):
    (kind, id_), (_, field), (_, state) = one["while"].items()
    if _field(base, f"{kind}:{id_} {field}") != state:
        pytest.fail(f"{kind}:{id_} has moved on: mend its state in canon.yaml and the texts that tell of it")
    assert [where for where, text in texts[lang] if re.search(one["never"][lang], text)] == []
    if "says" in one:
        assert any(re.search(one["says"][lang], text) for _, text in texts[lang])


@LANGUAGES
def test_what_nobody_could_defend_does_not_come_back(texts, lang):
    found = [
        (where, pattern) for where, text in texts[lang] for pattern in CANON["never"][lang] if re.search(pattern, text)
    ]
    assert found == []


def test_forums_met_on_the_day_they_say(base):
    for id_, told in CANON["weekdays"].items():
        days = [date.fromisoformat(one.date) for one in base.get(Forum, id_).meetings]
        assert {one.weekday() for one in days} == {told["day"]}, id_
        if "nth" in told:
            assert {(one.day - 1) // 7 + 1 for one in days} == {told["nth"]}, id_
        if "every" in told:
            assert {(after - before).days for before, after in pairwise(days)} == {told["every"]}, id_


def test_who_may_not_decide_has_no_vote_where_it_is_decided(base):
    for forum in base.all(Forum):
        for id_ in forum.decides:
            closed = set(base.find(f"decision:{id_}").fields.get("forbidden") or ())
            for member in forum.members:
                area = base.find(f"role:{member.role}").fields.get("area")
                assert not (member.vote and closed & {f"role:{member.role}", f"area:{area}"}), (
                    forum.id,
                    id_,
                    member.role,
                )


def test_a_risk_is_measured_as_often_as_it_says(base):
    """From its first measurement on, half of the gaps between two are no longer than its cadence, holidays aside."""
    days = {"daily": 1, "weekly": 8, "monthly": 35}
    for risk in base.all(Risk):
        found = sorted(one.fields["date"] for one in base.of("measurement") if one.fields["of"] == f"risk:{risk.id}")
        dates = [date.fromisoformat(str(one)) for one in found]
        gaps = sorted((after - before).days for before, after in pairwise(dates))
        if gaps and risk.cadence:
            assert gaps[len(gaps) // 2] <= days[risk.cadence], risk.id


def test_a_task_belongs_to_a_phase_that_its_initiative_goes_through(base):
    for task in base.of("task"):
        phases = {one.phase: one.status for one in base.get(Initiative, task.fields["initiative"]).phases}
        assert phases.get(task.fields["phase"]) != "skipped", task.id


def test_nothing_was_judged_on_a_day_off(base):
    """Issues were opened, gates passed, and the organisation looked at, on working days."""
    opened = [(one.id, one.fields.get("opened")) for one in base.of("issue")]
    passed = [(one.id, phase.passed) for one in base.all(Initiative) for phase in one.phases]
    assessed = [(one.id, one.fields["swot"]["assessed"]) for one in base.of("organization")]
    for id_, day in opened + passed + assessed:
        if day:
            assert date.fromisoformat(str(day)).weekday() < 5, id_
            assert str(day) not in {str(one) for one in HOLIDAYS}, id_
