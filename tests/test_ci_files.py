"""What CI runs, here and in a base that starts from our files: harmless to run for a stranger's proposal, and true to the CLI."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
import yaml
from bases import PATIENCE, ROOT

from timonel import cli
from timonel.cli.formats import named

START = ROOT / "plugins/timonel/edit/start/files"
GITHUB = [ROOT / ".github/workflows/timonel.yml", START / "github.yml"]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
GITLAB = [ROOT / ".gitlab-ci.yml", START / "gitlab.yml"]
HOOKS = [ROOT / ".pre-commit-hooks.yaml", START / "pre-commit.yaml"]
# What a job may do beyond reading the repository.
EXTRA = {
    "site": {"contents": "read", "pages": "read"},
    "deploy": {"pages": "write", "id-token": "write"},
    "code-scanning": {"actions": "read", "contents": "read", "security-events": "write"},
}
ACTIONS = {
    "actions/checkout", "actions/setup-python", "actions/upload-artifact", "actions/download-artifact",
    "actions/configure-pages", "actions/upload-pages-artifact", "actions/deploy-pages", "github/codeql-action/upload-sarif",
}  # fmt: skip
(GRAPHVIZ,) = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"][
    "graphviz"
]
TEXTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "plugins/timonel/rules/cards").glob("*.yaml")),
    *sorted((ROOT / "rules").glob("*.yaml")),
]


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def name(path):
    return path.relative_to(ROOT).as_posix()


def strings(value):
    """Yield every text in a YAML value."""
    if isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, str):
        yield value


def steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def hook(path):
    found = read(path)
    return found[0] if isinstance(found, list) else found["repos"][0]["hooks"][0]


def parsed(line):
    """Parse a line of shell that runs timonel, as Click would."""
    words = shlex.split(re.split(r"\s[<>|]", line)[0])
    command = cli.cli.get_command(None, words[1])
    if command is None:
        raise click.NoSuchCommand(words[1])
    context = command.make_context(words[1], words[2:])
    for one in context.params.get("formats", ()):
        named(one)
    return context


def runs(path):
    """Return the lines of a file that run timonel."""
    return [line for text in strings(read(path)) for line in text.splitlines() if line.startswith("timonel ")]


@pytest.mark.parametrize("path", GITHUB, ids=name)
def test_a_workflow_gives_strangers_nothing(path):
    workflow = read(path)
    triggers = workflow[True]  # YAML 1.1 takes `on` for a boolean
    assert set(triggers) <= {"pull_request", "push", "schedule"}
    assert triggers["push"] == {"branches": ["main"]}
    assert workflow["permissions"] == {"contents": "read"}
    assert {id_: job["permissions"] for id_, job in workflow["jobs"].items() if "permissions" in job} == EXTRA
    text = path.read_text(encoding="utf-8")
    assert "secrets." not in text
    assert "pull_request_target" not in text
    for step in steps(workflow):
        assert "${{" not in step.get("run", "")  # what a proposal is called never becomes shell
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", GITHUB, ids=name)
def test_a_job_that_may_write_runs_no_code_of_the_proposal(path):
    jobs = read(path)["jobs"]
    for id_ in [id_ for id_, more in EXTRA.items() if "write" in more.values()]:
        assert all("run" not in step and "checkout" not in step["uses"] for step in jobs[id_]["steps"])
    assert "refs/heads/main" in jobs["deploy"]["if"]
    assert {"check", "site"} <= set(jobs["deploy"]["needs"])


@pytest.mark.parametrize("path", GITHUB, ids=name)
def test_the_site_is_built_for_the_address_at_which_it_will_stand(path):
    steps = {step.get("id") or step.get("run"): step for step in read(path)["jobs"]["site"]["steps"]}
    assert steps["timonel build"]["env"] == {"TIMONEL_SITE_URL": "${{ steps.pages.outputs.base_url }}"}
    assert steps["pages"]["uses"].startswith("actions/configure-pages@")
    assert steps["pages"]["if"] == "github.event_name != 'pull_request' && vars.TIMONEL_PAGES == 'true'"


def test_nothing_that_we_give_or_say_asks_an_index_for_our_name():
    """Whoever registers it would run code wherever that is obeyed."""
    files = [*TEXTS, *START.iterdir(), ROOT / "plugins/timonel/locale/es/LC_MESSAGES/timonel.po"]
    for path in files:
        assert not re.search(r"pip install[^`\n]*['\" ]timonel\b(?! @)", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("path", [*GITHUB, *GITLAB], ids=name)
def test_what_is_built_of_a_proposal_runs_none_of_its_code(path):
    pipeline = read(path)
    if "jobs" in pipeline:
        built = [one for one in steps(pipeline) if one.get("run", "").startswith("timonel build")]
        assert {one["run"]: one["if"] for one in built} == {
            "timonel build --safe": "github.event_name == 'pull_request'",
            "timonel build": "github.event_name != 'pull_request'",
        }
    else:
        assert pipeline["preview"]["script"] == ["timonel build --safe"]
        assert pipeline["publish"]["script"] == ["timonel build"]
        assert "merge_request_event" not in str(pipeline["publish"]["rules"])


@pytest.mark.parametrize("path", GITHUB, ids=name)
def test_actions_are_the_ones_that_we_know(path):
    used = {step["uses"] for step in steps(read(path)) if "uses" in step}
    assert {one.partition("@")[0] for one in used} == ACTIONS


@pytest.mark.parametrize("path", GITLAB, ids=name)
def test_gitlab_reports_and_publishes(path):
    pipeline = read(path)
    assert set(pipeline["check"]["artifacts"]["reports"]) == {"codequality", "junit"}
    written = {one.partition("=")[2] for one in parsed(pipeline["check"]["script"][0]).params["formats"]} - {""}
    assert written == set(pipeline["check"]["artifacts"]["reports"].values())
    assert pipeline["publish"]["pages"] == {"publish": "site"}
    assert pipeline["publish"]["variables"]["TIMONEL_SITE_URL"] == "$CI_PAGES_URL"
    assert "rules" in pipeline["publish"]
    assert "pages" not in pipeline  # a job of that name is the old way


@pytest.mark.parametrize(("ours", "theirs"), [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_we_run_what_we_give_to_others(ours, theirs):
    def alike(value):
        if isinstance(value, dict):
            return {key: alike(one) for key, one in value.items() if key != "schedule"}
        if isinstance(value, list):
            return [alike(one) for one in value]
        return re.sub(r"(?m)^pip install .*$", "pip install", value) if isinstance(value, str) else value

    assert alike(read(ours)) == alike(read(theirs))
    installed = [text for text in strings(read(theirs)) if text.startswith("pip install")]
    assert installed
    assert all(re.search(r" -r requirements\.txt$", text.removesuffix(f' "{GRAPHVIZ}"')) for text in installed)


@pytest.mark.parametrize("path", [*GITHUB, *GITLAB, *HOOKS], ids=name)
def test_commands_exist_with_their_options(path):
    lines = runs(path)
    assert lines
    for line in lines:
        parsed(line)


@pytest.mark.parametrize("line", ["timonel chekc", "timonel check --colour", "timonel diff x --format sarif > y"])
def test_a_wrong_command_would_be_noticed(line):
    with pytest.raises(click.UsageError):
        parsed(line)


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_texts_name_only_what_there_is(path):
    text = path.read_text(encoding="utf-8")
    code = [*re.findall(r"(?ms)^ *```\w*\n(.*?)^ *```", text), *re.findall(r"`([^`\n]+(?:\n[^`\n]+)?)`", text)]
    for command, rest in re.findall(r"\btimonel ([a-z]+)\b([^#\n]*)", "\n".join(code)):
        found = cli.cli.get_command(None, command)
        assert found, command
        options = {one for option in found.params for one in option.opts} | {"--help"}
        assert set(re.findall(r"(?<!\S)--[a-z-]+", rest)) <= options, rest


DIGESTS = START / "github-digests.yml"


def test_digests_are_sent_by_a_schedule_alone_and_their_addresses_stand_nowhere():
    """The one secret goes to the one step that sends; what a line of it says never becomes shell."""
    workflow, text = read(DIGESTS), DIGESTS.read_text("utf-8")
    assert set(workflow[True]) == {"schedule", "workflow_dispatch"}
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    assert "permissions" not in job
    assert text.count("secrets.") == 1
    assert {step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step} <= ACTIONS
    for step in job["steps"]:
        assert "${{" not in step.get("run", "")
        assert step.get("with", {}).get("persist-credentials", False) is False


def sent(tmp_path, base_of, monkeypatch, script, day):
    """Run a script that sends digests, on a day of the week, with a `curl` that keeps what it is given."""
    role = {"id": "r", "name": "R", "purpose": "p", "holders": [{"person": "ana"}]}
    risk = {
        "id": "x",
        "name": "X",
        "category": "process",
        "owner": "r",
        "actions": [{"statement": "Hacer", "due": "2026-11-10"}],
    }
    root = base_of(
        {"people": [{"id": "ana", "name": "Ana", "employment": "internal"}], "roles": [role], "risks": [risk]}
    )
    tools = tmp_path / "tools"
    tools.mkdir()
    program = Path(sys.executable).parent / "timonel"
    curl = '#!/bin/bash\nwhile [ $# -gt 1 ]; do [ "$1" = --data-binary ] && body="${2#@}"; shift; done\necho "$1" >> "$SENT"\ncat "$body" >> "$SENT"\n'
    for name_, text in (
        ("curl", curl),
        ("date", f"#!/bin/bash\necho {day}\n"),
        ("timonel", f'#!/bin/bash\nexec "{program}" "$@"\n'),
    ):
        (tools / name_).write_text(text)
        (tools / name_).chmod(0o755)
    lines = "person:ana https://chat.example/hooks/a\nperson:nadie https://chat.example/hooks/b\n\n"
    (tmp_path / "lines").write_text(lines)
    found = {"DIGESTS": lines, "TIMONEL_DIGESTS": str(tmp_path / "lines"), "SENT": str(tmp_path / "sent")}
    environment = {**os.environ, **found, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", script], cwd=root, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    there = tmp_path / "sent"
    return done, there.read_text("utf-8") if there.is_file() else ""


@pytest.mark.parametrize("path", [DIGESTS, START / "gitlab.yml"], ids=name)
@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_who_is_named_is_sent_a_message_and_one_who_is_nobody_stops_no_other(tmp_path, base_of, monkeypatch, path):
    """The log names who could not be told, and no address."""
    (script,) = [one for one in strings(read(path)) if "timonel digest" in one]
    done, told = sent(tmp_path, base_of, monkeypatch, script, 1)
    assert told, (done.stdout, done.stderr)
    assert told.startswith("https://chat.example/hooks/a\n{")
    assert '"text"' in told
    assert "hooks/b" not in told
    assert done.returncode == 1  # somebody reads why
    assert "person:nadie" in done.stderr
    assert "hooks" not in done.stdout + done.stderr


@pytest.mark.parametrize("path", [*WORKFLOWS, *sorted(START.glob("github*.yml"))], ids=name)
def test_an_action_is_the_one_that_was_looked_at(path):
    """Each is named by a commit, with its version for people and for the bot; the same one everywhere."""
    text = path.read_text("utf-8")
    found = re.findall(r"uses: ([\w/.-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)\n", text)
    assert len(found) == text.count("uses:")
    everywhere = "".join(one.read_text("utf-8") for one in WORKFLOWS + sorted(START.glob("github*.yml")))
    for action, commit, version in found:
        assert everywhere.count(f"{action}@") == everywhere.count(f"{action}@{commit} # {version}\n")


def test_what_ci_runs_is_pinned_by_a_bot():
    """Ours and theirs: actions to the digest of a commit, images to their own."""
    for path in (ROOT / "renovate.json", START / "renovate.json"):
        assert {"helpers:pinGitHubActionDigests", "docker:pinDigests"} <= set(
            json.loads(path.read_text("utf-8"))["extends"]
        )


def test_a_version_is_published_by_trust_alone_with_a_list_of_what_it_is_made_of():
    """No token is kept; the job that may publish runs nothing of ours."""
    workflow = read(ROOT / ".github/workflows/release.yml")
    assert workflow[True] == {"push": {"tags": ["v*"]}}
    assert workflow["permissions"] == {"contents": "read"}
    assert {key: one.get("permissions") for key, one in workflow["jobs"].items()} == {
        "build": None,
        "publish": {"id-token": "write"},
    }
    assert "secrets." not in str(workflow)
    assert not [one for one in workflow["jobs"]["publish"]["steps"] if "checkout" in one.get("uses", "")]
    assert any("cyclonedx-py" in one.get("run", "") for one in workflow["jobs"]["build"]["steps"])


# --- The hook of pre-commit --------------------------------------------------------------------------------------------


def git(root, *arguments):
    setting = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *setting, *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("path", HOOKS, ids=name)
def test_the_hook_stops_a_commit_that_opens_an_error(base_of, path):
    entry = shlex.split(hook(path)["entry"])
    program = shutil.which(
        entry[0], path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    )
    if program is None:
        pytest.skip("timonel is not installed as a program")
    environment = {
        key: value for key, value in os.environ.items() if key != "TIMONEL_CACHE"
    }  # caches stand in the base
    root = base_of({})
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "start")

    def checked():
        done = subprocess.run(
            [program, *entry[1:]],
            cwd=root, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        return done.returncode

    assert checked() == 0
    process = root / "data/processes/alta.yaml"
    process.parent.mkdir(parents=True, exist_ok=True)
    process.write_text("id: alta\nname: Alta\ntype: support\n", encoding="utf-8")
    assert checked() == 1
    changed = git(root, "status", "--porcelain", "-uall").split()[1::2]
    assert changed == ["data/processes/alta.yaml"]  # a hook that changes files would stop every commit
    assert all(re.search(hook(path)["files"], one) for one in changed)


@pytest.mark.parametrize("path", HOOKS, ids=name)
def test_the_hook_runs_for_what_the_check_reads(path):
    found = hook(path)
    assert found["pass_filenames"] is False
    assert found["language"] == (
        "system" if path.parent == START else "python"
    )  # ours is installed from its repository
    assert "additional_dependencies" not in found
    seen = ["timonel.yaml", "data/terms.yaml", "docs/es/x.md", "rules/XAB001.yaml", "schemas/kinds/x.schema.json"]
    other = ["README.md", "database.sql", "src/data/x.yaml", "timonel.yaml.orig"]
    assert [one for one in [*seen, *other] if re.search(found["files"], one)] == seen
