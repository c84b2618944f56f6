"""Tables as people have them: each becomes what a careful person would make of it, or says what to do."""

from __future__ import annotations

import pytest
from books import book
from openpyxl.styles import Font

from timonel.source import parse


def fields(root, path):
    return parse(path, (root / path).read_bytes()).value


def entries(root, folder):
    return (
        {path.stem for path in (root / "data" / folder).glob("*.yaml")} if (root / "data" / folder).exists() else set()
    )


def test_c01_an_unknown_column_is_refused_with_the_two_ways_out(given):
    text = "Name,Type,Owner,Comment\nSign-up,Support,CRM manager,ask again\n"
    root, told = given("processes.csv", text, "--apply")
    assert told.code == 1
    assert not entries(root, "processes")
    assert '--leave-out "Comment"' in told.err
    assert '--map "Comment=' in told.err
    root, told = given("processes.csv", text, "--leave-out", "Comment", "--apply")
    assert told.code == 0, told.err
    assert "“Comment”: left out, as you say" in told.out
    assert fields(root, "data/processes/sign-up.yaml")["owner"] == "gerente-de-crm"
    root, told = given("processes.csv", text, "--map", "Comment=notes", "--apply")
    assert fields(root, "data/processes/sign-up.yaml")["notes"] == "ask again"


REGISTER = """Risk,Probability,Impact,Category,Owner,Mitigation
Bad addresses,High,Medium,Data,CRM manager,Check postcodes
Late supplier,2,5,Vendors,CRM manager,
"""


def test_c02_a_risk_register_in_one_table_becomes_risks_measurements_and_actions(given, run):
    root, told = given("register.csv", REGISTER, "--kind", "risk", "--apply")
    assert told.code == 0, told.err
    assert "High = 4" in told.out
    assert "Medium = 3" in told.out
    found = fields(root, "data/risks/bad-addresses.yaml")
    assert (found["category"], found["owner"]) == ("data", "gerente-de-crm")
    assert [one["statement"] for one in found["actions"]] == ["Check postcodes"]
    (file,) = (root / "data/measurements").rglob("*.yaml")
    got = {one["of"]: (one["probability"], one["impact"]) for one in fields(root, str(file.relative_to(root)))}
    assert got == {"risk:bad-addresses": (4, 3), "risk:late-supplier": (2, 5)}
    again = run("import", root.parent / "register.csv", "--root", root, "--kind", "risk", "--apply", "--lang", "en")
    assert "0 to add, 0 to change" in again.out


@pytest.mark.parametrize(
    ("words", "scale", "number"),
    [
        ("Alta", "", 4),
        ("baja", "", 2),
        ("Very high", "", 5),
        ("muy bajo", "", 1),
        ("4 - High", "", 4),
        ("Roja", "Roja=5", 5),
    ],
)
def test_words_of_a_scale_are_numbers_that_the_plan_tells(given, words, scale, number):
    text = f"Risk,Category,Probability,Impact\nBad addresses,Data,{words},3\n"
    root, told = given("risks.csv", text, *(["--scale", scale] if scale else []), "--apply")
    assert told.code == 0, told.err
    (file,) = (root / "data/measurements").rglob("*.yaml")
    assert fields(root, str(file.relative_to(root)))[0]["probability"] == number


def test_a_word_of_no_scale_says_the_option(given):
    _, told = given("risks.csv", "Risk,Category,Probability,Impact\nBad addresses,Data,Roja,3\n")
    assert told.code == 1
    assert '--scale "Roja=4"' in told.err


def test_c03_codes_are_ids_and_change_the_same_risk(given, run, tmp_path):
    root, told = given(
        "risks.csv", "ID,Name,Category\nR-01,Bad addresses,Data\nR-02,Late supplier,Vendors\n", "--apply"
    )
    assert told.code == 0, told.err
    assert entries(root, "risks") == {"r-01", "r-02"}
    assert told.out.count("written as `r-01`") == 1
    (tmp_path / "risks.csv").write_text("ID,Name,Category\nR-01,Wrong addresses,Data\nR-02,Late supplier,Vendors\n")
    again = run("import", tmp_path / "risks.csv", "--root", root, "--apply", "--lang", "en")
    assert again.code == 0, again.err
    assert entries(root, "risks") == {"r-01", "r-02"}
    assert fields(root, "data/risks/r-01.yaml")["name"] == "Wrong addresses"


def test_running_numbers_are_no_ids(given, run, tmp_path):
    root, told = given("risks.csv", "ID,Name,Category\n1,Bad addresses,Data\n2,Late supplier,Vendors\n", "--apply")
    assert told.code == 0
    assert "running numbers are no identifiers" in told.out
    (tmp_path / "risks.csv").write_text("ID,Name,Category\n1,Old phones,Data\n2,Lost keys,Data\n")
    run("import", tmp_path / "risks.csv", "--root", root, "--apply")
    assert entries(root, "risks") == {"bad-addresses", "late-supplier", "old-phones", "lost-keys"}


RACI = (
    "Activity,CRM manager,Data manager,Finance lead\nClean addresses,A,R,\nSend offers,A/R,C,I\nClose the month,,I,A\n"
)


def test_c04_a_raci_matrix_becomes_tasks(given, check):
    root, told = given("raci.csv", RACI)
    assert told.code == 1
    assert "`Finance lead` does not exist" in told.err
    assert "--new-roles" in told.err
    root, told = given("raci.csv", RACI, "--new-roles", "--apply")
    assert told.code == 0, told.err
    clean, send, close = (
        fields(root, f"data/tasks/{one}.yaml") for one in ("clean-addresses", "send-offers", "close-the-month")
    )
    assert (clean["accountable"], clean["responsible"]) == ("gerente-de-crm", ["gerente-de-datos"])
    assert (send["accountable"], send["responsible"], send["consulted"], send["informed"]) == (
        "gerente-de-crm", ["gerente-de-crm"], ["gerente-de-datos"], ["finance-lead"],
    )  # fmt: skip
    assert close["accountable"] == "finance-lead"
    assert "responsible" not in close
    found = check(root, "--format", "json", "--fail-on", "never").found("ROL013")
    assert [one["entity"] for one in found] == ["task:close-the-month"]


def test_c06_headings_are_no_tasks(given):
    text = "Name,Responsible\nCUSTOMER DATA,\nClean addresses,CRM manager\nSALES,\nSend offers,CRM manager\n"
    root, told = given("tasks.csv", text, "--kind", "task", "--apply")
    assert told.code == 0, told.err
    assert entries(root, "tasks") == {"clean-addresses", "send-offers"}
    assert "rows 2 and 4: a heading: left out" in told.out


OWNERS = """Name,Type,Owner
Sign-up,Support,"Privacy lead, IT lead"
Refund,Support,Cashier / clerk
Visit,Support,Sales head + Finance head
Offer,Support,Sales; Marketing
Care,Support,"Head of Care, EMEA"
"""


def test_c07_several_owners_are_no_role(given):
    root, told = given("owners.csv", OWNERS, "--kind", "process", "--new-roles", "--apply")
    assert told.code == 1
    assert not entries(root, "processes")
    assert told.err.count("choose one") == 5
    told_so = [
        f"Owner: {old}=CRM manager"
        for old in ("Privacy lead, IT lead", "Cashier / clerk", "Sales head + Finance head", "Sales; Marketing")
    ]
    values = [part for one in [*told_so, "Owner: Head of Care, EMEA=Head of Care (EMEA)"] for part in ("--value", one)]
    root, told = given("owners.csv", OWNERS, "--kind", "process", "--new-roles", *values, "--apply")
    assert told.code == 0, told.err
    assert entries(root, "roles") - {"gerente-de-crm", "gerente-de-datos"} <= {"head-of-care-emea", "roles"}


def test_in_a_list_several_names_are_offered_to_be_split(given):
    text = 'Name,Consulted\nClean addresses,"CRM manager, Data manager"\n'
    _, told = given("tasks.csv", text)
    assert told.code == 1
    assert '--split ","' in told.err
    root, told = given("tasks.csv", text, "--split", ",", "--apply")
    assert fields(root, "data/tasks/clean-addresses.yaml")["consulted"] == ["gerente-de-crm", "gerente-de-datos"]


PEOPLE = {"people": [{"id": "ana", "name": "Ana Prueba", "employment": "internal"}]}


def test_c09_a_person_is_no_role(given):
    text = "Name,Type,Owner\nMail,Support,Ana Prueba\n"
    _, told = given("p.csv", text, "--kind", "process", "--new-roles", **PEOPLE)
    assert told.code == 1
    assert "is a person; write a role" in told.err
    held = {"data/roles/otra.yaml": "id: otra\nname: Otra\npurpose: x\nholders: [{person: ana}]\n"}
    root, told = given("p.csv", text, "--kind", "process", "--new-roles", "--apply", **PEOPLE, **held)
    assert told.code == 0, told.err
    assert fields(root, "data/processes/mail.yaml")["owner"] == "otra"
    assert "“Ana Prueba” is a person, and holds `otra`" in told.out


@pytest.mark.parametrize(
    "word", ["Vacante", "Vacant", "Not assigned", "Sin asignar", "to be defined", "TBD", "N/A", "por definir", "-"]
)
def test_a_vacancy_is_no_role(given, check, word):
    root, told = given(
        "p.csv", f"Name,Type,Owner\nMail,Support,{word}\n", "--kind", "process", "--new-roles", "--apply"
    )
    assert told.code == 0, told.err
    assert "owner" not in fields(root, "data/processes/mail.yaml")
    assert f"“{word}” says nothing yet: left blank" in told.out
    assert check(root, "--format", "json", "--fail-on", "never").found("PRO001")


CHURN = """- id: perdida-de-clientes
  name: {es: Pérdida de clientes, en: Churn}
  definition: {es: Clientes que se van., en: Customers who leave.}
"""


def test_c10_english_headers_fill_english(given):
    more = {"data/terms/churn.yaml": CHURN}
    text = "Name,Definition\nChurn,Customers who left in a period\n"
    root, told = given("terms.csv", text, "--apply", languages=("es", "en"), **more)
    assert told.code == 0, told.err
    (found,) = fields(root, "data/terms/churn.yaml")
    assert found["name"] == {"es": "Pérdida de clientes", "en": "Churn"}
    assert found["definition"] == {"es": "Clientes que se van.", "en": "Customers who left in a period"}


def test_c11_what_came_with_the_method_stays_unless_told(run, tmp_path):
    (tmp_path / "terms.csv").write_text(
        "Name,Definition\nCRM,Our call-centre software\nTicket stub,A customer's question\n"
    )
    told = run("init", tmp_path / "new", "--from", tmp_path / "terms.csv", "--languages", "en")
    assert told.code == 0, told.err
    assert "term:crm stays as it is: it came with the method" in told.err
    assert "1 to add" in told.err
    assert "call-centre software" not in "".join(
        path.read_text("utf-8") for path in (tmp_path / "new/data/terms").rglob("*.yaml")
    )
    told = run("init", tmp_path / "other", "--from", tmp_path / "terms.csv", "--languages", "en", "--replace")
    assert "1 of them replaces what was there" in told.err
    assert "call-centre software" in "".join(
        path.read_text("utf-8") for path in (tmp_path / "other/data/terms").rglob("*.yaml")
    )


def workbook(tmp_path, run, root, sheets, after=None, *options):
    return run("import", book(tmp_path / "libro.xlsx", sheets, after), "--root", root, "--lang", "en", *options)


def test_c13_what_stands_below_a_table_is_left_out(tmp_path, run, base):
    root = base("en")
    rows = [
        ["Name", "Purpose"],
        ["Sales lead", "Runs sales"],
        [],
        [],
        ["Legend", "meaning"],
        ["R", "Responsible"],
        ["A", "Accountable"],
    ]
    told = workbook(tmp_path, run, root, {"Roles": rows}, None, "--apply")
    assert told.code == 0, told.err
    assert "1 to add" in told.out
    assert "rows 5, 6 and 7: below the table: left out" in told.out


TITLED = "ID:,CRM-07\nVersion:,3\nNo.,Name,Type\n1,Sign-up,Support\n2,Refund,Support\n"


def test_c14_the_row_with_most_headers_is_the_header(given, tmp_path, run, base):
    root, told = given("title.csv", TITLED, "--kind", "process", "--apply")
    assert told.code == 0, told.err
    assert entries(root, "processes") == {"sign-up", "refund"}
    root = base("en")
    rows = [
        ["ID:", "CRM-07"],
        ["Version:", 3],
        ["No.", "Name", "Type"],
        [1, "Sign-up", "Support"],
        [2, "Refund", "Support"],
    ]
    told = workbook(tmp_path, run, root, {"Processes": rows}, None, "--apply")
    assert told.code == 0
    assert entries(root, "processes") == {"sign-up", "refund"}


@pytest.mark.parametrize("title", ["Inventario de procesos", "Inventario, versión 2, mayo"])
def test_c16_a_title_does_not_say_what_stands_between_cells(given, title):
    root, told = given(
        "title.csv",
        f"{title}\nNombre;Tipo;Estado\nAlta;De apoyo;Activo\n",
        "--kind",
        "process",
        "--apply",
        languages=("es",),
    )
    assert told.code == 0
    assert entries(root, "processes") == {"alta"}


def test_c17_a_cell_merged_downwards_counts_for_each_row(tmp_path, run, base, given):
    root = base("en")
    rows = [
        ["Name", "Type", "Owner"],
        ["Quote", "Support", "CRM manager"],
        ["Order", "Support"],
        ["Invoice", "Support"],
    ]
    told = workbook(
        tmp_path, run, root, {"Processes": rows}, lambda file: file["Processes"].merge_cells("C2:C4"), "--apply"
    )
    assert told.code == 0, told.err
    assert "row 2, column C: merged cells: each counts for all its rows" in told.out
    assert fields(root, "data/processes/invoice.yaml")["owner"] == "gerente-de-crm"
    text = "Name,Type,Owner\nQuote,Support,CRM manager\nOrder,Support,\n"
    root, told = given("processes.csv", text, "--apply")
    assert "owner" not in fields(root, "data/processes/order.yaml")
    root, told = given("processes.csv", text, "--fill-down", "Owner", "--apply")
    assert fields(root, "data/processes/order.yaml")["owner"] == "gerente-de-crm"


def test_c18_a_percentage_is_what_people_see_where_the_unit_is_percent(tmp_path, run, base, given):
    indicator = {"id": "retention", "name": "Retention rate", "unit": "%"}
    rows = [
        ["Name", "Statement", "Baseline", "Target", "Indicator"],
        ["Retention", "Keep 75% of customers", 0.62, 0.75, "Retention rate"],
    ]

    def percent(file):
        for place in ("C2", "D2"):
            file["Objectives"][place].number_format = "0%"

    root = base("en", indicators=[indicator])
    told = workbook(tmp_path, run, root, {"Objectives": rows}, percent, "--apply")
    assert told.code == 0, told.err
    found = fields(root, "data/objectives/retention.yaml")
    assert (found["baseline"], found["target"]) == (62, 75)
    told = workbook(tmp_path, run, base("en"), {"Objectives": [one[:4] for one in rows]}, percent)
    assert told.code == 1
    assert "62 %" in told.err
    text = "Name,Statement,Baseline,Target,Indicator\nRetention,Keep 75% of customers,62 %,75%,Retention rate\n"
    root, told = given("objectives.csv", text, "--apply", indicators=[indicator])
    assert told.code == 0
    assert fields(root, "data/objectives/retention.yaml")["target"] == 75


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_c21_text_is_read_as_windows_writes_it(given, encoding):
    text = "Nombre;Tipo;Descripción\nAtención;De apoyo;Niños y señas\n"
    root, told = given("procesos.csv", text, "--apply", languages=("es",), encoding=encoding)
    assert told.code == 0, told.err
    assert fields(root, "data/processes/atencion.yaml")["description"] == "Niños y señas"
    assert ("Windows-1252" in told.out) == (encoding == "cp1252")


def test_c22_a_stray_quotation_mark_is_told_with_its_line(given):
    _, told = given("a.csv", 'Name,Type,Description\nSign-up,Support,"{\\"a\\",\\"b\\"}"\nRefund,Support,"5" screen"\n')
    assert told.code == 2
    assert "line 2" in told.err
    assert "Traceback" not in told.err


def test_c23_a_markdown_table_is_a_table(given):
    root, told = given(
        "a.md",
        "# Processes\n\n| Name | Type |\n|---|:---|\n| **Sign-up** | Support |\n",
        "--kind",
        "process",
        "--apply",
    )
    assert told.code == 0
    assert entries(root, "processes") == {"sign-up"}


@pytest.mark.parametrize(
    "case",
    [
        ("risk-register", "Name,Category", "Bad addresses,Data", "risk:bad-addresses"),
        ("glossary", "Name,Definition", "Stub,What is torn off", "term:stub"),
        ("glosario", "Nombre,Definición", "Talón,Lo que se corta", "term:talon"),
        ("raci", "Name,Responsible", "Clean addresses,CRM manager", "task:clean-addresses"),
        ("kpis", "Name,Unit", "Calls answered,%", "indicator:calls-answered"),
        ("applications", "Name,Category", "Shop desk,CRM", "system:shop-desk"),
    ],
)
def test_c25_a_file_is_known_by_what_people_call_it(given, run, tmp_path, case):
    name, header, row, key = case
    _, told = given(f"{name}.csv", f"{header}\n{row}\n")
    assert told.code == 0, told.err
    assert f"+ {key} " in told.out
    assert "read as" in told.out
    told = run(
        "init",
        tmp_path / "new",
        "--from",
        tmp_path / f"{name}.csv",
        "--languages",
        "en",
        "--kind",
        key.partition(":")[0],
        "--new-roles",
    )
    assert told.code == 0, told.err


def test_c26_words_for_choices(given):
    root, told = given("people.csv", "Name,Employment\nAna Prueba,Employee\nLuis Prueba,Contractor\n", "--apply")
    assert told.code == 0, told.err
    assert fields(root, "data/people/luis-prueba.yaml")["employment"] == "external"
    text = "Name,Category,Status,Hosting\nShop desk,CRM,In shop,On-prem\nMailer,Other,Sandbox,Cloud\n"
    _, told = given("systems.csv", text)
    assert told.code == 1
    assert '--value "Status: In shop=' in told.err
    assert "pilot" in told.err
    root, told = given(
        "systems.csv", text, "--value", "Status: In shop=active", "--value", "Status: Sandbox=pilot", "--apply"
    )
    assert told.code == 0, told.err
    assert fields(root, "data/systems/mailer.yaml")["status"] == "pilot"
    assert fields(root, "data/systems/shop-desk.yaml")["hosting"] == "on-premises"


def test_c29_a_sheet_that_lies_on_its_side_is_turned(given):
    stages = {"stages": [{"id": "awareness", "name": "Awareness", "order": 1}, {"id": "service", "name": "Service", "order": 2}],
              "channels": [{"id": "shop", "name": "Shop", "type": "in-person"}, {"id": "phone", "name": "Phone", "type": "voice"}]}  # fmt: skip
    text = "Stage,Awareness,Service\nTouchpoints,Shop window,Help line\nChannel,Shop,Phone\nOwner,CRM manager,CRM manager\n"
    _, told = given("journey.csv", text, "--kind", "touchpoint", **stages)
    assert told.code == 1
    assert "--transpose" in told.err
    root, told = given("journey.csv", text, "--kind", "touchpoint", "--transpose", "--apply", **stages)
    assert told.code == 0, told.err
    assert entries(root, "touchpoints") == {"shop-window", "help-line"}
    assert fields(root, "data/touchpoints/help-line.yaml")["channels"] == ["phone"]


def test_hidden_and_crossed_out_stay_outside(tmp_path, run, base):
    def after(file):
        page = file["Processes"]
        page.row_dimensions[3].hidden = True
        page["A4"].font = page["B4"].font = Font(strike=True)
        page.column_dimensions["C"].hidden = True
        file["Roles"].sheet_state = "hidden"

    rows = [
        ["Name", "Type", "Owner"],
        ["Sign-up", "Support", "CRM manager"],
        ["Hidden", "Support"],
        ["Gone", "Support"],
    ]
    root = base("en")
    told = workbook(
        tmp_path, run, root, {"Processes": rows, "Roles": [["Name", "Purpose"], ["Spy", "x"]]}, after, "--apply"
    )
    assert told.code == 0, told.err
    assert entries(root, "processes") == {"sign-up"}
    assert "spy" not in entries(root, "roles")
    assert "owner" not in fields(root, "data/processes/sign-up.yaml")
    for what in ("a hidden row", "crossed out", "a hidden column", "a hidden sheet"):
        assert f"{what}: left out" in told.out


@pytest.mark.parametrize(
    ("dates", "options", "found"),
    [
        (["31/12/2024", "05/06/2025"], [], ["2024-12-31", "2025-06-05"]),
        (["12/31/2024", "05/06/2025"], [], ["2024-12-31", "2025-05-06"]),
        (["12-Dec-24", "March 5, 2025"], [], ["2024-12-12", "2025-03-05"]),
        (["12 de diciembre de 2024", "5 mar 2025"], [], ["2024-12-12", "2025-03-05"]),
        (["05/06/2025", "07/08/2025"], ["--dates", "dmy"], ["2025-06-05", "2025-08-07"]),
        (["05/06/2025", "07/08/2025"], [], None),
    ],
)  # fmt: skip
def test_dates_are_read_by_their_column(given, dates, options, found):
    rows = "".join(f'Aim {n},Get there,"{one}"\n' for n, one in enumerate(dates))
    root, told = given("objectives.csv", f"Name,Statement,Due\n{rows}", *options, "--apply")
    if found is None:
        assert told.code == 1
        assert "--dates dmy" in told.err
    else:
        assert told.code == 0, told.err
        assert [fields(root, f"data/objectives/aim-{n}.yaml")["due"] for n in range(len(dates))] == found


@pytest.mark.parametrize(
    "name", ["Key supplier fails", "Version control is missing", "Total cost grows", "Vacant shops"]
)
def test_a_name_that_begins_like_a_legend_or_a_total_is_a_row(given, name):
    text = f"Risk,Category,Owner\nBad addresses,Data,CRM manager\n\n{name},Data,CRM manager\nLate supplier,Vendors,CRM manager\n"
    root, told = given("risks.csv", text, "--apply")
    assert told.code == 0, told.err
    assert entries(root, "risks") == {"bad-addresses", "late-supplier", name.lower().replace(" ", "-")}


def test_a_negative_number_stays_negative(given):
    indicator = {"id": "net-score", "name": "Net score", "unit": "points"}
    text = "Name,Statement,Baseline,Target,Indicator\nScore,Get there,-5,12 - High,Net score\n"
    root, told = given("objectives.csv", text, "--apply", indicators=[indicator])
    assert told.code == 0, told.err
    found = fields(root, "data/objectives/score.yaml")
    assert (found["baseline"], found["target"]) == (-5, 12)


def test_two_steps_of_one_name_are_two(given, run, tmp_path):
    text = "Process,Type,Step\nSign-up,Support,Look\nSign-up,Support,Approve\nSign-up,Support,Approve\n"
    options = ("--map", "Step=steps.name", "--kind", "process")
    root, told = given("processes.csv", text, *options, "--apply")
    assert told.code == 0, told.err
    steps = fields(root, "data/processes/sign-up.yaml")["steps"]
    assert [one["id"] for one in steps] == ["look", "approve", "approve-2"]
    again = run("import", tmp_path / "processes.csv", "--root", root, *options, "--lang", "en")
    assert "0 to add, 0 to change, 1 as they are" in again.out


@pytest.mark.parametrize("owner", ["Pending orders team", "Vacant shops manager"])
def test_a_role_whose_name_begins_like_a_vacancy_is_a_role(given, owner):
    root, told = given(
        "p.csv", f"Name,Type,Owner\nMail,Support,{owner}\n", "--kind", "process", "--new-roles", "--apply"
    )
    assert told.code == 0, told.err
    assert fields(root, "data/processes/mail.yaml")["owner"] == owner.lower().replace(" ", "-")


def test_a_workbook_is_one_whatever_its_file_is_called(run, base, tmp_path):
    made = book(tmp_path / "libro.xlsx", {"Processes": [["Name", "Type"], ["Sign-up", "Support"]]})
    file = made.rename(tmp_path / "processes.csv")
    told = run("import", file, "--root", base("en"), "--lang", "en")
    assert told.code == 0, told.err
    assert "+ process:sign-up " in told.out


POSTS = """Proceso,Tipo,Responsable
Uno,Apoyo,Jefe de Bodega
Dos,Apoyo,jefe bodega
Tres,Apoyo,Jefatura de Bodegas
Cuatro,Apoyo,Auxiliar de Cartera
Cinco,Apoyo,Aux. Cartera
Seis,Apoyo,Gerente CRM
Siete,Apoyo,Jefe de Compras
"""


def test_names_of_one_post_become_one_role(given, run, tmp_path):
    options = ("--kind", "process", "--new-roles", "--apply")
    root, told = given("p.csv", POSTS, *options, languages=("es",))
    assert told.code == 0, told.err
    made = [one["id"] for one in fields(root, "data/roles.yaml")[2:]]
    assert made == ["jefe-de-bodega", "auxiliar-de-cartera", "jefe-de-compras"]
    owners = {
        path.stem: fields(root, f"data/processes/{path.name}")["owner"] for path in (root / "data/processes").iterdir()
    }
    assert owners == {
        "uno": "jefe-de-bodega", "dos": "jefe-de-bodega", "tres": "jefe-de-bodega", "cuatro": "auxiliar-de-cartera",
        "cinco": "auxiliar-de-cartera", "seis": "gerente-de-crm", "siete": "jefe-de-compras",
    }  # fmt: skip
    for word, role in (("jefe bodega", "jefe-de-bodega"), ("Gerente CRM", "gerente-de-crm")):
        assert f'“{word}” is read as the role `{role}`; else say --value "{word}=…"' in told.out
    again = run("import", tmp_path / "p.csv", "--root", root, "--lang", "en", *options)
    assert "0 to add, 0 to change, 7 as they are" in again.out
    root, told = given("p.csv", POSTS, "--kind", "process", languages=("es",))
    assert told.code == 1
    assert "if they are right: Jefe de Bodega, Auxiliar de Cartera and Jefe de Compras\n" in told.err
    assert "`Gerente CRM` does not exist; the nearest there are: `gerente-de-crm`" in told.err


def test_a_post_of_another_name_is_another_role(given):
    root, told = given("p.csv", POSTS, "--kind", "process", "--new-roles", "--apply", "--value", "jefe bodega=Bodeguero", languages=("es",))  # fmt: skip
    assert told.code == 0, told.err
    assert "bodeguero" in [one["id"] for one in fields(root, "data/roles.yaml")]


def test_what_is_said_of_a_name_holds_among_several_and_for_the_headers_of_a_matrix(given):
    text = "Actividad,Gerente General,Gerente de datos\nUno,R,R/A\nDos,A,R\n"
    _, told = given("raci.csv", text, languages=("es",))
    assert told.code == 1
    assert "raci, row 1, column B “Gerente General”: `Gerente General` does not exist" in told.err
    assert told.err.count("`Gerente General`") == 1
    assert "accountable" not in told.err
    root, told = given("raci.csv", text, "--value", "Gerente General=gerente-de-crm", "--apply", languages=("es",))
    assert told.code == 0, told.err
    one, two = (fields(root, f"data/tasks/{name}.yaml") for name in ("uno", "dos"))
    assert one["responsible"] == ["gerente-de-crm", "gerente-de-datos"]
    assert two["accountable"] == "gerente-de-crm"
    text = "Nombre,Consultados\nUno,Gerente de datos; Gerente General\n"
    root, told = given("t.csv", text, "--kind", "task", "--value", "Consultados: Gerente General=gerente-de-crm", "--apply", languages=("es",))  # fmt: skip
    assert told.code == 0, told.err
    assert fields(root, "data/tasks/uno.yaml")["consulted"] == ["gerente-de-datos", "gerente-de-crm"]


def test_two_in_one_cell_of_a_matrix_are_told_at_their_row(given):
    _, told = given("raci.csv", "Activity,CRM manager,Data manager\nClean,A,A\nSend,R,A\n")
    assert told.code == 1
    assert "raci, row 2: “CRM manager; Data manager” may be several" in told.err


@pytest.mark.parametrize("word", ["NC", "ND", "NA"])
def test_an_abbreviation_is_a_name_whatever_it_may_mean_elsewhere(given, word):
    text = f"Término,Definición,Sinónimos,Dueño\nNota,Lo que baja la deuda.,{word},{word}\n{word},Otra cosa.,,\n"
    root, told = given("glosario.csv", text, "--apply", languages=("es",))
    assert told.code == 0, told.err
    assert fields(root, "data/terms/nota.yaml")["synonyms"] == {"es": [word]}
    assert fields(root, f"data/terms/{word.lower()}.yaml")["name"] == word
    assert f"row 2, column D “Dueño”: “{word}” says nothing yet: left blank" in told.out


def test_commas_between_short_words_stand_between_several(given):
    text = 'Término,Definición,Sinónimos\nMaestro,Quien construye.,"maestro de obra, oficial"\nEnvío,Lo que sale.,domicilio\n'
    root, told = given("glosario.csv", text, "--apply", languages=("es",))
    assert fields(root, "data/terms/maestro.yaml")["synonyms"] == {"es": ["maestro de obra", "oficial"]}
    assert (
        'column C “Sinónimos”: its commas stand between several: “maestro de obra, oficial”; else say --split ";"'
        in told.out
    )
    root, told = given("glosario.csv", text, "--split", ";", "--apply", languages=("es",))
    assert fields(root, "data/terms/maestro.yaml")["synonyms"] == {"es": ["maestro de obra, oficial"]}
    long = text.replace("oficial", "el que dirige la obra en el sitio")
    root, told = given("glosario.csv", long, "--apply", languages=("es",))
    assert len(fields(root, "data/terms/maestro.yaml")["synonyms"]["es"]) == 1
    assert 'it has commas: if they stand between several, say --split ","' in told.out


def test_a_plan_says_how_it_read_choices_and_when_things_were_measured(given):
    text = "Risk,Category,Probability,Impact\nFire,Operational,5,1\nLeak,Data,2,2\n"
    _, told = given("risks.csv", text)
    assert "column B “Category”: read as: Operational = " in told.out
    assert "Data = " not in told.out
    assert "dated today, 2026-11-20; else say --set measurement.date=2026-11-20" in told.out
    root, told = given(
        "risks.csv", text, "--set", "measurement.date=2026-01-15", "--value", "Operational=process", "--apply"
    )
    assert "dated today" not in told.out
    assert "read as: Operational" not in told.out
    assert "2026-01-15" in "".join(path.read_text() for path in (root / "data/measurements").rglob("*.yaml"))


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "the row is unfinished, and left out"), ("es", "la fila está sin terminar y queda fuera")]
)
def test_a_row_without_the_text_that_it_must_have_is_left_out_and_told(given, run, tmp_path, lang, said):
    text = "Término,Definición\nMaestro,Quien construye.\nSiniestro,POR DEFINIR\n"
    root, told = given("glosario.csv", text, "--apply", languages=("es",))
    assert told.code == 0, told.err
    assert entries(root, "terms") == {"maestro"}
    told = run("import", tmp_path / "glosario.csv", "--root", root, "--lang", lang)
    assert said in told.out
    assert ("row 3: " if lang == "en" else "fila 3: ") in told.out


def test_a_file_is_named_as_a_shell_takes_it(run, base, tmp_path):
    file = tmp_path / "my risks.csv"
    file.write_text("Risk,Category\nFire,Technology\n")
    told = run("import", file, "--root", base("en"), "--lang", "en", "--suggest")
    assert f"timonel import '{file}' --with imports/my-risks.yaml" in told.err


def test_a_sheet_whose_name_says_so_is_told_first_with_the_way_to_leave_it_out(tmp_path, run, base):
    rows = [["Risk", "Category"], ["Fire", "Technology"]]
    file = tmp_path / "risks.xlsx"
    book(file, {"Register": rows, "v2 (do not use)": [rows[0], ["Flood", "Technology"]]})
    told = run("import", file, "--root", base("en"), "--lang", "en", "--kind", "risk")
    way = 'v2 (do not use): its name says that it may not be meant; to leave it out: --sheet "Register"'
    assert told.out.splitlines()[0] == f"· {way}"
    told = run("import", file, "--root", base("en"), "--lang", "en", "--kind", "risk", "--sheet", "Register")
    assert "may not be meant" not in told.out


def test_roles_are_offered_once(given):
    _, told = given(
        "p.csv", "Name,Type,Owner,Area\nMail,Support,Purchasing,Purchasing\n", "--kind", "process", "--new-roles"
    )
    assert told.code == 1
    assert "`Purchasing` does not exist" in told.err
    assert "--new-roles" not in told.err


def test_an_action_that_gets_an_owner_is_the_action_that_was_there(run, base_of, tmp_path):
    risk = {"id": "fire", "name": "Fire", "category": "technology", "actions": [{"statement": "Buy a hose"}]}
    root = base_of({"risks": [risk], "roles": [{"id": "head", "name": "Head", "purpose": "p"}]})
    book_ = tmp_path / "base.csv"
    text = "Riesgo · Identificador,N.º,Acción (es),Dueño de la acción\nfire,1,Buy a hose,head\n"
    book_.write_text(text)
    told = run("import", book_, "--root", root, "--lang", "en", "--kind", "risk.actions")
    assert told.code == 0, told.err
    assert "Actions · Buy a hose · Action owner: nothing → head" in told.out
    assert "→ nothing" not in told.out
