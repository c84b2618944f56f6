"""The forms' configuration: every kind and every field is in it, and it says nothing that the base keeps to itself."""

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bases import ROOT

from timonel import settings as settings_of
from timonel.engines.build import finished
from timonel.engines.target import stages
from timonel.pipeline import examine
from timonel.site import forms

HERE = Path(forms.__file__).parent


def around(result, target):
    """Put the forms into a site without languages."""
    with stages(target, [forms.FOLDER], "en") as parts:
        finished(target, parts, {}, forms.files(result))


@pytest.fixture(scope="module")
def example():
    """Return what the check says of the example, with forms."""
    result = examine(ROOT)
    return replace(result, settings=replace(result.settings, forms={"host": "gitlab"}))


def nested(fields):
    """Yield every widget of some fields, those inside others too."""
    for one in fields:
        yield one
        yield from nested([*one.get("fields", ()), *([one["field"]] if "field" in one else ())])


def entry(collection):
    """Return the widgets of a collection's entry."""
    if "fields" in collection:
        return collection["fields"]
    fields = collection["files"][0]["fields"]
    return fields[0]["fields"] if fields[0]["name"] == "items" else fields


def names(schema):
    """Yield the key paths of a schema's fields."""
    for name, node in schema.get("properties", {}).items():
        yield (name,)
        inner = node.get("items", node)
        if not inner.get("x-text"):
            yield from ((name, *rest) for rest in names(inner))


def asked(fields):
    """Yield the key paths of widgets, less those of languages."""
    for one in fields:
        yield (one["name"],)
        if one.get("as") != "text" and one["widget"] != "select":
            yield from ((one["name"], *rest) for rest in asked(one.get("fields", ())) if rest[0] not in {"es", "en"})


@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_kind_and_field_is_asked(example, lang):
    """Each kind has a collection; each of its fields, nested ones too, has a widget with a label and a hint."""
    collections = forms.configuration(example, lang)["editor"]["collections"]
    assert {one["format"] for one in collections} == {"timonel"}
    by_kind = {one["name"]: one for one in collections}
    for kind in example.base.schema.kinds.values():
        widgets = entry(by_kind[kind.name])
        assert set(asked(widgets)) == set(names(kind.schema)), kind.name
        assert {one["name"] for one in widgets if one["required"]} == kind.required
        assert all(one["label"] and one.get("hint") for one in widgets)


def test_every_file_that_is_not_written_once_can_be_edited(example):
    """Every entity but past measurements has an address in the page."""
    linked = forms.links(example, "es")
    missing = {entity.kind for entity in example.base if entity.key not in linked}
    assert missing == {"measurement"}
    assert linked["process:alta-de-cliente"] == "editar/?lang=es#/collections/process/entries/alta-de-cliente"


def test_relations_are_picked_by_name_and_enumerations_by_label(example):
    """A reference lists names in the reader's language, an enumeration its labels; several kinds say which one."""
    found = forms.configuration(example, "en")
    process = {
        one["name"]: one for one in entry(next(c for c in found["editor"]["collections"] if c["name"] == "process"))
    }
    assert process["owner"]["options"] == ["role"]
    assert {"value": "alta-de-cliente", "label": "Customer sign-up"} in found["lists"]["process"]
    assert {"value": "customer-facing", "label": "Customer-facing"} in process["type"]["options"]
    assert process["systems"]["multiple"]
    assert {"value": "process:alta-de-cliente", "label": "Process: Customer sign-up"} in found["lists"]["process:"]
    used = {
        name
        for c in found["editor"]["collections"]
        for one in nested(entry(c))
        for name in one.get("options", ())
        if isinstance(name, str)
    }
    assert used == set(found["lists"])


def test_people_who_are_not_published_are_not_listed(example):
    """A base that keeps its people to itself does so in the forms: no name and no id of theirs is in them."""
    private = replace(example, settings=replace(example.settings, publish={"people": False, "emails": False}))
    text = json.dumps(forms.configuration(private, "es"), ensure_ascii=False)
    assert "person:" not in text
    assert [one.id for one in example.base.of("person") if f'"{one.id}"' in text] == []


def test_the_page_comes_and_goes_with_the_setting(example, tmp_path):
    """With forms the folder is there, twice the same bytes; without them an old one goes, but for what is none of ours."""
    for name in "ab":
        around(example, tmp_path / name)
    folder = tmp_path / "a" / forms.FOLDER
    written = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert written == {path.name: path.read_bytes() for path in (tmp_path / "b" / forms.FOLDER).iterdir()}
    assert {"index.html", "es.json", "en.json", "decap-cms.js", "decap-cms.LICENSE.txt"} <= set(written)
    without = replace(example, settings=replace(example.settings, forms=None))
    (folder / "theirs").touch()
    around(without, tmp_path / "a")
    assert [one.name for one in folder.iterdir()] == ["theirs"]
    around(without, tmp_path / "b")
    assert not (tmp_path / "b" / forms.FOLDER).exists()


@pytest.mark.parametrize(
    ("url", "given", "backend", "reaches"),
    [
        ("https://github.com/nova/crm.git", {}, {"name": "github", "repo": "nova/crm"}, "https://api.github.com"),
        ("https://gitlab.com/a/b/c", {}, {"name": "gitlab", "repo": "a/b/c"}, "https://gitlab.com"),
        (
            "https://git.example/nova/crm",
            {"host": "gitlab", "sign_in": "abc123"},
            {"auth_type": "pkce", "app_id": "abc123", "api_root": "https://git.example/api/v4"},
            "https://git.example",
        ),
        (
            "https://git.example/nova/crm",
            {"host": "github", "sign_in": "https://auth.example"},
            {"base_url": "https://auth.example", "api_root": "https://git.example/api/v3"},
            "https://git.example",
        ),
    ],
)
def test_the_repository_says_where_changes_go(url, given, backend, reaches):
    """The host follows from the address, or is named; the page may reach it and nobody else."""
    found, misfits = settings_of.load(json.dumps({"repository": {"url": url}, "forms": given}).encode())
    assert not misfits
    assert backend.items() <= forms._backend(found).items()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', forms._page(found))[1]
    assert f"connect-src 'self' blob: {reaches}" in policy
    assert "default-src 'none'" in policy
    hosts = {urlsplit(one).netloc for one in re.findall(r"https?://[^ ;]+", policy)}
    assert hosts <= {urlsplit(reaches).netloc, "avatars.githubusercontent.com", "www.githubstatus.com"}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://git.example/x/y",
        "https://github.example/x/y",  # no name that only looks like a host's
        "https://github.com.thief.example/x/y",
        "https://thief.example/github.com/y",
        "https://github.com@thief.example/x/y",
        "https://github.com",  # no repository there
        "http://github.com/x/y",  # a token in the clear
        "https://[github.com/x/y",
    ],
)
def test_forms_that_cannot_know_where_to_send_changes_are_refused(url):
    """Forms without a repository, or with one of an unknown host, are a finding at their place, and are left out."""
    found, misfits = settings_of.load(json.dumps({"repository": {"url": url} if url else {}, "forms": {}}).encode())
    assert found.forms is None
    assert [(one.code, one.keys) for one in misfits] == [("DAT002", ("forms",))]


@pytest.mark.parametrize(
    "url", ["https://github.com;script-src *;/a/b", "https://a.example'/a/b", "https://a.example,b.example/a/b"]
)
def test_an_address_adds_nothing_to_the_policy(url):
    """What would end a directive of the policy is no address: a finding, and the forms are left out."""
    found, misfits = settings_of.load(json.dumps({"repository": {"url": url}, "forms": {"host": "github"}}).encode())
    assert found.forms is None
    assert ("repository", "url") in [one.keys for one in misfits]


def test_vendored_files_are_those_of_their_packages():
    """What others wrote is here unchanged, and its licence with it."""
    table = (HERE / "vendor" / "README.md").read_text(encoding="utf-8")
    for name in ("decap-cms.js", "js-yaml.js"):
        assert hashlib.sha256((HERE / "vendor" / name).read_bytes()).hexdigest() in table
        assert (HERE / "vendor" / name.replace(".js", ".LICENSE.txt")).exists()
