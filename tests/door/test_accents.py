"""A base with decomposed accents, as some systems write them, is the same base; its files stay as they are."""

import unicodedata

import pytest
from bases import write

AREA = "id: ventas\ntype: business\nname: Ventas\n"

ACCENTS = {
    "data/organization.yaml": "id: o\nname: Compañía\nmission: {es: Señal y gestión., en: Señal.}\n",
    "data/terms.yaml": """- {id: gestion, name: {es: gestión, en: management}, definition: {es: Llevar algo., en: To run something.}, avoid: [{word: administración, lang: es}]}
- {id: senal, name: {es: señal, en: signal}, definition: {es: Un aviso., en: A notice.}, synonyms: {es: [avisó], en: []}}
- {id: pu, name: {es: pu, en: pu}, definition: {es: Dos letras., en: Two letters.}}
""",
    "data/roles.yaml": "- {id: a, name: Ñandú, purpose: {es: Ágil., en: Agile.}, responsibilities: [{es: Atención al público., en: Service.}]}\n- {id: b, name: Zoé, purpose: p}\n",
    "data/processes/alta.yaml": """id: alta
name: {es: Atención al público, en: Service}
type: support
owner: a
x-año: 2026
tags: [público, señal, año]
description:
  es: La señal y la gestión del público. La administración dijo «público», administración.
  en: >-
    The signal of the públic
    and the management.
steps: [{id: aviso, name: {es: Señal, en: Signal}, role: a}]
""",
    "docs/es/guía.md": "# Gestión\n\nLa señal del público, la gestión, y dicen: la administración.\n",
    "rules/XNR001.yaml": """code: XNR001
rule: no-senal
severity: warning
kind: process
summary: {es: Señal., en: Signal.}
why: {es: Porque sí., en: Because.}
fix: {es: Así., en: So.}
message: {es: "«{name}» dice señal.", en: "“{name}” says señal."}
assert: "!entity.tags.exists(one, one == 'señal')"
""",
}  # fmt: skip


def decomposed(text):
    return unicodedata.normalize("NFD", text)


@pytest.fixture
def twins(base_of):
    """Write one base twice: with composed accents, and with the decomposed ones of some systems."""
    settings = {"name": "Compañía", "repository": {"url": "https://host.example/señal"}}
    composed = base_of({**ACCENTS, "timonel": settings}, "nfc")
    apart = base_of({path: decomposed(text) for path, text in ACCENTS.items()}, "nfd")
    write(apart / "timonel.yaml", decomposed((composed / "timonel.yaml").read_text("utf-8")))
    assert (apart / "data/roles.yaml").read_bytes() != (composed / "data/roles.yaml").read_bytes()
    return composed, apart


def test_decomposed_accents_are_the_same_letters_to_every_rule_and_export(twins, run, tmp_path):
    found = []
    for root in twins:
        told = run("check", "--root", root, "--format", "json", "--lang", "es").json
        findings = [{key: value for key, value in one.items() if key != "column"} for one in told["findings"]]
        assert {"XNR001", "VOC001"} <= {one["code"] for one in findings}
        shown = run("show", "--root", root, "process:alta").out
        exported = run("export", "--root", root, "--format", "json").json
        for name in ("csv", "sqlite", "skos"):
            out = tmp_path / root.name / name
            out.parent.mkdir(exist_ok=True)
            assert run("export", "--root", root, "--format", name, "--output", out).code == 0
        csv = {path.name: path.read_bytes() for path in (tmp_path / root.name / "csv").iterdir()}
        found.append((told["summary"], findings, shown, exported, csv))
    assert found[0] == found[1]


def test_places_count_the_characters_of_the_file(twins, check):
    """An accent that stands apart is a character of the file, and an editor counts it."""
    found = []
    for root in twins:
        uses = check(root, "--format", "json", "--lang", "es").found("VOC001")
        for one in uses:
            if one["file"].endswith("guía.md"):
                line = (root / one["file"]).read_text("utf-8").split("\n")[one["line"] - 1]
                assert unicodedata.normalize("NFC", line[one["column"] - 1 :]).startswith("administración")
                found.append(one["column"])
    assert found[0] < found[1]
    write(twins[1] / "data/areas/a.yaml", decomposed("id: a\ntype: business\nname: {es: áéíóú, en: x, ñandú: y}\n"))
    found = check(twins[1], "--format", "json", "--lang", "es").found("DAT002")
    (wrong,) = (one for one in found if one["file"] == "data/areas/a.yaml")
    line = decomposed("name: {es: áéíóú, en: x, ñandú: y}")
    assert wrong["column"] == line.index(decomposed("ñandú")) + 1
    assert wrong["message"].startswith("`ñandú` no es un idioma")


@pytest.mark.usefixtures("few_rules")
def test_pages_of_both_are_the_same_and_no_word_is_found_inside_another(twins, run):
    pages = []
    for root in twins:
        assert run("build", "--root", root, "--engine", "markdown").code == 0
        site = next(root.glob("site*"))
        pages.append({path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.md")})
    for path in ("es/docs/processes/alta.md", "es/docs/roles/a.md"):
        assert pages[0][path] == pages[1][path]
        assert "terms/gestion" in pages[0]["es/docs/processes/alta.md"]
        assert "terms/pu" not in pages[1]["es/docs/processes/alta.md"]


def test_edits_leave_the_bytes_that_nobody_asked_for(twins, run, tmp_path):
    """A file with decomposed accents is neither composed nor written anew by a change of something else."""
    _, root = twins
    run("export", "--root", root, "--format", "csv", "--kind", "role", "--output", tmp_path / "role.csv")
    before = (root / "data/roles.yaml").read_bytes()
    same = run("import", "--root", root, tmp_path / "role.csv", "--kind", "role", "--apply")
    assert same.code == 0
    assert (root / "data/roles.yaml").read_bytes() == before
    text = (tmp_path / "role.csv").read_text("utf-8-sig").replace("Zoé", "Zoé Díaz")
    write(tmp_path / "role.csv", text)
    assert run("import", "--root", root, tmp_path / "role.csv", "--kind", "role", "--apply").code == 0
    assert (root / "data/roles.yaml").read_bytes() == before.replace(decomposed("Zoé").encode(), "Zoé Díaz".encode())


def test_two_names_of_a_field_that_differ_in_the_form_of_an_accent_alone_are_one_twice(told_of):
    (found,), _ = told_of(AREA + f"x-año: 1\n{decomposed('x-año')}: 2\n")
    assert (found["code"], found["line"], found["message"]) == ("DAT001", 5, "the field `x-año` stands twice: keep one")


def test_escapes_are_composed_too(base_of, run):
    root = base_of({"data/areas/a.yaml": 'id: a\ntype: business\nname: "Cin\\u0303a"\n'})
    assert run("show", "--root", root, "area:a").out.startswith("Ciña ")
