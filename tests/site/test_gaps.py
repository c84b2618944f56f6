"""The gaps by who must act: names first, what cannot wait above all, and buttons that lead where a gap is closed."""

from __future__ import annotations

import re

import pytest
from markupsafe import Markup

from timonel import site
from timonel.governance.published import published
from timonel.pipeline import examine
from timonel.site.urls import Urls

CONTENTS = {
    "people": [{"id": "ana", "name": "Ana Ruiz", "employment": "internal"}],
    "roles": [{"id": "jefa", "name": "Jefa de ventas", "purpose": "p", "holders": [{"person": "ana"}]}],
    "initiatives": [{"id": "crm", "name": "CRM", "type": "project", "status": "running", "lead": "jefa"}],
    "change-actions": [
        {"id": id_, "name": id_.title(), "initiative": "crm", "type": "training", "owner": "jefa", "end": end}
        for id_, end in (("taller", "2026-11-10"), ("curso", "2026-09-10"))
    ],
    "risks": [
        {"id": "fuga", "name": "Fuga", "category": "privacy", "initiative": "crm", "owner": "jefa", "response": "mitigate",
         "status": "materialized"},
    ],
}  # fmt: skip
REPOSITORY = {"url": "https://example.com/x", "edit": "{url}/edit/{path}"}


@pytest.fixture(params=["es", "en"])
def told(request, base_of, cache):
    """Return the language and the pages of the gaps, as Markdown."""
    root = base_of({**CONTENTS, "timonel": {"as_of": "2026-11-20", "repository": REPOSITORY}})
    result = examine(root, wanted=["CHG003", "RSK007"])
    return request.param, {one.path: one.markdown for one in site.pages(result, request.param, Urls(), cache)}


def test_people_find_their_name_and_why_they_come_first(told):
    lang, pages = told
    page = pages["governance/gaps"]
    assert "## Ana Ruiz · Jefa de ventas" in Markup(page).unescape()
    assert {"es": "2 advertencias · 1 nota", "en": "2 warnings · 1 note"}[lang] in Markup(page).unescape()


def test_every_count_leads_to_the_first_gap_of_its_kind(told):
    """None leads nowhere but zeros, which come last."""
    _, pages = told
    page = Markup(pages["governance/gaps"]).unescape()
    terms = page.partition('class="kb-numbers"')[2].partition("</dl>")[0].split("<dt>")[1:]
    ways = [re.findall(r'href="#([^"]+)"', one) for one in terms]
    assert [len(one) for one in ways] == [1, 1, 0]
    for way in (*ways[0], *ways[1]):
        assert page.count(f'<li id="{way}"') == 1


def test_what_is_overdue_longest_is_told_above_all(told):
    lang, pages = told
    first = pages["governance/gaps"].partition('id="urgent"')[2].partition("</dl>")[0]
    assert re.findall(r">(Curso|Taller)</a>", first) == ["Curso", "Taller"]
    assert {"es": "venció hace 71 días", "en": "overdue by 71 days"}[lang] in first


def test_a_gap_that_editing_does_not_close_is_to_be_seen(told):
    """A lesson is written elsewhere: its button leads to the risk's page, and on that page there is none."""
    lang, pages = told
    fix, see = {"es": ("Corregir", "Ver"), "en": ("Fix", "See")}[lang]
    buttons = re.findall(r'kb-gap__mend" href="([^"]+)">(\w+)<', pages["governance/gaps"])
    assert [word for _, word in buttons] == [fix, fix, see]
    assert [way.startswith("https://example.com/x/edit/data/") for way, _ in buttons] == [True, True, False]
    assert buttons[-1][0].endswith("risks/fuga/")
    assert "kb-gap__mend" not in pages["risks/fuga"]


def test_whoever_holds_several_roles_reads_how_many_gaps_wait_in_all(base_of, cache):
    """Gaps stand role by role; the sum leads to the person's own list."""
    more = {"id": "dos", "name": "Dueña de riesgos", "purpose": "p", "holders": [{"person": "ana"}]}
    risks = [{**CONTENTS["risks"][0], "owner": "dos"}]
    base = base_of(
        {**CONTENTS, "roles": [*CONTENTS["roles"], more], "risks": risks, "timonel": {"as_of": "2026-11-20"}}
    )
    result = examine(base, wanted=["CHG003", "RSK007"])
    page = {one.path: one.markdown for one in site.pages(result, "en", Urls(), cache)}["governance/gaps"]
    assert Markup(page).unescape().count('href="../../people/ana/#my-gaps">Ana Ruiz has 3 in all<') == 2


def test_where_nobody_is_named_people_find_their_role(base_of, cache):
    """A name that stands nowhere would be looked for in vain."""
    settings = {"as_of": "2026-11-20", "publish": {"people": False}}
    result = examine(base_of({**CONTENTS, "timonel": settings}), wanted=["CHG003", "RSK007"])
    page = {one.path: one.markdown for one in site.pages(published(result), "en", Urls(), cache)}["governance/gaps"]
    assert "Find your role: these are the gaps" in page
    assert "Find your name" not in page
