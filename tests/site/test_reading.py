"""How pages are read: where one is and what comes next, what is quiet, what is loud."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from timonel.cache import Cache
from timonel.pipeline import examine
from timonel.site.page_set import PageSet
from timonel.site.urls import Urls

FILES = {
    "timonel.yaml": "model: 1\nname: Prueba\nlanguages: [es]\nas_of: 2026-11-20\n",
    "data/organization/org.yaml": "id: org\nname: Nova\nmission: Servir\nvision: Crecer\n",
    "data/phases/vision.yaml": "id: vision\nname: Visión\norder: 1\ntype: vision\n",
    "data/phases/equipo.yaml": "id: equipo\nname: Equipo\norder: 2\ntype: vision\n",
    "data/phases/piloto.yaml": "id: piloto\nname: Piloto\norder: 3\ntype: vision\n",
    "data/roles/gerente.yaml": "id: gerente\nname: Gerente\npurpose: Servir\n",
    "data/roles/analista.yaml": "id: analista\nname: Analista\npurpose: Medir\n",
    "data/tasks/dibujar.yaml": "id: dibujar\nname: Dibujar\nresponsible: [analista]\naccountable: gerente\n",
    "data/systems/crm.yaml": "id: crm\nname: CRM\ncategory: crm\n",
    "data/indicators/llamadas.yaml": "id: llamadas\nname: Llamadas\nunit: '%'\ndirection: down\n",
    "data/measurements/llamadas.yaml": "- {of: 'indicator:llamadas', date: 2026-11-01, value: 8}\n",
    "data/objectives/menos.yaml": (
        "id: menos\nname: Menos llamadas\nstatement: Menos\nindicator: llamadas\nbaseline: 10\nbaseline_date: 2026-01-01\n"
        "target: 6\ndue: 2026-10-30\n"
    ),
    "data/initiatives/medida.yaml": (
        "id: medida\nname: Medida\ntype: project\nstatus: running\nstart: 2026-01-01\nend: 2026-12-31\n"
        "budget: {currency: MXN, lines: [{category: people, amount: 100, spent: 104}]}\n"
    ),
    "data/initiatives/libre.yaml": "id: libre\nname: Libre\ntype: project\nstatus: running\n",
}
Read = Callable[[str], str]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that returns a page of a base, some of whose files are given, as HTML."""

    def page(path: str, files: Mapping[str, str] = {}) -> str:
        for name, text in {**FILES, **files}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
        return "\n".join(PageSet(examine(tmp_path), "es", Urls(), Cache(None)).page(path, drawn=False).blocks)

    return page


def test_the_page_of_an_entity_says_in_which_part_of_its_section_it_stands(read: Read) -> None:
    """The bar marks the list that it belongs to, and the way back is called as the menu calls that."""
    page = read("roles/gerente")
    assert re.findall(r'href="\.\./" aria-current=true>([^<]+)', page) == ["Roles"]
    assert '<a href="../">Roles</a></li></ol></nav>' in page


@pytest.mark.parametrize(
    ("path", "ways"),
    [
        ("phases/vision", [("next", "Equipo")]),
        ("phases/equipo", [("prev", "Visión"), ("next", "Piloto")]),
        ("phases/piloto", [("prev", "Equipo")]),
    ],
)
def test_phases_lead_to_their_neighbours(read: Read, path: str, ways: list[tuple[str, str]]) -> None:
    assert re.findall(r'<a rel="(\w+)" href="[^"]+"><span>\w+</span> ([^<]+)</a>', read(path)) == ways


def test_rules_lead_to_their_neighbours(read: Read) -> None:
    """In the order of the catalogue."""
    page = read("rules/PRO002")
    assert re.findall(r'<a rel="(\w+)" href="\.\./(\w+)/"', page) == [("prev", "PRO001"), ("next", "PRO003")]


def test_a_zero_is_quiet_and_no_missing_datum(read: Read) -> None:
    """A spreadsheet made of the table still has it."""
    row = read("systems/index").partition('id="list-system"')[2].partition("<tbody>")[2]
    assert '<span class="kb-zero">0</span>' in row
    assert "kb-none" in row  # nobody says who sells it


def test_only_who_answers_stands_out_in_the_raci_matrix(read: Read) -> None:
    cells = re.findall(r'<td class="kb-cell kb-cell--(\w+)"( data-level="\d")?><span[^>]*>(\w) ·', read("tasks/index"))
    assert cells == [("ok", "", "R"), ("part", ' data-level="3"', "A")]


@pytest.mark.parametrize(
    ("due", "look", "word"),
    [
        ("2026-10-30", "error", "venció hace 21 días"),
        ("2026-11-20", "warning", "100 % del tiempo"),
        ("2027-12-31", "plan", "44 % del tiempo"),
    ],
)
def test_an_objective_past_its_day_is_red(read: Read, due: str, look: str, word: str) -> None:
    """And says since when; before, it is amber where its way lags behind its time."""
    text = FILES["data/objectives/menos.yaml"].replace("2026-10-30", due)
    page = read("objectives/index", {"data/objectives/menos.yaml": text})
    assert re.findall(r"kb-bar--(\w+)", page) == [look]
    assert word.replace(" %", "\N{NO-BREAK SPACE}%") in page


def test_a_budget_says_how_much_of_the_time_is_gone_and_who_has_none(read: Read) -> None:
    """A tick on each bar; what has no budget is a line, and no column."""
    page = read("initiatives/budget")
    assert page.count("kb-bar__mark") == 1
    assert "89\N{NO-BREAK SPACE}% del tiempo" in page
    assert re.search(r"<dt>Sin presupuesto</dt><dd><a[^>]*>Libre</a>", page)
    assert "Libre" not in page.partition("<thead>")[2].partition("</thead>")[0]
    assert "kb-bar__mark" in read("initiatives/medida")


def test_home_opens_with_how_things_stand_and_what_needs_somebody(read: Read) -> None:
    """Then what comes and what is promised, and last what is always there; the state of the day stands beside the title."""
    page = read("index")
    assert page.index("kb-hero__title") < page.index('id="today"') < page.index("{#gaps}")
    order = re.findall(r'\{#([\w-]+)\}|<h2 id="([\w-]+)"', page)
    assert [one or other for one, other in order] == ["today", "gaps", "objectives", "life-cycle"]
    assert page.index('class="kb-score') < page.index('class="kb-gaps"')
    assert "kb-dial" not in page


def test_pillars_lead_with_their_gaps(read: Read) -> None:
    """A pass rate near a hundred says nothing; what is open and how many rules are clean does."""
    cards = re.findall(
        r'<p class="kb-score__number">([^<]+)</p>\s*<p class="kb-score__measured">([^<]+)', read("index")
    )
    assert len(cards) == 4
    assert any(re.fullmatch(r"\d+ (errores|error|advertencias|advertencia)", number) for number, _ in cards)
    assert all(re.search(r"(^|· )\d+ de \d+ reglas sin brechas$", clean) for _, clean in cards)


def test_home_tells_the_dates_that_come_in_one_table(read: Read) -> None:
    """Gates and meetings by day; one that should have been is marked."""
    page = read(
        "index",
        {
            "data/forums/comite.yaml": "id: comite\nname: Comité\ncadence: monthly\nmeetings: [{date: 2026-09-01}]\n",
            "data/initiatives/libre.yaml": FILES["data/initiatives/libre.yaml"]
            + "phases: [{phase: piloto, status: in-progress, due: 2026-12-18}]\n",
        },
    )
    rows = page.partition('id="next-dates"')[2].partition("</section>")[0]
    assert re.findall(r">(Comité|Libre)</a>", rows) == ["Comité", "Libre"]
    assert '<span class="kb-badge kb-badge--warning">ya debió reunirse</span>' in rows


def test_a_table_with_many_filters_shows_the_three_that_most_people_come_for(read: Read) -> None:
    """The others stand behind a line that says how many they are; on phones all of them fold."""
    page = read("risks/index", {"data/risks/fuga.yaml": "id: fuga\nname: Fuga\ncategory: privacy\n"})
    tools = page.partition('id="register-table"')[2].partition("</form>")[0]
    folds = re.findall(r'<details class="([^"]+)"><summary[^>]*>([^<]+)</summary>(.*?)</details>', tools)
    assert [(kind, line, re.findall(r'data-kb-filter="([^"]+)"', inner)) for kind, line, inner in folds] == [
        ("kb-details kb-fold", "Filtros (3)", ["category", "owner", "status"]),
        ("kb-details", "Más filtros (3)", ["response", "p", "i"]),
    ]


def test_lessons_say_their_sentence_and_stand_by_what_they_advise(read: Read) -> None:
    """The rules behind one are a click away."""
    lesson = "id: {id}\nname: Lección {id}\nstatement: Frase {id}.\npillar: people\nadvice: {advice}\n"
    files = {
        f"data/lessons/{id_}.yaml": lesson.format(id=id_, advice=advice)
        for id_, advice in [("una", "do"), ("otra", "avoid"), ("duenos-de-procesos", "do")]
    }
    page = read("lessons/index", files)
    do, avoid = (part.partition("</h3>")[2] for part in page.split("<h3>")[1:])
    assert re.findall(r'kb-lesson__said">([^<]+)', do) == ["Frase duenos-de-procesos.", "Frase una."]
    assert re.findall(r'kb-lesson__said">([^<]+)', avoid) == ["Frase otra."]
    assert re.search(r"<summary[^>]*>\d+ reglas?</summary>", do)


def test_the_glossary_lists_its_letters_once(read: Read) -> None:
    """They stay in sight instead of a table of contents."""
    page = read("terms/index", {"data/terms/venta.yaml": "id: venta\nname: Venta\ndefinition: Lo que se vende.\n"})
    assert page.count('<a href="&#35;v">V</a>') == 1


@pytest.mark.parametrize(("systems", "parts"), [(25, 0), (26, 3)])
def test_a_map_that_would_be_a_tangle_opens_part_by_part(read: Read, systems: int, parts: int) -> None:
    """Its table stays whole."""
    kinds = ["crm", "pos", "erp"]
    files = {
        f"data/systems/s{n}.yaml": f"id: s{n}\nname: Sistema {n}\ncategory: {kinds[n % 3]}\n" for n in range(1, systems)
    }
    assert read("systems/index", files).count('class="kb-details kb-map"') == parts
