"""`publish: {people: false}`: whoever is not published stands in no file, and is in nothing that is served."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import threading
import unicodedata
import urllib.error
import urllib.request
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import pytest
from bases import PATIENCE, ROOT, write

from timonel.engines.build import build
from timonel.engines.server.http import Server
from timonel.engines.server.state import State
from timonel.governance.published import published
from timonel.pipeline import examine
from timonel.text import fold

EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
ENGINES = {name: partial(build, engine=name) for name in ("mkdocs", "markdown", "zensical")}
LANGUAGES = ("es", "en") if EVERYTHING else ("es",)
# What a base can say of people besides naming them where it must: in other places, spelt otherwise, by mistake.
MORE = {
    "docs/es/guia/equipo.md": "---\ntitle: Beatriz Soler y su equipo\n---\n# Pregunta a BEATRIZ  SOLER\n\nO a `diego-munoz`: diego.munoz@nova.example.\n",
    "docs/es/guia/paola-rincon.md": "# Una página con nombre\n",
    "docs/es/fotos/beatriz-soler.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "docs/es/equipo.csv": "nombre\nSofía Linares\n",
    "docs/es/otra.csv": "nombre\nnadie\n",
    "data/roles/de-teresa-nunez.yaml": "id: despacho-de-teresa-nunez\nname: Despacho de Teresa Núñez\npurpose: Lo que diga Mun\u0303oz, Diego Mun\u0303oz.\n"
    "holders: [{person: saul-trexo}]\n",
    "data/processes/ayuda.yaml": "id: ayuda\nname: Ayuda de Óscar Villegas\ntype: support\nowner: despacho-de-teresa-nunez\n"
    "links: [{title: Iván Castaño, url: 'mailto:ivan.castano@nova.example'}]\n"
    "description: Lo hace [Saúl Trejo](person:saul-trejo), o bien person:nadie-mas. Carolina-Vidal también.\n",
    "data/waivers/ximena.yaml": "rule: ROL009\nentity: person:ximena-duarte\nreason: Ximena Duarte se va.\n"
    "approved_by: gerente-de-crm\nexpires: 2026-12-31\n",
    "data/people/rota.yaml": "id: rota-de-nombre\nname: 'Rota de Nombre\n",
    "rules/XPR001.yaml": (ROOT / "rules" / "XNR001.yaml")
    .read_text("utf-8")
    .replace("XNR001", "XPR001")
    .replace("why:\n  es: ", "why:\n  es: Javier Ibáñez. "),
}


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    """Return the folder of the example and more, with a history, where no people are published."""
    root = tmp_path_factory.mktemp("private")
    for name in ("data", "docs", "rules", "schemas"):
        shutil.copytree(ROOT / name, root / name)
    settings = (ROOT / "timonel.yaml").read_text("utf-8").replace("people: true", "people: false")
    write(root / "timonel.yaml", f"{settings}forms: {{host: gitlab}}\n")
    shutil.copy(ROOT / "mkdocs.yml", root)
    for path, text in MORE.items():
        write(root / path, text)
    git = ["git", "-C", str(root), "-c", "user.name=Rosa", "-c", "user.email=rosa@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "Elena Prieto: data/people/elena-prieto.yaml"]):
        subprocess.run([*git, *command], check=True)
    return root


def told(result) -> set[str]:
    """Return what must be found nowhere, folded: ids, names, addresses and what else an entry of a person says."""
    words = {"rota-de-nombre", "rota de nombre", "saul-trexo", "nadie-mas"}
    for person in result.base.of("person"):
        fields = person.fields
        words |= {person.id, fold(str(person.label)), fold(fields["email"]), fold(fields["description"]["es"])}
    return {
        *words,
        *(word.replace(" ", joint) for word in words for joint in ("-", "_", "+", ".") if word.count(" ") < 4),
    }


def spelt(text: str) -> str:
    """Return a text as one line without accents, entities or escapes."""
    text = unquote(html.unescape(text.replace("\\u00", "%")))
    return " ".join(fold(unicodedata.normalize("NFC", text)).split())


def hits(folder: Path, words: set[str]) -> dict[str, str]:
    """Return file → what it tells of somebody, for all files of a folder."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    found = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = path.relative_to(folder).as_posix()
        text = spelt(f"{name}\n{path.read_bytes().decode('utf-8', 'replace')}")
        word = next((one for one in longest_first if one in text), None)
        if word:
            at = text.find(word)
            found[name] = text[max(at - 60, 0) : at + len(word) + 20]
    return found


@pytest.mark.parametrize("engine", ENGINES if EVERYTHING else ["mkdocs"])
def test_nobody_is_named_in_any_file_of_the_site(base, tmp_path, engine):
    result, said = examine(base), []
    ENGINES[engine](base, result, LANGUAGES, report=said.append, target=tmp_path / "site")
    words = told(result)
    assert len(words) > 150
    numbered = {"person-1", "person-7"}  # what stands for somebody on pages would tell who did the same things
    assert hits(tmp_path / "site", words | numbered) == {}
    pages = {path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*")}
    assert any("roles/despacho-de-" in path for path in pages)
    assert not any("paola" in path or "fotos" in path or path.endswith("/equipo.csv") for path in pages)
    assert any(path.endswith("/otra.csv") for path in pages)
    assert ("editar/es.json" in pages) is (engine != "markdown")
    assert sorted(line.split(" ")[0] for line in said if line.startswith("docs/es")) == [
        "docs/es/equipo.csv", "docs/es/fotos/beatriz-soler.svg", "docs/es/guia/paola-rincon.md",
    ]  # fmt: skip


def test_it_would_be_found_where_people_are_published(base):
    """The search above finds what there is: the same base, which hides nobody, says all of it but what is only asked for."""
    result = examine(base)
    shown = replace(result, settings=replace(result.settings, publish={"people": True, "emails": True}))
    assert published(shown) is shown
    texts = spelt(" ".join(str(one.fields) for one in shown.base))
    assert len([word for word in told(shown) if word in texts]) > 100


@pytest.fixture
def private(base_of):
    """Return a small base that hides its people."""
    return base_of(
        {
            "timonel": {"publish": {"people": False}},
            "data/people/ana.yaml": "id: ana\nname: Ana\nemployment: internal\nemail: ana@example.org\n",
            "data/people/otra-mas.yaml": "id: otra-mas\nname: Otra Más\nemployment: internal\n",
            "data/roles/jefa.yaml": "id: jefa\nname: {es: Jefa, en: Head}\npurpose: Lo que diga Ana, u otra-pas.\n"
            "holders: [{person: ana}, {person: otra-nas}, {person: otra-mas}]\n",
            "data/waivers/otra.yaml": "rule: ROL009\nentity: person:otra-pas\nreason: Se va.\napproved_by: jefa\nexpires: 2026-12-31\n",
        }
    )


def test_nobody_is_named_in_what_is_served(private):
    """Neither on pages nor in what stands beside them while one edits, nor when a file breaks."""
    with Server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        server.state = State(private, address, ["es"], use_cache=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def get(path: str) -> str:
            try:
                with urllib.request.urlopen(address + path, timeout=PATIENCE) as answer:
                    return answer.read().decode()
            except urllib.error.HTTPError as error:
                return error.read().decode()

        def seen() -> str:
            paths = (
                "/es/roles/jefa/",
                "/es/people/",
                "/es/people/ana/",
                "/es/governance/",
                "/es/governance/gaps/",
                "/es/search/p0.js",
                "/es/search/w0.js",
                "/es/search/forms.js",
            )
            return " ".join(map(get, paths))

        first = seen()
        assert "DAT003" in first
        write(private / "data/people/ana.yaml", "id: ana\nname: 'Ana\n")
        server.state.refresh()
        broken = seen()
        assert "kb-live__broken" in broken
        server.state.close()
        server.shutdown()
    for text in (first, broken):
        assert re.findall(r"(?<![\w-])(?:Ana|ana|otra-[mnp]as|Otra Más|ana@)(?![\w-])", html.unescape(text)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Lo decide Diego Muñoz.", "Lo decide una persona."),
        ("Diego Muñoz decide. ¿Diego Muñoz? DIEGO MUÑOZ, diego munoz.", "Una persona decide. ¿Una persona? Una persona, una persona."),
        ("Diego\nMuñoz y Diego Mun\u0303oz", "Una persona y una persona"),
        ("`diego-munoz`, data/people/diego-munoz.yaml", "`una-persona`, data/people/una-persona.yaml"),
        ("Escribe a diego.munoz@nova.example.", "Escribe a …."),
        ("[él](person:diego-munoz)", "[él](person:person-1)"),
        ("Diego Muñozzi y Diego; Muñoz & Diego", "Diego Muñozzi y Diego; Muñoz & Diego"),
        ("Habla con Diego  Muñoz, Diego-Muñoz o Diego/Muñoz; Diego\t\nMuñoz.", "Habla con una persona, una-persona o una-persona; una persona."),
        ("“Diego Muñoz” y (Diego Muñoz). «Diego Muñoz»: Diego Muñoz\nDiego Muñoz", "“Una persona” y (una persona). «Una persona»: Una persona\nUna persona"),
        ("Diego, Muñoz. Muñoz Diego Muñoz Diego", "Diego, Muñoz. Muñoz una persona Diego"),
        ("Diego Muñoz Sol Diego Muñoz", "Una persona una persona una persona"),
        ("person:diego-munoz, person:nadie y person:sol.", "person:person-1, person:a-person y person:person-2."),
        ("dmunoz y DMunoz entran con su cuenta DM7", "dmunoz y DMunoz entran con su cuenta una persona"),
        ("Sol", "Una persona"),
        ("Sol manda; el sol sale; `sol` es su id", "Una persona manda; el sol sale; `una persona` es su id"),
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_spelt(loaded, judged, text, said):
    people = [
        {
            "id": "diego-munoz",
            "name": "Diego Muñoz",
            "employment": "internal",
            "email": "diego.munoz@nova.example",
            "account": "DM7",
        },
        {"id": "sol", "name": "Sol", "employment": "internal"},
    ]
    result = judged(
        {
            "people": people,
            "areas": [{"id": "a", "name": "A", "type": "business", "description": text}],
            "timonel": {"publish": {"people": False}},
        },
        "DAT003",
    )
    assert published(result).base.find("area:a").fields["description"] == said


@pytest.mark.parametrize("emails", [True, False])
def test_an_address_is_published_only_where_the_settings_say_so(judged, emails, tmp_path):
    """On the person's own page and wherever a text gives it; the name stays."""
    contents = {
        "people": [{"id": "ana", "name": "Ana Luz", "employment": "internal", "email": "ana@nova.example"}],
        "areas": [{"id": "a", "name": "A", "type": "business", "description": "Escribe a Ana Luz: ana@nova.example."}],
        "timonel": {"publish": {"people": True, "emails": emails}},
    }
    ENGINES["markdown"](tmp_path, judged(contents, "DAT003"), ["es"], report=str, target=tmp_path / "site")
    for page in ("areas/a.md", "people/ana.md"):
        text = html.unescape((tmp_path / "site/es/docs" / page).read_text("utf-8"))
        assert ("ana@nova.example" in text) is emails
        assert "Ana Luz" in text
