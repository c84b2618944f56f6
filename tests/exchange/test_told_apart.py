"""What looks alike in a stranger's file is told apart: headers, letters, scales, names that are there already."""

from __future__ import annotations

import pytest
from books import book

from timonel.source import parse

TERM = "[{id: cliente, name: {es: Cliente, en: Customer}, definition: {es: Quien compra., en: Whoever buys.}}]\n"


def fields(root, path):
    return parse(path, (root / path).read_bytes()).value


DATA = ("--set", "category=data")


@pytest.fixture
def risks(given):
    return lambda text, *options: given("risks.csv", text, *DATA, *options)


def columns(*rows):
    """Return a CSV of rows that say their cells in one text each."""
    return "".join(f"{row}\n" for row in rows)


TWICE = columns(
    ",Inherent,,Residual,",
    "Risk,Prob.,Imp.,Prob.,Imp.",
    "Late supplier,5,5,2,3",
)


def test_headers_below_two_groups_are_named_with_them(risks):
    root, told = risks(TWICE, "--leave-out", "Inherent Prob.", "--leave-out", "Inherent Imp.", "--apply")
    assert told.code == 0, told.err
    (found,) = fields(root, "data/measurements/2026/2026-11-20.yaml")
    assert (found["probability"], found["impact"]) == (2, 3)


def test_an_inherent_rating_is_asked_for_and_not_taken_for_that_of_today(risks):
    _, told = risks(TWICE)
    assert told.code == 1
    assert '--leave-out "Inherent Prob."' in told.err
    assert '--map "Inherent Imp.=…"' in told.err
    assert "Residual" not in told.err


def test_a_word_above_one_column_alone_stays_outside_its_name(tmp_path, run, base):
    rows = [["Risk", "Rating", None, "Owner"], [None, "Prob.", "Imp.", None], ["Late supplier", 2, 3, "CRM manager"]]

    def merged(made):
        for area in ("A1:A2", "B1:C1", "D1:D2"):
            made["Risks"].merge_cells(area)

    root = base("en")
    told = run(
        "import", book(tmp_path / "b.xlsx", {"Risks": rows}, merged), "--root", root, "--lang", "en", *DATA, "--apply"
    )
    assert told.code == 0, told.err
    assert fields(root, "data/risks/late-supplier.yaml")["owner"] == "gerente-de-crm"
    assert "merged" not in told.out  # only headers are


OWNERS = columns("Risk,Owner,Action,Owner", "Late supplier,CRM manager,Call every week,Data manager")


def test_two_columns_of_one_header_are_numbered(risks):
    _, told = risks(OWNERS)
    assert told.code == 1
    assert '--map "Owner (2)=…"' in told.err
    root, told = risks(OWNERS, "--map", "Owner (2)=actions.owner", "--apply")
    assert told.code == 0, told.err
    found = fields(root, "data/risks/late-supplier.yaml")
    assert (found["owner"], found["actions"][0]["owner"]) == ("gerente-de-crm", "gerente-de-datos")


def test_who_leaves_out_a_header_leaves_out_all_columns_of_it(risks):
    root, told = risks("Risk,Seen,Seen\nLate supplier,1,2\n", "--leave-out", "Seen", "--apply")
    assert told.code == 0, told.err
    assert fields(root, "data/risks/late-supplier.yaml") == {
        "id": "late-supplier",
        "name": "Late supplier",
        "category": "data",
    }


def test_initials_that_look_like_letters_are_roles(given):
    text = columns("Activity,CM,RR", "Clean addresses,A,R", "Send offers,R-A,–", "Call back,–,A / R")
    roles = {"data/roles/rr.yaml": "{id: rr, name: RR, purpose: x}\n"}
    root, told = given("raci.csv", text, "--map", "CM=role:CRM manager", "--apply", **roles)
    assert told.code == 0, told.err
    clean, send = (fields(root, f"data/tasks/{one}.yaml") for one in ("clean-addresses", "send-offers"))
    assert (clean["accountable"], clean["responsible"]) == ("gerente-de-crm", ["rr"])
    assert (send["accountable"], send["responsible"]) == ("gerente-de-crm", ["gerente-de-crm"])
    assert fields(root, "data/tasks/call-back.yaml")["accountable"] == "rr"


CODED = "ID,Term,Definition\nT-01,Customer,Someone with a policy\nT-02,Broker,Who sells for us\n"


def test_a_code_does_not_put_a_second_term_beside_one_of_the_method(given):
    method = {"data/terms/method/crm.yaml": TERM}
    root, told = given("terms.csv", CODED, "--apply", languages=("es", "en"), **method)
    assert told.code == 0, told.err
    assert "term:cliente stays as it is: it came with the method" in told.out
    assert [one["id"] for one in fields(root, "data/terms/method/crm.yaml")] == ["cliente", "t-02"]
    root, told = given("terms.csv", CODED, "--replace", "--apply", languages=("es", "en"), **method)
    found, _ = fields(root, "data/terms/method/crm.yaml")
    assert (found["id"], found["definition"]["en"]) == ("cliente", "Someone with a policy")


def test_a_code_beside_a_name_of_ones_own_is_told(given):
    own = {"data/terms/cliente.yaml": TERM}
    _, told = given("terms.csv", CODED, languages=("es", "en"), **own)
    assert told.code == 0, told.err
    assert "term:t-01 has the name of term:cliente, which stays beside it" in told.out


TEN = columns("Risk,Probability,Impact", "Late supplier,3,10", "Bad data,8,5")


def test_low_numbers_of_a_higher_scale_are_no_steps_of_ours(risks):
    _, told = risks(TEN)
    assert told.code == 1
    assert "rows 2 and 3, column B “Probability”: its numbers go up to 8" in told.err
    assert '--scale "1=1,2=1,3=2,4=2,5=3,6=3,7=4,8=4,9=5,10=5"' in told.err
    _, told = risks(TEN, "--scale", "8=4,10=5")  # what of 3 and 5?
    assert told.code == 1
    root, told = risks(TEN, "--scale", "3=2,8=4,10=5,5=3", "--apply")
    assert told.code == 0, told.err
    found = {
        one["of"]: (one["probability"], one["impact"]) for one in fields(root, "data/measurements/2026/2026-11-20.yaml")
    }
    assert found == {"risk:late-supplier": (2, 5), "risk:bad-data": (4, 3)}


@pytest.mark.parametrize("steps", ["1,2,3,4,5", "5,5,5,5,5"])
def test_numbers_up_to_five_are_steps(risks, steps):
    rows = (f"R{place},{step},{step}" for place, step in enumerate(steps.split(",")))
    _, told = risks(columns("Risk,Probability,Impact", *rows))
    assert told.code == 0, told.err


def test_a_row_that_a_filter_hides_is_told_as_such(tmp_path, run, base):
    rows = [["Name", "Type"], ["Quote", "Support"], ["Order", "Support"], ["Old form", "Support"]]

    def hide(made):
        page = made["Processes"]
        page.auto_filter.ref = "A1:B3"
        page.auto_filter.add_filter_column(0, ["Quote"])
        page.row_dimensions[3].hidden = page.row_dimensions[4].hidden = True

    told = run("import", book(tmp_path / "b.xlsx", {"Processes": rows}, hide), "--root", base("en"), "--lang", "en")
    assert told.code == 0, told.err
    assert "row 3: a filter hides the row: left out; take the filter away" in told.out
    assert "row 4: a hidden row: left out" in told.out


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("Name,Type,Owner\nMail,Support,Nobody Known\n", ['--value "Nobody Known=…"', "--new-roles"]),
        (
            "Name,Type,Systems\nMail,Support,Paper files\n",
            ['--value "Paper files=…" (nothing after = leaves it blank)'],
        ),
        ("Name,Type,Systems\nMail,Support,CRM|ERP\n", ['--split "|"']),
        ("Name\nMail\n", ["--set type=… (customer-facing, support)"]),
        ("Name,Type,Maturity level,Assessed on\nMail,Support,3,soon\n", ['--value "soon=…"']),
        (
            "Name,Type,Descripton\nMail,Support,By post\n",
            ['--map "Descripton=description", else --leave-out "Descripton"'],
        ),
        ("Name,Type,Level,Maturity\nMail,Support,1,3\n", ["column C “Level”: “Maturity” means the same"]),
        ("Type,Status\nSupport,Active\n", ['--map "…=name"']),
    ],
    ids=["role", "reference", "several", "lacking", "date", "near", "twice", "nameless"],
)
def test_a_refusal_offers_what_solves_it(given, text, hints):
    _, told = given("processes.csv", text)
    assert told.code == 1
    assert [hint for hint in hints if hint not in told.err] == []


def test_two_roles_with_and_between_are_no_role(given):
    text = "Name,Type,Owner\nMail,Support,CRM manager & Data manager\n"
    _, told = given("processes.csv", text, "--new-roles")
    assert told.code == 1
    assert "“CRM manager & Data manager” may be several" in told.err


def test_what_a_file_is_called_gives_way_to_its_headers(given):
    text = "Application,Vendor,Hosting,Technical owner,Type\nShop desk,Acme,Cloud,Data manager,CRM\n"
    root, told = given("portfolio.csv", text, "--apply")
    assert told.code == 0, told.err
    assert "read as Systems, by its headers" in told.out
    assert fields(root, "data/systems/shop-desk.yaml")["hosting"] == "cloud"


def test_a_legend_beside_a_matrix_is_left_out(given):
    text = "Activity,CRM manager,Data manager,,Letter,Name\nClean,A,R,,R,Does it\nSend,C,A/R,,A,Answers for it\n"
    root, told = given("raci.csv", text, "--apply")
    assert told.code == 0, told.err
    assert "beside the matrix: left out (6)" in told.out
    assert fields(root, "data/tasks/send.yaml")["consulted"] == ["gerente-de-crm"]


@pytest.mark.parametrize("data", ["Nombre;Tipo\nAlta;De apoyo\n".encode("utf-16"), b"Name,Type\nMail,Support\n"])
def test_a_csv_that_is_called_a_workbook_is_told_its_name(given, data):
    _, told = given("processes.xlsx", data)
    assert told.code == 2
    assert "a text file, no workbook: give it a name that ends in .csv" in told.err
