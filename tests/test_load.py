"""From files to a base: what cannot be loaded becomes a misfit at its line, once, and the rest goes on."""

import os
import sys

import pytest
from bases import write

from timonel.load import read
from timonel.text import say

PROCESS = {"id": "alta", "name": "Alta", "type": "support", "owner": "gerente", "supports": []}
ROLE = {"id": "gerente", "name": "Gerente", "purpose": "Dirigir."}


def misfits(base, lang="en"):
    """Return (code, subject, line, column, key path, what is wrong, how to fix it), as short as it gets."""
    return [
        (
            one.code,
            one.subject,
            one.line,
            one.column,
            one.keys,
            say(one.detail, lang),
            say(one.hint, lang) if one.hint else "",
        )
        for one in base.misfits
    ]


def only(base, lang="en"):
    (found,) = misfits(base, lang)
    return found


# --- Files ------------------------------------------------------------------------------------------------------------


def test_a_kind_may_be_one_file_or_a_folder_of_any_depth(loaded):
    base = loaded(
        {
            "data/roles.yaml": "- {id: a, name: A, purpose: p}\n",
            "data/roles/b.yaml": "{id: b, name: B, purpose: p}\n",
            "data/roles/deep/er/c.yml": "- {id: c, name: C, purpose: p}\n- {id: d, name: D, purpose: p}\n",
        },
    )
    assert base.misfits == []
    assert [*base.entities["role"]] == ["a", "b", "c", "d"]
    assert base.find("role:d").line(("name",)) == (2, 11)


@pytest.mark.parametrize(
    "path",
    ["data/processes/a.txt", "data/processes/a.json", "data/processes/a.YAML", "data/notes.md", "data/processes/a"],
)
def test_only_yaml_belongs_under_data(loaded, path):
    code, subject, line, column, *_ = only(loaded({path if "." in path else f"{path}": "x"}))
    assert (code, subject, line, column) == ("DAT005", f"file:{path}", 1, 1)


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("data/proceses/a.yaml", "did you mean `data/processes`?"),
        ("data/Processes/a.yaml", "did you mean `data/processes`?"),
        ("data/PROCESSES.yaml", ""),
        ("data/process/a.yaml", "did you mean `data/processes`?"),
        ("data/zzzz.yaml", ""),
    ],
)
def test_a_folder_that_names_no_kind_is_misplaced_with_the_nearest(loaded, path, hint):
    """The case counts: on another machine the folder would be another one."""
    code, subject, *_, found = only(loaded({path: "id: a"}))
    assert (code, subject) == ("DAT005", f"file:{path}")
    assert hint in found


def test_hidden_temporary_and_underscored_names_are_passed_over(tmp_path):
    for name in (".hidden.yaml", "_draft.yaml", "~$a.yaml", "_drafts/a.yaml", ".git/a.yaml", "a.yaml"):
        write(tmp_path / "data" / "terms" / name, "x")
    assert [file.path for file in read(tmp_path)] == ["data/terms/a.yaml"]


def test_files_come_in_the_order_of_their_paths_whatever_the_file_system_says(tmp_path):
    for name in ("b", "a", "Z", "ñ", "a-b"):
        write(tmp_path / "data" / "terms" / f"{name}.yaml", "")
    paths = [file.path for file in read(tmp_path)]
    assert paths == sorted(paths)


def test_of_docs_only_pages_are_read(tmp_path, loaded):
    for name in ("docs/es/a.md", "docs/es/b.png", "docs/readme.md"):
        write(tmp_path / name, "# Título")
    assert [file.path for file in read(tmp_path)] == ["docs/es/a.md", "docs/readme.md"]
    base = loaded({"docs/es/a.md": "# Título\n", "docs/readme.md": "x"})
    assert [(page.key, page.lang, page.label) for page in base.pages] == [("page:es/a.md", "es", "Título")]


@pytest.mark.skipif(sys.platform == "win32", reason="making links needs a privilege on Windows")
class TestLinks:
    def read(self, root):
        return {file.path: file.problem and file.problem.msgid for file in read(root)}

    def test_a_link_inside_the_base_is_followed(self, tmp_path):
        write(tmp_path / "data/terms/a.yaml", "id: a")
        (tmp_path / "data/terms/b.yaml").symlink_to("a.yaml")
        assert self.read(tmp_path) == {"data/terms/a.yaml": None, "data/terms/b.yaml": None}

    @pytest.mark.parametrize("target", ["/etc/passwd", "../../../outside.yaml", "/", "../../..", "..", "."])
    def test_a_link_that_leaves_the_base_or_leads_to_itself_is_refused(self, tmp_path, target):
        write(tmp_path / "outside.yaml", "id: secret")
        (tmp_path / "base/data/terms").mkdir(parents=True)
        (tmp_path / "base/data/terms/a.yaml").symlink_to(target)
        (problem,) = self.read(tmp_path / "base").values()
        around = "a link to a folder that holds it, or one link to a folder too many"
        assert problem == (around if target in ("..", ".") else "a link that leaves the knowledge base")

    def test_links_that_lead_to_one_another_have_an_end(self, tmp_path):
        write(tmp_path / "data/a/x.yaml", "")
        (tmp_path / "data/b").mkdir()
        for number in range(20):
            (tmp_path / f"data/a/{number:02}").symlink_to("../b")
            (tmp_path / f"data/b/{number:02}").symlink_to("../a")
        found = [*read(tmp_path)]
        assert len(found) < 5_000
        assert "data/a/x.yaml" in {file.path for file in found if not file.problem}

    def test_a_neighbour_whose_name_starts_alike_is_outside(self, tmp_path):
        write(tmp_path / "base-2/a.yaml", "id: secret")
        (tmp_path / "base/data/terms").mkdir(parents=True)
        (tmp_path / "base/data/terms/a.yaml").symlink_to("../../../base-2/a.yaml")
        assert self.read(tmp_path / "base") == {"data/terms/a.yaml": "a link that leaves the knowledge base"}

    def test_a_link_to_nothing_is_a_file_that_cannot_be_read(self, tmp_path):
        (tmp_path / "data/terms").mkdir(parents=True)
        (tmp_path / "data/terms/a.yaml").symlink_to("none.yaml")
        (problem,) = self.read(tmp_path).values()
        assert "cannot be read" in problem

    def test_a_pipe_is_not_waited_for(self, tmp_path):
        (tmp_path / "data/terms").mkdir(parents=True)
        os.mkfifo(tmp_path / "data/terms/a.yaml")
        (problem,) = self.read(tmp_path).values()
        assert problem


def test_a_file_too_big_is_not_read(tmp_path, loaded):
    path = write(tmp_path / "data/terms/a.yaml", "")
    with path.open("wb") as file:
        file.truncate(64 * 2**20 + 1)
    (file,) = read(tmp_path)
    assert file.data == b""
    assert "64 MiB" in file.problem.msgid


# --- Shape ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "detail"),
    [
        ("", (1, 1), "the file holds no entity"),
        ("# only a comment\n", (1, 1), "the file holds no entity"),
        ("~\n", (1, 1), "the file holds no entity"),
        ("text\n", (1, 1), "an entity is a mapping of fields"),
        ("\n7\n", (2, 1), "an entity is a mapping of fields"),
        ("- id: a\n  name: A\n  definition: d\n- b\n", (4, 3), "an entity is a mapping of fields"),
        ("- [id, a]\n", (1, 3), "an entity is a mapping of fields"),
    ],
)
def test_what_is_no_entity_says_so_at_its_place(loaded, text, place, detail):
    code, subject, line, column, _, found, _ = only(loaded({"data/terms/a.yaml": text}))
    assert (code, subject, (line, column)) == ("DAT002", "file:data/terms/a.yaml", place)
    assert detail in found


def test_an_empty_list_holds_nothing_and_that_is_fine(loaded):
    base = loaded({"data/terms.yaml": "[]\n"})
    assert base.misfits == []
    assert base.of("term") == []


def test_a_broken_file_is_one_finding_and_its_ids_count_as_known(loaded):
    base = loaded(
        {
            "data/roles/gerente.yaml": 'id: gerente\nname: "Gerente\n',
            "data/roles/otros.yaml": "- id: uno\n  name: U\n- id: dos\n  name: [\n",
            "processes": [PROCESS, {**PROCESS, "id": "baja", "owner": "dos"}],
        },
    )
    assert [one[:2] for one in misfits(base)] == [
        ("DAT001", "file:data/roles/gerente.yaml"),
        ("DAT001", "file:data/roles/otros.yaml"),
    ]
    assert base.known["role"] == {"gerente", "uno", "dos"}


@pytest.mark.parametrize(
    "written",
    [
        "id: gerente",
        "id: 'gerente'",
        'id: "gerente"',
        "id:   gerente  ",
        "- id: gerente",
        "id: gerente # main",
        "{id: gerente, name: G",
    ],
)
def test_ids_are_found_however_a_broken_file_writes_them(loaded, written):
    base = loaded({"data/roles/a.yaml": f"{written}\nname: [\n", "processes": [PROCESS]})
    assert [one[0] for one in misfits(base)] == ["DAT001"]


# --- Fields -----------------------------------------------------------------------------------------------------------


def test_a_refused_field_is_left_out_and_the_rest_of_the_entity_stands(loaded):
    base = loaded(
        {
            "data/processes/alta.yaml": "id: alta\nname: Alta\ntype: support\nstatus: on\nsupports: [alta, alta]\ndescription: Sí\n"
        }
    )
    assert [one[:5] for one in misfits(base)] == [
        ("DAT002", "process:alta", 4, 1, ("status",)),
        ("DAT002", "process:alta", 5, 1, ("supports",)),
    ]
    entity = base.find("process:alta")
    assert dict(entity.fields) == {"id": "alta", "name": "Alta", "type": "support", "description": "Sí"}
    assert entity.refused == {"status", "supports"}
    assert entity.raw["status"] == "on"


def test_only_the_smallest_part_around_a_refused_value_is_left_out(loaded):
    base = loaded(
        {
            "data/roles/a.yaml": "id: a\nname: A\npurpose: p\nholders:\n  - {person: 7}\n  - {person: ana, from: ayer}\n",
            "people": [{"id": "ana", "name": "Ana", "employment": "internal"}],
        }
    )
    assert [one[4] for one in misfits(base)] == [("holders", 0, "person"), ("holders", 1, "from")]
    assert base.find("role:a").fields["holders"] == [{"person": "ana"}]


def test_an_entity_without_a_required_field_is_known_but_not_there(loaded):
    base = loaded({"data/roles/gerente.yaml": "id: gerente\nname: G\n", "processes": [PROCESS]})
    assert only(base)[:6] == ("DAT002", "role:gerente", 1, 1, (), "`purpose` is missing")
    assert base.find("role:gerente") is None
    assert base.known["role"] == {"gerente"}


@pytest.mark.parametrize("text", ["TBD", "por definir", "'-'", "''", "~", "{es: TBD}", "{es: '', en: ''}"])
def test_a_placeholder_counts_as_absent(loaded, text):
    base = loaded(
        {
            "data/roles/a.yaml": f"id: a\nname: A\npurpose: p\nreports_to: {text if text[0] != '{' else '~'}\ndescription: {text}\n"
        }
    )
    assert base.misfits == []


def test_a_placeholder_that_could_be_an_id_is_no_lost_reference(judged):
    """One cause, one finding: the rule says that there is no owner."""
    for word in ("tbd", "pendiente", "TBD", "vacante", "Por definir."):
        result = judged({"processes": [{**PROCESS, "owner": word}]}, "PRO001", "DAT002", "DAT003")
        assert [one.code for one in result.findings] == ["PRO001"], word


def test_no_rule_speaks_of_a_refused_field(judged):
    """A misspelt owner is one finding, not also «has no owner»."""
    for text in ("owner: [gerente]", "ownr: gerente", "owner: 7"):
        result = judged({"data/processes/a.yaml": f"id: a\nname: A\ntype: support\n{text}\n"}, "PRO001", "DAT002")
        assert [one.code for one in result.findings] == ["DAT002"], text
        assert (result.outcomes["PRO001"].population, result.outcomes["PRO001"].failed) == (1, 0), "nor does the score"


# --- Ids --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["null", "~", "true", "2024", "1e3", "0x10", "007", "1.5"])
def test_an_id_that_yaml_reads_otherwise_wants_quotes(loaded, written):
    base = loaded({"data/roles/a.yaml": f"id: {written}\nname: A\npurpose: p\n"})
    code, subject, _, _, keys, detail, hint = only(base)
    assert (code, subject) == ("DAT002", "file:data/roles/a.yaml")
    assert "quotes" in hint, (keys, detail, hint)


@pytest.mark.parametrize("written", ['"null"', '"2024"', "'1e3'", "no", "on", "2026-11-20", "a1"])
def test_quotes_help_and_country_codes_need_none(loaded, written):
    base = loaded({"data/roles/a.yaml": f"id: {written}\nname: A\npurpose: p\n"})
    assert base.misfits == []
    assert [*base.entities["role"]] == [written.strip("'\"")]


@pytest.mark.parametrize("id_", ["con", "prn", "aux", "nul", "com1", "lpt9"])
def test_device_names_of_windows_are_refused_as_ids(loaded, id_):
    base = loaded({"roles": [{**ROLE, "id": id_}], "processes": [{**PROCESS, "owner": id_}]})
    code, subject, *_, detail, _ = only(base)
    assert (code, subject) == ("DAT002", f"role:{id_}")
    assert "device" in detail


@pytest.mark.parametrize("id_", ["console", "com10", "nula", "con-a"])
def test_names_that_only_start_like_devices_are_fine(loaded, id_):
    assert loaded({"roles": [{**ROLE, "id": id_}]}).misfits == []


@pytest.mark.parametrize("id_", ["Alta", "alta_b", "alta b", "-a", "a-", "a--b", "ñ", "../x", "a/b", "a\n", "", "<b>"])
def test_other_ids_are_refused(loaded, id_):
    base = loaded({"roles": [{**ROLE, "id": id_}]})
    assert [one[0] for one in misfits(base)] == ["DAT002"]
    assert base.of("role") == []


def test_one_id_twice_in_a_kind_points_at_both_places(loaded):
    base = loaded(
        {"data/roles/a.yaml": "id: a\nname: A\npurpose: p\n", "data/roles/b.yaml": "- name: B\n  id: a\n  purpose: p\n"}
    )
    assert only(base)[:5] == ("DAT004", "role:a", 2, 3, ("id",))
    assert base.misfits[0].related == (("role:a", "data/roles/a.yaml", 1, 1),)
    assert base.find("role:a").fields["name"] == "A"


def test_one_id_in_two_kinds_is_fine(loaded):
    assert (
        loaded({"roles": [{**ROLE, "id": "a"}], "terms": [{"id": "a", "name": "A", "definition": "d"}]}).misfits == []
    )


def test_two_measurements_of_one_day_are_one_too_many(loaded):
    risk = {"id": "fuga", "name": "Fuga", "category": "data"}
    one = {"of": "risk:fuga", "date": "2026-11-01", "probability": 1, "impact": 1}
    base = loaded({"risks": [risk], "measurements": [one, {**one, "impact": 2}, {**one, "date": "2026-11-02"}]})
    codes = [one[0] for one in misfits(base)]
    assert codes.count("DAT004") == 1
    assert {*base.entities["measurement"]} == {"risk-fuga-2026-11-01", "risk-fuga-2026-11-02"}


def test_a_waiver_is_named_after_what_it_covers(loaded):
    base = loaded(
        {
            "waivers": [
                {
                    "rule": "PRO001",
                    "entity": "process:alta",
                    "reason": "r",
                    "approved_by": "gerente",
                    "expires": "2027-01-01",
                }
            ],
            "processes": [PROCESS],
            "roles": [ROLE],
        }
    )
    assert base.misfits == []
    assert [*base.entities["waiver"]] == ["pro001-process-alta"]


# --- References -------------------------------------------------------------------------------------------------------


def test_an_unknown_reference_is_found_at_its_place_with_the_nearest(loaded):
    base = loaded(
        {"data/processes/a.yaml": "id: a\nname: A\ntype: support\nsupports: [a, bb]\nowner: gernete\n", "roles": [ROLE]}
    )
    near = "the nearest there are: `gerente`; if it is a new one, `timonel new role --set id=gernete` makes it"
    new = "write an id that exists, or make it with `timonel new process --set id=bb`"
    assert misfits(base) == [
        ("DAT003", "process:a", 5, 1, ("owner",), "`gernete` does not exist", near),
        ("DAT003", "process:a", 4, 15, ("supports", 1), "`bb` does not exist", new),
    ]


def test_references_are_followed_both_ways(loaded):
    base = loaded({"processes": [PROCESS], "roles": [ROLE]})
    (reference,) = base.references
    assert (reference.source.key, reference.path, reference.kind, reference.id) == (
        "process:alta",
        ("owner",),
        "role",
        "gerente",
    )
    assert base.backlinks["role:gerente"] == [reference]
    assert base.outgoing["process:alta"] == [reference]


@pytest.mark.parametrize(
    ("of", "nearest"),
    [
        ("risk:fuja", "`risk:fuga`"),
        ("rsk:fuga", "`risk`"),
        ("fuga", ""),
        ("process:alta", ""),
        ("risk:", ""),
        (":fuga", ""),
    ],
)
def test_a_reference_to_one_of_several_kinds_names_its_kind(loaded, of, nearest):
    base = loaded(
        {
            "risks": [{"id": "fuga", "name": "Fuga", "category": "data"}],
            "measurements": [{"of": of, "date": "2026-11-01", "probability": 1, "impact": 1}],
        }
    )
    assert len(base.misfits) == 1
    code, *_, detail, hint = only(base)
    assert code in ("DAT002", "DAT003")
    assert of in detail
    assert nearest in hint


def test_a_step_refers_to_steps_of_its_own_process(loaded):
    steps = [{"id": "uno", "name": "Uno", "next": ["dos", "tres"]}, {"id": "dos", "name": "Dos"}]
    base = loaded({"processes": [{**PROCESS, "owner": "gerente", "steps": steps}], "roles": [ROLE]})
    assert [(one[0], one[4], one[5]) for one in misfits(base)] == [
        ("DAT003", ("steps", 0, "next", 1), "`tres` does not exist")
    ]


def test_links_in_prose_are_references(loaded):
    process = {
        **PROCESS,
        "description": {"es": "Ver [la jefa](role:gerente) y [otra](role:gerenta).", "en": "[x](https://a.b)"},
    }
    base = loaded({"processes": [process], "roles": [ROLE]})
    near = "the nearest there are: `role:gerente`; if it is a new one, `timonel new role --set id=gerenta` makes it"
    assert [(one[0], one[4], one[5], one[6]) for one in misfits(base)] == [
        ("DAT003", ("description", "es"), "`role:gerenta` does not exist", near),
    ]
    assert ("description", "es") in {one.path for one in base.references}


def test_an_unknown_rule_is_found_where_a_waiver_names_it(loaded):
    waiver = {
        "rule": "PRO999",
        "entity": "role:gerente",
        "reason": "r",
        "approved_by": "gerente",
        "expires": "2027-01-01",
    }
    base = loaded({"roles": [ROLE], "waivers": [waiver]})
    assert [(one[0], one[4]) for one in misfits(base)] == [("DAT003", ("rule",))]


def test_what_older_bases_say_of_the_rules_behind_a_lesson_is_read_and_says_nothing(loaded):
    """The cards say it: nothing is wrong with the field, whatever it names, and nobody sees it."""
    lesson = {"id": "a", "name": "A", "statement": "s", "pillar": "data", "enforced_by": ["PRO001", "PRO999", "x"]}
    base = loaded({"lessons": [lesson]})
    assert misfits(base) == []
    assert "enforced_by" not in base.find("lesson:a").fields
    assert base.references == []


def test_thousands_of_lost_references_are_found_in_a_moment(loaded):
    """As when a folder was deleted: the nearest are looked for only as far as anybody reads."""
    roles = [{**ROLE, "id": f"rol-{number}"} for number in range(1000)]
    processes = [{**PROCESS, "id": f"proceso-{number}", "owner": f"role-{number}"} for number in range(1000)]
    base = loaded({"roles": roles, "processes": processes})
    assert len(base.misfits) == 1000
    near = ["nearest" in one.hint.msgid for one in base.misfits if one.hint]
    assert (near[0], sum(near) <= 25) == (True, True)


def test_a_file_with_thousands_of_wrong_entities_is_explained_only_so_far(loaded):
    base = loaded(
        {
            "data/terms.yaml": "- {}\n" * 20_000 + "- {id: a, name: A, definition: d}\n",
            "data/roles.yaml": "- x\n" * 20_000 + "- {id: jefa, name: Jefa, purpose: p}\n",
            "processes": [{**PROCESS, "owner": "jefa"}],
        }
    )
    assert "DAT003" not in {one.code for one in base.misfits}, "who stands in what was not read is no lost reference"
    assert len(base.misfits) <= 2 * 1010
    assert "more" in say(base.misfits[-1].detail, "en")


def test_a_text_that_must_be_there_says_something(loaded):
    """A blank or a placeholder counts as absent; the entity stays, with one finding at the text."""
    draft = "id: a\nname: {es: Por definir, en: TBD}\ndefinition: ' '\nnonsense: 1\n"
    base = loaded({"data/terms/a.yaml": draft, "data/channels/x.yaml": "id: x\nname: X\ntype: digital\n"})
    found = [(one.keys, one.line, one.code) for one in base.misfits]
    assert sorted(found) == [(("definition",), 3, "DAT002"), (("name",), 2, "DAT002"), (("nonsense",), 4, "DAT002")]
    assert base.find("term:a").refused >= {"name", "definition"}


def test_a_placeholder_in_a_list_is_found_where_it_stands(loaded):
    steps = "steps: [{id: uno, name: Uno}, {id: dos, name: TBD}]\n"
    base = loaded({"data/processes/a.yaml": f"id: a\nname: A\ntype: support\n{steps}"})
    assert [one.keys for one in base.misfits] == [("steps", 1, "name")]
