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
    old = {"data/systems/acme.yaml": "id: acme\nname: Acme\ncategory: crm\nstatus: retired\n"}
    row, after, *_ = read("systems/index", old).partition('id="list-system"')[2].partition("<tbody>")[2].split("</tr>")
    assert '<span class="kb-zero">0</span>' in row
    assert "kb-none" in row  # nobody says who sells it
    assert ">Acme<" in after, "what is retired comes last, whatever its name"


def test_only_who_answers_stands_out_in_the_raci_matrix(read: Read) -> None:
    looks = r'<td class="kb-cell kb-cell--(\w+)"( data-level="\d")? data-label="(\w) ·[^"]+"><a[^>]*>(\w+)'
    cells = re.findall(looks, read("tasks/index"))
    assert cells == [("ok", "", "R", "Analista"), ("part", ' data-level="3"', "A", "Gerente")]
    assert 'kb-vacant">vacante<' in read("tasks/index"), "nobody holds it"


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
    state = page.partition('<ul class="kb-standing"')[2].partition("</ul>")[0]
    told = {"error": ("error", "1 vencido"), "warning": ("warning", "1 con retraso"), "plan": ("now", "1 en camino")}
    assert re.findall(r'kb-badge--(\w+)">([^<]+)', state) == [told[look]], "the line below the title is the legend"
    assert word.replace(" %", "\N{NO-BREAK SPACE}%") in page


def test_a_budget_says_how_much_of_the_time_is_gone_and_who_has_none(read: Read) -> None:
    """A tick on each bar, and in words how far money and time are apart; what has no budget is a line, and no column."""
    page = read("initiatives/budget")
    assert "15 puntos por delante del tiempo" in page
    assert "4\N{NO-BREAK SPACE}% · Medida" in page.partition('id="over"')[2].partition("</div>")[0]
    assert page.count("kb-bar__mark") == 1
    assert "89\N{NO-BREAK SPACE}% del tiempo" in page
    assert re.search(r"<dt>Sin presupuesto</dt><dd><a[^>]*>Libre</a>", page)
    assert "Libre" not in page.partition("<thead>")[2].partition("</thead>")[0]
    assert "kb-bar__mark" in read("initiatives/medida")


def test_what_is_being_tried_stands_before_what_was_decided(read: Read) -> None:
    """And of that the latest first; a pilot is told once, but for the table behind its line."""
    days = {
        "viejo": ("2025-01-01", "2025-02-01"),
        "otro": ("2026-01-01", "2026-02-01"),
        "este": ("2026-11-01", "2026-11-30"),
    }
    files = {
        f"data/pilots/{id_}.yaml": f"id: {id_}\nname: {id_}\ninitiative: medida\ntype: pilot\nstart: {start}\nend: {end}\n"
        + ("" if id_ == "este" else f"decision: go\ndecided: {end}\n")
        for id_, (start, end) in days.items()
    }
    told = read("pilots/index", files).partition("<details")[0]
    assert re.findall(r'kb-step__title"><a href="\.\./pilots/(\w+)/|kb-step__title"><a href="(\w+)/', told) == [
        ("", "este"),
        ("", "otro"),
        ("", "viejo"),
    ]
    assert "quedan 10 días" in told


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


def test_gaps_of_no_pillar_are_told_beside_the_pillars(read: Read) -> None:
    """Else the pillars' gaps would add up to less than all."""
    page = read(
        "index",
        {"data/terms/uno.yaml": "- {id: uno, name: Uno, definition: x}\n- {id: dos, name: Uno, definition: y}\n"},
    )
    beside = re.search(r"De los propios registros, fuera de los pilares: ([^<]+)\.", page)
    pillars = re.findall(r'<p class="kb-score__number">([^<]+)</p>\s*<p class="kb-score__measured">([^<]+)', page)
    told = [*(" · ".join(one) for one in pillars), beside.group(1) if beside else ""]
    numbers = [int(n) for one in told for n in re.findall(r"(\d+) (?:error|advertencia|nota)", one)]
    every = re.search(r"Las (\d+) brechas, según quién debe actuar", page)
    assert beside
    assert every
    assert sum(numbers) == int(every.group(1))


def test_home_tells_first_which_of_the_highest_risks_rises(read: Read) -> None:
    """Of those that are alike; beside issues each row says what it is."""
    files = {"data/issues/caida.yaml": "id: caida\nname: Caída\nstatement: Se cayó\nopened: 2026-11-01\nstatus: open\n"}
    for id_, before in (("baja", 4), ("sube", 1)):
        files[f"data/risks/{id_}.yaml"] = f"id: {id_}\nname: {id_}\ncategory: privacy\ncadence: weekly\n"
        files[f"data/measurements/{id_}.yaml"] = (
            f"- {{of: 'risk:{id_}', date: 2026-10-01, probability: {before}, impact: 4}}\n"
            f"- {{of: 'risk:{id_}', date: 2026-11-18, probability: 2, impact: 4}}\n"
        )
    rows = read("index", files).partition('id="top-risks"')[2].partition("</table>")[0]
    assert re.findall(r'>(Caída|sube|baja)</a> <span class="kb-note">([^<]+)<', rows) == [
        ("Caída", "problema"),
        ("sube", "riesgo"),
        ("baja", "riesgo"),
    ]


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
    """The others stand behind a line that says how many they are; on phones all of them fold behind one line."""
    page = read("risks/index", {"data/risks/fuga.yaml": "id: fuga\nname: Fuga\ncategory: privacy\n"})
    tools = page.partition('id="register-table"')[2].partition("</form>")[0]
    parts = re.split(r'<details class="([^"]+)"><summary[^>]*>([^<]+)</summary>', tools)[1:]
    folds = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    assert [(kind, line, re.findall(r'data-kb-filter="([^"]+)"', inner)) for kind, line, inner in folds] == [
        ("kb-details kb-fold", "Filtrar y ordenar (6)", ["category", "owner", "status"]),
        ("kb-details", "Más filtros (3)", ["response", "p", "i"]),
    ]


def test_a_number_beside_a_name_says_what_it_is_where_there_are_no_heads(read: Read) -> None:
    """Once a table, in words that the style prints on phones."""
    page = read("risks/index", {"data/risks/fuga.yaml": "id: fuga\nname: Fuga\ncategory: privacy\n"})
    table = page.partition('id="register-table"')[2].partition("<table")[2].partition(">")[0]
    assert "--lead:&#34;Exposición &#34;" in table


def test_lessons_say_their_sentence_and_stand_by_what_they_advise(read: Read) -> None:
    """The rules behind one are a click away."""
    lesson = "id: {id}\nname: Lección {id}\nstatement: Frase {id}. Y por qué.\npillar: people\nadvice: {advice}\n"
    files = {
        f"data/lessons/{id_}.yaml": lesson.format(id=id_, advice=advice)
        for id_, advice in [("una", "do"), ("otra", "avoid"), ("duenos-de-procesos", "do")]
    }
    page = read("lessons/index", files)
    do, avoid = (part.partition("</h3>")[2] for part in page.split("<h3>")[1:])
    assert re.findall(r'kb-lesson__said">([^<]+)', do) == ["Frase duenos-de-procesos.", "Frase una."]
    assert re.findall(r'kb-lesson__said">([^<]+)', avoid) == ["Frase otra."], "the first sentence, whole"
    assert re.search(r"<summary[^>]*>\d+ reglas?</summary>", do)
    today = page.partition("{#today}")[2].partition("{#")[0]
    assert re.findall(r'kb-lesson__said">([^<]+)', today) == ["Frase duenos-de-procesos."], (
        "what nobody heeds comes first"
    )
    assert re.findall(r'kb-badge--(\w+)" href="[^"]+gaps">([^<]+)', today) == [("warning", "Menos llamadas")]


def test_a_decision_stands_on_the_side_that_takes_it(read: Read) -> None:
    """Beside it who may not, by the names of areas; whoever decides is named with who holds the role."""
    files = {
        "data/areas/ventas.yaml": "id: ventas\nname: Ventas\ntype: business\n",
        "data/areas/ti.yaml": "id: ti\nname: TI\ntype: technology\n",
        "data/roles/gerente.yaml": FILES["data/roles/gerente.yaml"] + "area: ventas\n",
        "data/decisions/alcance.yaml": "id: alcance\nname: Alcance\nstatement: Decide\ndecider: gerente\nforbidden: ['area:ti']\n",
    }
    page = read("decisions/index", files)
    cells = re.findall(r'<td class="kb-cell kb-cell--(\w+)"[^>]*data-label="([^"]+)">(.*?)</td>', page)
    told = [(look, side, re.sub(r"<[^>]+>", "", text)) for look, side, text in cells]
    assert told == [("yes", "Negocio", "decide Gerente vacante"), ("ok", "Tecnología", "no puede: TI")]
    assert "1 la decide un rol vacante" in page.partition('<ul class="kb-standing"')[2].partition("</ul>")[0]


def test_the_glossary_lists_its_letters_once(read: Read) -> None:
    """They stay in sight instead of a table of contents."""
    page = read("terms/index", {"data/terms/venta.yaml": "id: venta\nname: Venta\ndefinition: Lo que se vende.\n"})
    assert page.count('<a href="&#35;v">V</a>') == 1
    assert re.findall(r"<details([^>]*)><summary[^>]*>(\w · \d+)<", page)[0][0].endswith(" open"), (
        "the first is read at once"
    )


@pytest.mark.parametrize(("systems", "parts"), [(25, 0), (26, 3)])
def test_a_map_that_would_be_a_tangle_opens_part_by_part(read: Read, systems: int, parts: int) -> None:
    """Its table stays whole."""
    kinds = ["crm", "pos", "erp"]
    files = {
        f"data/systems/s{n}.yaml": f"id: s{n}\nname: Sistema {n}\ncategory: {kinds[n % 3]}\n" for n in range(1, systems)
    }
    assert read("systems/index", files).count('class="kb-details kb-map"') == parts


def test_what_has_happened_names_its_next_action(read: Read) -> None:
    """What nobody acts upon stands first, and below the title; an issue's action is its risk's; a chip says where nothing is planned."""
    files = {
        "data/risks/caida.yaml": (
            "id: caida\nname: Caída\nstatement: Cae\ncategory: technology\nowner: gerente\nstatus: materialized\n"
        ),
        "data/risks/robo.yaml": (
            "id: robo\nname: Robo\nstatement: Roban\ncategory: technology\nowner: gerente\n"
            "actions: [{statement: Poner llave, owner: gerente, due: 2026-12-01}]\n"
        ),
        "data/issues/filas.yaml": "id: filas\nname: Filas\nstatement: Hay\nowner: gerente\nimpact: high\nrisk: robo\n",
    }
    page = read("risks/index", files)
    assert "1 ya ocurrió y no tiene acción" in page.partition('<ul class="kb-standing"')[2].partition("</ul>")[0]
    block = page.partition('id="happened-table"')[2].partition("</table>")[0]
    first, second = block.partition("<tbody>")[2].split("</tr>")[:2]
    assert "Caída" in first
    assert '<span class="kb-badge kb-badge--warning">sin acción</span>' in first
    assert "Filas" in second
    assert "Poner llave" in second
    assert "para el 1 dic 2026" in second
    assert "sin acción" not in second
    assert re.search(r"## Acciones pendientes \S*1\S* \{#actions\}", page)
    state = read("risks/robo").partition('<ul class="kb-standing"')[2].partition("</ul>")[0]
    assert re.search(r'href="[^"]*actions">Próxima acción: 1 dic 2026</a> <span class="kb-note">en 11 días<', state)


def test_a_pack_says_first_what_is_due(read: Read) -> None:
    """Then its gaps, how to begin, and what it is in charge of, as names under their kinds; the bar and the way back are those of other pages."""
    risk = (
        "id: robo\nname: Robo\nstatement: Roban\ncategory: technology\nowner: gerente\n"
        "actions: [{statement: Poner llave, owner: gerente, due: 2026-12-01}]\n"
    )
    page = read("packs/gerente", {"data/risks/robo.yaml": risk})
    order = re.findall(r"\{#(due|later|my-gaps|paths|owned)\}", page)
    assert order == ["due", "later", "my-gaps", "paths", "owned"], "what is due by day"
    for path in ("packs/gerente", "roles/gerente"):
        state = read(path).partition('<ul class="kb-standing"')[2].partition("</ul>")[0]
        assert re.search(r'my-gaps">\d+ brechas por cerrar<.*due">Lo próximo: 20 nov 2026<', state)
    role = read("roles/gerente")
    assert role.index('class="kb-numbers"') < role.index('class="kb-actions"'), "how it stands before where to go on"
    assert "kb-gap__mend" not in page, "nothing is pressed on paper"
    assert '<details class="kb-details"><summary data-search-exclude>A su cargo (' in page, "on a screen it folds"
    assert "data-kb-table" not in page, "it is made to be printed: no filters"
    assert re.findall(r"aria-current=true>([^<]+)", page) == ["Roles"]
    assert page.count('<a href="../../roles/gerente/">Gerente</a></li></ol></nav>') == 1


def test_a_person_s_page_begins_with_what_waits_for_them(read: Read) -> None:
    """Then what is wrong about the person, named apart; of their own gaps only the role; each count is told once."""
    role = "id: {0}\nname: {1}\npurpose: p\nholders: [{{person: ana, from: 2025-02-03}}]\n"
    page = read(
        "people/ana",
        {
            "timonel.yaml": FILES["timonel.yaml"] + "rules: {options: {ROL009: {max_roles: 1}}}\n",
            "data/people/ana.yaml": "id: ana\nname: Ana\nemployment: internal\n",
            "data/roles/gerente.yaml": role.format("gerente", "Gerente"),
            "data/roles/analista.yaml": role.format("analista", "Analista"),
            "data/risks/robo.yaml": "id: robo\nname: Robo\ncategory: technology\nowner: gerente\n",
        },
    )
    chips = page.partition('<ul class="kb-standing"')[2].partition("</ul>")[0]
    assert re.search(r'my-gaps">Le toca cerrar \d+ brechas?<', chips)
    assert 'gaps">1 brecha sobre esta persona<' in chips
    assert re.findall(r"## .*\{#(my-gaps|gaps|due)\}", page) == ["my-gaps", "gaps", "due"]
    assert "lleva demasiado encima: 2 roles (el límite es 1)." in page
    theirs = page.partition("{#my-gaps}")[2].partition("{#gaps}")[0]
    assert "Gerente</a>" in theirs
    assert ">Ana<" not in theirs
    assert 'class="kb-numbers"' not in page
    assert ">hoy<" not in page.partition('id="roles-table"')[2], "both are held today"


def test_a_role_that_stands_for_customers_is_not_vacant(read: Read) -> None:
    """Nobody holds it, and nobody is asked to."""
    files = {"data/roles/cliente.yaml": "id: cliente\nname: Cliente\ntype: customer\npurpose: p\n"}
    rows = read("roles/index", files).partition('id="vacant-roles"')[2].partition("</table>")[0]
    assert re.findall(r">(Analista|Cliente|Gerente)</a>", rows) == ["Analista", "Gerente"]
    assert "Vacante" not in read("roles/cliente", files)
    assert "kb-notice--warning" not in read("roles/cliente", files)


def test_a_long_group_has_one_line_that_opens_it(read: Read) -> None:
    """Not one for phones above one for everybody."""
    files = {
        f"data/processes/p{n}.yaml": (
            f"id: p{n}\nname: Proceso {n}\ntype: customer-facing\nstatus: active\nowner: gerente\nsystems: [crm]\n"
        )
        for n in range(12)
    }
    files["data/systems/crm.yaml"] = "id: crm\nname: CRM\ncategory: crm\nstatus: active\n"
    page = read("systems/crm", files)
    group = page.partition('class="kb-refers"')[2].partition("</dl>")[0]
    assert re.findall(r"<summary[^>]*>([^<]+)", group) == ["Ver los 12"]
    assert page.index("{#if-it-stops}") < page.index("{#processes}")


def test_a_body_shows_what_it_is_asked_then_what_is_open_and_folds_what_is_done(read: Read) -> None:
    one = "id: {0}\nname: Acuerdo {0}\nforum: comite\nstatement: Se hace.\n{1}\n"
    page = read(
        "forums/comite",
        {
            "data/forums/comite.yaml": "id: comite\nname: Comité\nchair: gerente\nnext: 2026-12-05\n",
            "data/indicators/llamadas.yaml": FILES["data/indicators/llamadas.yaml"] + "owner: gerente\n",
            "data/resolutions/cumplido.yaml": one.format("cumplido", "date: 2026-09-01\ndone: true"),
            "data/resolutions/pedido.yaml": one.format("pedido", "status: proposed"),
            "data/resolutions/vivo.yaml": one.format("vivo", "date: 2026-11-01\nowner: gerente\ndue: 2026-12-01"),
        },
    )
    open_, _, rest = page.partition('<details class="kb-details"><summary>1 cumplido')
    asked, _, open_ = open_.partition("## Acuerdos abiertos")
    assert "## Por decidir el 5 dic 2026" in asked
    assert "Acuerdo pedido" in asked
    assert "Acuerdo vivo" in open_
    assert "Acuerdo cumplido" not in asked + open_
    assert "Acuerdo cumplido" in rest
    assert re.search(r'kb-badge--warning">1 dic 2026.*en 11 días, antes de la próxima reunión', page), "amber says why"
    only = int(re.search(r"(\d+) brechas? a su cargo", page)[1])
    section = page.partition("{#only}")[2].partition("\n## ")[0]
    assert section.count('<li class="kb-gap ') == only, "the number leads to its gaps"


@pytest.mark.parametrize("before", [False, True])
def test_the_one_role_of_a_person_stands_below_their_name(read: Read, before: bool) -> None:  # noqa: FBT001 - a case
    """Whoever held others before has a table."""
    analyst = FILES["data/roles/analista.yaml"]
    held = "holders: [{person: ana, from: 2024-01-01, until: 2024-12-31}]\n" if before else ""
    page = read(
        "people/ana",
        {
            "data/people/ana.yaml": "id: ana\nname: Ana\nemployment: internal\n",
            "data/roles/gerente.yaml": f"{FILES['data/roles/gerente.yaml']}holders: [{{person: ana, from: 2025-02-03}}]\n",
            "data/roles/analista.yaml": analyst + held,
        },
    )
    chips = page.partition('<ul class="kb-standing"')[2].partition("</ul>")[0]
    assert ("Gerente</a> · desde el 3 feb 2025" in chips) is not before
    assert ('id="roles-table"' in page) is before


def test_processes_lead_to_their_list_and_name_those_with_gaps(read: Read) -> None:
    """On phones what comes before the list folds behind one line; there a row begins with its name and its gaps."""
    page = read(
        "processes/index",
        {"data/processes/venta.yaml": "id: venta\nname: Venta\ntype: support\nmaturity: {level: 2, target: 3}\n"},
    )
    state = page.partition('<ul class="kb-standing"')[2].partition("</ul>")[0]
    assert re.search(r'inventory">Inventario \(1\)</a>', state)
    assert "kb-fold" in page.partition('id="maturity-map"')[2].partition("Madurez por etapa (1)</summary>")[0]
    table = page.partition('id="maturity-map"')[2].partition("</table>")[0]
    assert 'Venta</a> <span class="kb-note">brecha</span>' in table
    assert 'class="kb-num kb-lead"' in page.partition('id="list-process"')[2]


def test_a_moment_of_truth_says_so_in_words(read: Read) -> None:
    """In a list its column says so to eyes, the cell to screen readers; others say nothing: no bare yes or no."""
    files = {
        "data/channels/tienda.yaml": "id: tienda\nname: Tienda\ntype: in-person\n",
        "data/stages/compra.yaml": "id: compra\nname: Compra\norder: 1\n",
        "data/touchpoints/caja.yaml": "id: caja\nname: Caja\nstage: compra\nchannels: [tienda]\nmoment_of_truth: true\nconsent: {basis: opt-in, preference_recorded: true}\n",
        "data/touchpoints/sitio.yaml": "id: sitio\nname: Sitio\nstage: compra\nchannels: [tienda]\nmoment_of_truth: false\n",
    }
    rows = read("touchpoints/index", files).partition('id="list-touchpoint"')[2].partition("<tbody>")[2]
    assert rows.count('data-label="Momento de la verdad">★<span class="kb-sr"> Momento de la verdad</span></td>') == 1
    assert not re.search(r">(sí|no)<", rows)
    page = read("touchpoints/caja", files)
    state = page.partition('<ul class="kb-standing"')[2].partition("</ul>")[0]
    assert "★ Momento de la verdad" in state
    assert re.search(r'gaps">\d+ brechas?<|Sin brechas', state), "and how it stands all the same"
    assert re.search(r'<div id="consent"><dt>[^<]+</dt><dd>[^<]+</dd>', page)


@pytest.mark.parametrize(("spent", "look"), [(100, "ok"), (104, "warning"), (121, "gap")])
def test_a_budget_is_marked_as_its_legend_says(read: Read, spent: int, look: str) -> None:
    text = FILES["data/initiatives/medida.yaml"].replace("spent: 104", f"spent: {spent}")
    page = read("initiatives/budget", {"data/initiatives/medida.yaml": text})
    cell = re.search(r'<td class="kb-cell kb-cell--(\w+)"[^>]*><span class="kb-cell__text">100</span>(.*?)</td>', page)
    assert cell
    assert cell[1] == look
    assert (f"&#43;{spent - 100}" in cell[2]) is (spent > 100)
    assert "hasta 5 % más de lo previsto" in page


def test_what_runs_comes_before_what_is_over(read: Read) -> None:
    """Each card says how far it is and what it spends, beside the time; what began with a gate that is due comes first."""
    own = {
        "data/initiatives/anterior.yaml": "id: anterior\nname: Anterior\ntype: project\nstatus: finished\n",
        "data/initiatives/libre.yaml": (
            FILES["data/initiatives/libre.yaml"] + "phases: [{phase: vision, status: in-progress, due: 2026-11-25}]\n"
        ),
    }
    cards = re.findall(r'<li class="kb-card">(.*?)</li>', read("initiatives/index", own), re.DOTALL)
    assert [re.search(r"<a[^>]*>([^<]+)", one)[1] for one in cards] == ["Libre", "Medida", "Anterior"]
    assert "revisión el 25 nov 2026" in cards[0]
    assert "104 de 100\N{NO-BREAK SPACE}MXN" in cards[1]
    assert "89\N{NO-BREAK SPACE}% del tiempo" in cards[1]


def test_an_initiative_opens_with_how_it_stands_and_folds_the_rest(read: Read) -> None:
    page = read("initiatives/medida")
    order = re.findall(r"^## .*\{#(.+)\}$", page, re.MULTILINE)
    assert order.index("phases") < order.index("risks") < order.index("budget") < order.index("business-case")
    assert re.findall(r'<div class="kb-part"><details class="kb-details"><summary[^>]*>Requisitos', page)


def test_what_is_late_in_an_initiative_stands_on_its_card_and_among_its_gaps(read: Read) -> None:
    """A badge leads there, the same on the card as below the title; there each is a line."""
    late = {"data/objectives/menos.yaml": FILES["data/objectives/menos.yaml"] + "initiative: medida\n"}
    page, cards = read("initiatives/medida", late), read("initiatives/index", late)
    gaps = page.partition("{#gaps}")[2].partition("\n## ")[0]
    assert "venció hace 21 días" in gaps
    assert "Menos llamadas" in gaps
    told = [re.findall(r'kb-badge--warning"[^>]*>(1 objetivo vencido)', x) for x in (page, cards)]
    assert [len(x) for x in told] == [1, 2], "once below the title; on the card and below the list's title"


def test_a_body_says_what_others_decide_about_it(read: Read) -> None:
    """Whoever reads of a body that stopped meeting learns who decides on it, and when."""
    page = read(
        "forums/mesa",
        {
            "data/forums/comite.yaml": "id: comite\nname: Comité\nchair: gerente\nnext: 2026-12-05\n",
            "data/forums/mesa.yaml": "id: mesa\nname: Mesa\nchair: gerente\ntype: other\n",
            "data/resolutions/pedido.yaml": "id: pedido\nname: Qué hacer con la mesa\nforum: comite\nstatement: Se cierra.\nstatus: proposed\nabout: [forum:mesa]\n",
        },
    )
    assert "Su futuro se decide el 5 dic 2026 en Comité: Qué hacer con la mesa</a>" in page
    assert "<dt>Tipo" not in page, "another type says nothing"


def test_an_indicator_says_below_its_title_that_its_target_is_missed(read: Read) -> None:
    """That it has no gaps of its own would say that all is well."""
    page = read("indicators/llamadas", {"data/indicators/llamadas.yaml": FILES["data/indicators/llamadas.yaml"]})
    chips = page.partition('<ul class="kb-standing"')[2].partition("</ul>")[0]
    chips = chips.replace("\N{NO-BREAK SPACE}", " ")
    assert "8 % el 1 nov 2026<" in chips, "the day it was measured on, which is not today"
    assert "A 2 puntos de la meta (6 %), que venció hace 21 días" in chips
    assert "Sin brechas" not in chips
    assert "venció hace 21 días" in page.partition('id="objectives-table"')[2]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((8, 9), "9 % el 1 nov 2026<|A 3 puntos de la meta (6 %, 31 dic 2026)|info|−1 punto desde 10 %"),
        (
            (11, 7, 8),
            "8 % el 1 nov 2026, 1 punto peor que su mejor valor<|A 2 puntos de la meta|info|−2 puntos desde 10 %",
        ),
        ((12, 5), "5 % el 1 nov 2026<|Meta alcanzada (6 %)|ok|−5 puntos desde 10 %"),
    ],
)
def test_an_indicator_says_how_far_its_target_is(read: Read, values: tuple[float, ...], said: str) -> None:
    """And how far it came since its objective began, rather than since a flattering first value; each value once."""
    months = range(12 - len(values), 12)
    rows = (
        f"- {{of: 'indicator:llamadas', date: 2026-{m:02}-01, value: {v}}}\n"
        for m, v in zip(months, values, strict=True)
    )
    files = {
        "data/measurements/llamadas.yaml": "".join(rows),
        "data/objectives/menos.yaml": FILES["data/objectives/menos.yaml"].replace("2026-10-30", "2026-12-31"),
    }
    page = read("indicators/llamadas", files).replace("\N{NO-BREAK SPACE}", " ")
    chips = page.partition('<ul class="kb-standing"')[2].partition("</ul>")[0]
    last, target, look, change = said.split("|")
    assert last in chips
    assert re.search(rf'kb-badge--{look}" href="[^"]*">{re.escape(target)}', chips)
    facts = page.partition('<aside class="kb-facts"')[2].partition("</aside>")[0]
    assert change in re.sub(r"(<[^>]+>|\s)+", " ", facts)
    assert "Último valor" not in page


def test_the_list_of_bodies_begins_with_what_should_have_met(read: Read) -> None:
    """Then comes who meets next; last, who says nothing of when."""
    listed = read(
        "forums/index",
        {
            "data/forums/a.yaml": "id: a\nname: Aplazado\nchair: gerente\nnext: 2027-02-03\n",
            "data/forums/b.yaml": "id: b\nname: Bienal\nchair: gerente\n",
            "data/forums/c.yaml": "id: c\nname: Cercano\nchair: gerente\nnext: 2026-12-01\n",
            "data/forums/t.yaml": "id: t\nname: Tardío\nchair: gerente\ncadence: monthly\nmeetings: [{date: 2026-09-01}]\n",
        },
    )
    rows = listed.partition("<tbody")[2]
    assert re.findall(r"Aplazado|Bienal|Cercano|Tardío", rows) == ["Tardío", "Cercano", "Aplazado", "Bienal"]
    chips = listed.partition('<ul class="kb-standing"')[2].partition("</ul>")[0]
    assert 'kb-badge--warning" href="t/">Tardío: debió reunirse hace 49 días' in chips
    assert "Próxima reunión: Cercano, 1 dic 2026" in chips
    assert "{" not in chips.replace("&#123;", "{"), "every place has its value"
    assert ">Tipo<" not in listed, "their names say it, or it is another one"
    assert re.search(r'<td class="kb-lead"[^>]*>[^/]*1 dic 2026', rows), "beside the name on phones"


@pytest.mark.parametrize("due", ["2026-12-31", "2026-10-01"])
def test_the_list_of_bodies_says_what_waits_for_them(read: Read, due: str) -> None:
    """What is open and late stands out."""
    one = "id: {0}\nname: Acuerdo {0}\nforum: comite\nstatement: Se hace.\n{1}\n"
    listed = read(
        "forums/index",
        {
            "data/forums/comite.yaml": "id: comite\nname: Comité\nchair: gerente\nnext: 2026-12-05\n",
            "data/resolutions/pedido.yaml": one.format("pedido", "status: proposed"),
            "data/resolutions/vivo.yaml": one.format("vivo", f"date: 2026-09-01\nowner: gerente\ndue: {due}"),
        },
    )
    chips = listed.partition('<ul class="kb-standing"')[2].partition("</ul>")[0]
    late = due < "2026-11-20"
    assert re.findall(r">([^<>]*\d[^<>]* acuerdos?[^<>]*|1 acuerdo[^<>]*)<", chips) == [
        "1 acuerdo por decidir",
        "1 acuerdo abierto" + (", 1 con la fecha vencida" if late else ""),
    ]
    assert ("kb-badge--warning" in chips) is late


def test_a_body_reads_what_it_is_asked_below_the_name(read: Read) -> None:
    """Who comes to decide learns what is proposed without opening four pages; a link inside a link is words there."""
    page = read(
        "forums/comite",
        {
            "data/forums/comite.yaml": "id: comite\nname: Comité\nchair: gerente\nnext: 2026-12-05\n",
            "data/resolutions/pedido.yaml": "id: pedido\nname: Qué hacer con CRM\nforum: comite\nstatement: Se apaga el [CRM viejo](system:crm).\nstatus: proposed\n",
        },
    )
    row = page.partition('id="to-decide-table"')[2].partition("</table>")[0]
    assert "Se apaga el CRM viejo." in row
