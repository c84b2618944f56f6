"""A rule's page: how to fix it in the words of forms, and examples that say what the rule says of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from markupsafe import Markup

from timonel.cache import Cache
from timonel.pipeline import examine
from timonel.site.page_set import PageSet
from timonel.site.urls import Urls


@pytest.fixture(scope="module")
def page_set(tmp_path_factory: pytest.TempPathFactory, cache: Cache) -> PageSet:
    root: Path = tmp_path_factory.mktemp("base")
    (root / "timonel.yaml").write_text("model: 1\nname: Base\nlanguages: [es]\nas_of: 2026-11-20\n", "utf-8")
    return PageSet(examine(root), "es", Urls(), cache)


def test_the_fix_is_said_as_forms_say_it(page_set: PageSet) -> None:
    """The field has its title; the command stands at the end, behind a line for those who keep the base, and nowhere before."""
    html = "\n".join(page_set.page("rules/OBJ005").blocks)
    fix, _, rest = html.partition("Para quien mantiene la base</summary>")
    assert "cambia su <q" in fix
    assert ">Frecuencia</q>" in fix
    assert "timonel measure" not in fix
    assert "timonel measure … --value …" in rest
    assert "indicator-" not in fix, "nor the rule's name in files"


def test_options_are_said_by_their_titles(page_set: PageSet) -> None:
    """Beside the page stands what holds here, in words; what a file calls it and may put there, for those who keep the base."""
    html = "\n".join(page_set.page("rules/DOC001").blocks)
    facts, _, rest = html.partition('class="kb-facts"')[2].partition("</aside>")
    assert "Tipos de documento que se esperan" in facts
    assert "Acta de constitución" in facts
    assert "charter" not in facts
    assert "<code>types</code>: lista de:" in rest


def test_the_examples_that_stand_first_differ_in_one_thing(page_set: PageSet) -> None:
    """Each field has a line; of a risk without owner and one without response, the one beside which one line is new."""
    html = "\n".join(page_set.page("rules/RSK002").blocks)
    bad, good = (Markup(one).striptags() for one in re.findall(r"<pre[^>]*>.*?</pre>", html, re.DOTALL)[:3:2])
    assert re.findall("<mark>(.*?)</mark>", html) == ["response: accept"]
    assert "le falta: respuesta" in html.lower()
    assert "owner: oficial" in bad
    assert "owner: oficial" in good


@pytest.mark.parametrize(
    ("code", "bad", "good"),
    [
        (
            "OBJ005",
            "El 20 nov 2026 dice: El indicador «Retención» no tiene una medición reciente (última: 4 oct 2026).",
            "El 20 nov 2026 lo revisa y no encuentra nada. Lo que cambia va marcado.",
        ),
        ("PRO001", "Dice: El proceso «Alta de cliente» no tiene dueño.", "Lo revisa y no encuentra nada."),
        (
            "PRO005",
            "Dice: El proceso «Atención de reclamos» figura como transaccional, pero funciona sobre CRM de servicio.",
            "Lo revisa y no encuentra nada. Lo que cambia va marcado.",
        ),
    ],
)
def test_an_example_says_what_the_rule_says_of_it(page_set: PageSet, code: str, bad: str, good: str) -> None:
    """Below the one that is found stands its message; what differs between two that are nearly the same is marked."""
    html = "\n".join(page_set.page(f"rules/{code}").blocks)
    told = {key: re.search(rf"\{{#{key}\}}\n+<div class=\"kb-prose\">(.*?)</div>", html) for key in ("bad", "good")}
    assert [one and Markup(one[1]).striptags() for one in told.values()] == [bad, good]
    marks = re.findall("<mark>(.*?)</mark>", html)
    assert marks == {"OBJ005": ["2026-10-04", "2026-10-05"], "PRO005": ["transactional", "dynamic"]}.get(code, [])


def test_what_a_rule_checks_stands_apart_from_why_it_matters(page_set: PageSet) -> None:
    """Each in a line of its own, with fields in the words of forms."""
    html = "\n".join(page_set.page("rules/INI018").blocks)
    rows = dict(re.findall(r'<div id="(fix|why|scope)"><dt>[^<]+</dt><dd>(.*?)</dd>', html, re.DOTALL))
    assert [*rows] == ["fix", "why", "scope"]
    assert "compra meses de apoyo" in rows["why"]
    assert "puede ser de un proyecto del programa" in rows["scope"]
    assert "compra meses" not in rows["scope"]
    assert "<code>start" not in rows["scope"]


def test_a_rule_without_findings_says_so_and_does_not_alarm(page_set: PageSet) -> None:
    """Its severity is a word beside; nothing stands empty, neither what it finds nor lessons that it does not have."""
    html = "\n".join(page_set.page("rules/DAT001").blocks)
    state = html.partition('<ul class="kb-standing"')[2].partition("</ul>")[0]
    assert "Hoy no encuentra nada" in state
    assert re.search(r"Gravedad:</span> (<span>)?error", state)
    assert "kb-badge--error" not in state
    assert "{#gaps}" not in html
    assert "Lecciones" not in html


def test_how_to_fix_the_only_finding_stands_in_it(base_of: Callable[..., Path], cache: Cache) -> None:
    """And is told once; so is how grave it is."""
    risks = [{"id": "fuga", "name": "Fuga", "category": "privacy", "response": "mitigate"}]
    html = "\n".join(
        PageSet(examine(base_of({"risks": risks}), wanted=["RSK002"]), "es", Urls(), cache).page("rules/RSK002").blocks
    )
    assert html.count("Cómo se arregla") == 1
    assert "Cómo se arregla" in html.partition('class="kb-gaps"')[2].partition("</ul>")[0]
    assert "Gravedad" not in html
    risks.append({**risks[0], "id": "robo", "name": "Robo"})
    html = "\n".join(
        PageSet(examine(base_of({"risks": risks}, "two"), wanted=["RSK002"]), "es", Urls(), cache)
        .page("rules/RSK002")
        .blocks
    )
    assert html.count("kb-gap--error") == 2
