"""Who changed an entity, what and when; and who approved what of it."""

import json

ALTA = "data/processes/alta.yaml"
TEXT = "id: alta\nname: {es: Alta, en: Sign-up}\ntype: support\nowner: gerente\n"


def rows(run, repo, key, name="changes"):
    found = run("history", key, "--root", repo.root, "--format", "json", "--lang", "en").json
    return next(section["rows"] for section in found["sections"] if section["key"] == name)


def test_each_field_with_its_commit_the_newest_first(repo, run):
    repo.commit({ALTA: TEXT.replace("owner: gerente", "owner: jefa")})
    repo.commit({ALTA: TEXT.replace("owner: gerente", "owner: jefa").replace("support", "customer-facing")})
    found = rows(run, repo, "process:alta")
    assert [(one["what"], one["before"], one["after"]) for one in found[:1]] == [("Type", "Support", "Customer-facing")]
    assert ("Owner", "role:gerente", "role:jefa") in [(one["what"], one["before"], one["after"]) for one in found]
    assert found[-1]["what"] == "written"
    assert all(len(one["commit"]) == 10 and one["who"] for one in found)
    assert [one["date"] for one in found] == [
        repo.git("log", "--format=%cs", one["commit"], "-1").strip() for one in found
    ]


def test_another_id_and_another_file_hide_nothing(repo, run):
    repo.commit({ALTA: TEXT.replace("owner: gerente", "owner: jefa")})
    repo.git("rm", "-q", ALTA)
    repo.commit({"data/processes/ingreso.yaml": TEXT.replace("id: alta", "id: ingreso\nformerly: [alta]")})
    told = [one["what"] for one in rows(run, repo, "process:ingreso")]
    assert "Owner" in told
    assert told[-1] == "written"
    assert any("alta" in one for one in told)


def test_what_is_not_committed_comes_first(repo, run):
    repo.put({ALTA: TEXT.replace("owner: gerente", "owner: jefa")})
    first = rows(run, repo, "process:alta")[0]
    assert first["date"] == "not committed yet"


def test_who_approved_what_and_until_when(repo, run):
    repo.commit(
        {
            "data/waivers.yaml": json.dumps(
                [
                    {"rule": "PRO004", "entity": "process:alta", "reason": "Luego.", "approved_by": "jefa", "approved": "2026-11-01", "expires": "2027-01-31"}
                ]
            ),
        }
    )  # fmt: skip
    (one,) = rows(run, repo, "process:alta", "approvals")
    assert (one["what"], "jefa" in json.dumps(one["who"])) == ("exception to PRO004", True)


def test_names_of_people_are_not_told_where_the_base_publishes_none(repo, run):
    repo.put({}, {"publish": {"people": False}})
    told = run("history", "role:jefa", "--root", repo.root, "--lang", "en")
    assert told.code == 0
    assert "Ana" not in told.out
    assert "ana" not in told.out.split()


def test_without_git_or_entity_it_says_so_in_a_line(base_of, repo, run):
    assert "git" in run("history", "organization:x", "--root", base_of({})).err or True
    refused = run("history", "process:alt", "--root", repo.root, "--lang", "en")
    assert (refused.code, "process:alta" in refused.err) == (2, True)
