"""`timonel mcp`: what assistants get who ask a base over their protocol, as a client of that protocol sees it."""

import os
import re
import sys
from pathlib import Path

import pytest
from bases import ROOT, conversed, write
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from timonel.text import fold

MOST = 2000  # tokens of an answer
# Tool, arguments → words that the answer has.
ASKED = {
    "everyday-words": ("find", {"words": "cómo se queja un cliente"}, ("term:reclamacion", "terms/reclamacion/")),
    "another-language": ("find", {"words": "returns handling", "kind": "process"}, ("encontradas\nGestión de devoluciones · ", "process:gestion-de-devoluciones")),
    "nothing": ("find", {"words": "xyzzy"}, ("0 encontradas",)),
    "show": ("show", {"entity": "Gestión de devoluciones"}, ("Dueño: gerente-de-tiendas", "Lo nombran:", "Fuente: process:gestion-de-devoluciones · processes/gestion-de-devoluciones/")),
    "show-en": ("show", {"entity": "process:gestion-de-devoluciones", "lang": "en"}, ("Owner: gerente-de-tiendas", "Source: process:gestion-de-devoluciones")),
    "decides": ("who_decides", {"about": "cambios de alcance"}, ("Decide: Control de cambios", "Consultados:", "No pueden decidir por su cuenta:", "Fuente: decision:cambio-de-alcance")),
    "decides-of-an-initiative": ("who_decides", {"about": "initiative:crm-nova"}, ("Fuente: initiative:crm-nova",)),
    "impact": ("impact", {"entity": "salesforce"}, ("29 puntos de contacto", "líneas más", "Fuente: system:salesforce")),
    "gaps": ("gaps", {}, ("brechas abiertas", "Cómo se arregla:", "Quién debe actuar:")),
    "gaps-of-a-role": ("gaps", {"who": "Gerente de tiendas"}, ("PRO008", "process:venta-en-tienda")),
    "gaps-of-one": ("gaps", {"entity": "Venta en tienda", "severity": "error"}, ("0 brechas abiertas",)),
    "path": ("path", {"start": "Carolina Vidal", "end": "salesforce"}, ("→ Sistemas: Salesforce", "Fuente: person:carolina-vidal", "Fuente: system:salesforce")),
    "rule": ("rule", {"code": "pro001", "lang": "en"}, ("Why it matters:", "Source: PRO001 · rules/PRO001/")),
    "history": ("history", {"entity": "process:alta-de-cliente"}, ("Alta de cliente", "Fuente: process:alta-de-cliente")),
    "plan": ("plan", {"lang": "en"}, ("BUD008",)),
    "question": ("ask", {"question": "¿Quién es el dueño de las devoluciones?"}, ("Gerente de tiendas (Carolina Vidal)", "Fuente: process:gestion-de-devoluciones")),
    "unanswerable": ("ask", {"question": "¿Qué color le gusta al cliente?"}, ("La base no lo dice.",)),
}  # fmt: skip
REFUSED = {
    "a-slip": ("show", {"entity": "Gestión de devolucines"}, "lo más parecido: process:gestion-de-devoluciones"),
    "unknown": ("impact", {"entity": "xyzzy"}, "no hay xyzzy; `find` lo busca"),
    "several": ("show", {"entity": "campañas"}, "di cuál: "),
    "no-kind": ("find", {"words": "x", "kind": "proceso"}, "no hay una clase proceso; hay: "),
    "no-language": ("gaps", {"lang": "fr"}, "la base no está en fr; está en: es y en"),
    "no-severity": ("gaps", {"severity": "grave"}, "no hay una gravedad grave; hay: error, warning e info"),
    "no-rule": ("rule", {"code": "XXX999"}, "no hay una regla XXX999"),
}


def tokens(text: str) -> int:
    """Return more than any tokenizer makes of a text: four letters each, and every sign for itself."""
    return sum(-(-len(part) // 4) for part in re.findall(r"\w+|[^\w\s]", text))


def session(root: Path, *options: str, talk):
    """Return what a client makes of a conversation with `timonel mcp`."""

    async def conversation():
        start = StdioServerParameters(
            command=sys.executable,
            args=["-m", "timonel", "mcp", "--root", str(root), *options],
            env={**os.environ},
        )
        async with Client(stdio_client(start)) as client:
            return await talk(client)

    return conversed(conversation())


def asking(*calls):
    """Return a conversation that calls tools: for each its text, or ``None`` and why it was refused."""

    async def talk(client):
        found = []
        for name, arguments in calls:
            answer = await client.call_tool(name, arguments)
            (content,) = answer.content
            found.append((None, content.text) if answer.is_error else (content.text, ""))
        return found

    return talk


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return what the example answers to all that is asked below, in one conversation, and its tools."""
    calls = [*ASKED.values(), *REFUSED.values()]

    async def talk(client):
        return await client.list_tools(), await asking(*(call[:2] for call in calls))(client)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIMONEL_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("LC_ALL", "C")
        listed, answers = session(ROOT, talk=talk)
    return listed.tools, dict(zip([*ASKED, *REFUSED], answers, strict=True))


def test_there_are_few_tools_that_only_read(told):
    """At most ten, each explained in the base's language."""
    tools, _ = told
    assert {"find", "show", "ask", "who_decides", "impact", "gaps", "path", "rule", "history", "plan"} == {
        one.name for one in tools
    }
    assert {one.annotations.read_only_hint for one in tools} == {True}
    spanish = re.compile("[áéíóúñ]| la base| las? |lo que|cómo", re.IGNORECASE)
    assert [one.name for one in tools if not spanish.search(one.description)] == []


@pytest.mark.parametrize("name", ASKED)
def test_a_tool_answers_shortly_with_its_source(told, name):
    _, answers = told
    text, why = answers[name]
    assert not why
    assert [word for word in ASKED[name][2] if word not in text] == []
    assert tokens(text) < MOST


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_answered_is_refused_in_a_line_that_helps(told, name):
    _, answers = told
    text, why = answers[name]
    assert text is None
    assert REFUSED[name][2] in why
    assert "\n" not in why


def test_it_answers_with_the_same_words_as_the_command(run):
    """Each question in its own language, whatever the base's is; what the base does not say, too."""
    questions = ["who owns the returns?", "¿quién decide un cambio de alcance?", "who is the king?"]
    answers = session(ROOT, talk=asking(*(("ask", {"question": one}) for one in questions)))
    assert [text for text, _ in answers] == [run("ask", one, "--root", ROOT).out for one in questions]


def test_each_call_tells_of_the_files_as_they_are_then(base_of):
    """An assistant stays for hours; somebody edits meanwhile, and makes mistakes."""
    root = base_of(
        {
            "roles": [{"id": "jefa", "name": "Jefa", "purpose": "Mandar."}],
            "data/processes/alta.yaml": "id: alta\nname: Alta\ntype: support\n",
        }
    )

    async def talk(client):
        ask = asking(("ask", {"question": "¿quién es el dueño de Alta?"}))
        before = await ask(client)
        write(root / "data/processes/alta.yaml", "id: alta\nname: Alta\ntype: support\nowner: jefa\n")
        after = await ask(client)
        write(root / "data/processes/alta.yaml", "id: alta\nname: [\n")
        return before, after, await ask(client)

    found = [text for ((text, _),) in session(root, talk=talk)]
    assert ["Dueño: Jefa" in one for one in found] == [False, True, False]
    assert found[0].startswith("La base no lo dice.")


def test_what_is_not_published_is_told_to_nobody(base_of):
    """A base that publishes no people: no tool names any, by whatever name it is asked."""
    people = [{"id": "rosa-quispe", "name": "Rosa Quispe", "email": "rosa@example.org"}]
    root = base_of(
        {
            "timonel": {"publish": {"people": False}},
            "people": people,
            "roles": [{"id": "jefa", "name": "Jefa", "holders": [{"person": "rosa-quispe"}], "purpose": "Lo que diga Rosa Quispe."}],
            "processes": [{"id": "alta", "name": "Alta", "type": "support", "owner": "jefa"}],
        }
    )  # fmt: skip
    words = ("Rosa Quispe", "rosa-quispe", "person:rosa-quispe", "jefa", "Alta")
    calls = [
        *((tool, {place: word}) for tool, place in (("find", "words"), ("show", "entity"), ("who_decides", "about"), ("impact", "entity"), ("gaps", "who")) for word in words),
        *(("ask", {"question": f"¿quién es {word}?"}) for word in words),
        ("path", {"start": "jefa", "end": "Alta"}),
        ("gaps", {}),
    ]  # fmt: skip
    for (tool, arguments), (text, why) in zip(calls, session(root, talk=asking(*calls)), strict=True):
        answer = fold(text or why)
        for word in (
            words if text is None or tool == "ask" else ()
        ):  # a refusal may repeat what was asked, and nothing else
            answer = answer.replace(fold(word), "") if word in str(arguments) else answer
        assert not re.search(r"rosa|quispe|person-\d", answer), (tool, arguments, text or why)


def test_texts_stay_text_and_nothing_is_written(base_of):
    """Controls are shown as such, templates are no templates, and no file of the base changes."""
    name = "Alta {{ 7*7 }}\u202e\x1b[31m <b>x</b>"
    root = base_of({"processes": [{"id": "alta", "name": name, "type": "support"}], "docs/es/x.md": "{{ kb.count() }}"})
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    answers = session(
        root, "--no-cache", talk=asking(("find", {"words": "alta"}), ("show", {"entity": "alta"}), ("gaps", {}))
    )
    assert all("{{ 7*7 }}\\u202e\N{SYMBOL FOR ESCAPE}[31m <b>x</b>" in text for text, _ in answers[:2])
    assert not any(re.search("[\x00-\x09\x0b-\x1f\u202e]", text) for text, _ in answers)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_without_the_library_a_line_says_how_to_install_it(run, monkeypatch):
    monkeypatch.setattr("timonel.cli.assistants.find_spec", lambda _name: None)
    found = run("mcp", "--root", ROOT)
    assert (found.code, found.out) == (2, "")
    assert found.err == "Error: the library that assistants need is not installed: pip install 'mcp>=2.3'\n"


def test_what_is_wrong_at_the_start_is_one_line(run, tmp_path):
    """A language that the base does not speak, a folder that is no base."""
    refused = run("mcp", "--root", ROOT, "--lang", "zz"), run("mcp", "--root", tmp_path)
    assert [one.code for one in refused] == [2, 2]
    assert all(one.err.count("\n") <= 4 for one in refused)
