"""`timonel lsp`: what somebody sees who edits a base in an editor, as a real client of the protocol sees it."""

import random
import re
import shutil
from os import environ
from pathlib import Path

import pytest
from bases import ROOT, write
from editors import edit
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from timonel.lsp.places import path_of
from timonel.text import visible

EVERYTHING = "TIMONEL_TEST_ALL" in environ
STATES = 60 if EVERYTHING else 3
PROCESS = "data/processes/alta.yaml"
ALTA = """id: alta
name: {es: Alta 😀 de cliente, en: Sign-up}
type: support
status: active
owner: gerente
supports: [venta]
steps:
  - id: pedir
    name: {es: Pedir, en: Ask}
    role: gerente
  - id: revisar
    name: {es: Revisar, en: Review}
    next: [pedir]
  - {id: fin, name: {es: 😀 Fin, en: 😀 End}, role: gerente}
"""
BASE = {
    "roles": [
        {
            "id": "gerente",
            "name": {"es": "Gerente de lealtad", "en": "Loyalty manager"},
            "purpose": {"es": "Cuida", "en": "Cares"},
        },
        {
            "id": "director",
            "name": {"es": "Dirección *comercial*", "en": "Sales director"},
            "purpose": {"es": "Cuida", "en": "Cares"},
        },
    ],
    "processes": [{"id": "venta", "name": {"es": "Venta", "en": "Sale"}, "type": "customer-facing"}],
    PROCESS: ALTA,
}
SEVERITY = {"error": 1, "warning": 2, "info": 3}


@pytest.fixture
def root(base_of) -> Path:
    return base_of(BASE)


def checked(run, root: Path, lang: str = "es") -> dict[str, list[tuple[object, ...]]]:
    """Return what `timonel check` says of a base, file by file, as editors show it: lines and characters from 0."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for one in run("check", "--root", root, "--format", "json", "--lang", lang, "--no-cache").json["findings"]:
        if one["status"] == "open":
            file = root / one["file"]
            lines = re.split("\r\n|[\n\r]", file.read_bytes().decode("utf-8", "replace")) if file.is_file() else [""]
            before = lines[one["line"] - 1][: one["column"] - 1]
            place = one["line"] - 1, len(before.encode("utf-16-le")) // 2
            text = visible(f"{one['message']}\n{one['hint']}")
            found.setdefault(one["file"], []).append((one["code"], SEVERITY[one["severity"]], text, place))
    return {path: sorted(some) for path, some in found.items()}


def shown(editor) -> dict[str, list[tuple[object, ...]]]:
    """Return what an editor shows of all files."""
    return {
        uri.removeprefix(f"{editor.root.as_uri()}/"): sorted(
            (one.code, one.severity, one.message, (one.range.start.line, one.range.start.character)) for one in some
        )
        for uri, some in editor.client.diagnostics.items()
        if some
    }


def test_a_slip_is_shown_while_somebody_types_with_what_to_do(root):
    """A reference that leads nowhere, at its place behind letters that UTF-16 counts twice; mended, it is gone."""

    async def work(editor):
        editor.open(PROCESS)
        await editor.rest()
        editor.type(PROCESS, "es: 😀 Fin, en: 😀 End}, role: gerente", "es: 😀 Fin, en: 😀 End}, role: gerent")
        await editor.rest()
        found = {one.code: one for one in editor.shown(PROCESS)}
        editor.type(PROCESS, "role: gerent}", "role: gerente}")
        await editor.rest()
        return found, {one.code for one in editor.shown(PROCESS)}

    found, after = edit(root, work)
    lost = found["DAT003"]
    near = "los más parecidos que hay: `gerente`; si es algo nuevo, lo crea `timonel new role --set id=gerent`"
    assert lost.message == f"`gerent` no existe\n{near}"
    assert (lost.severity, lost.source) == (lsp.DiagnosticSeverity.Error, "timonel")
    assert (str(lost.range.start), str(lost.range.end)) == ("13:46", "13:50")
    assert "DAT003" not in after


def test_the_file_being_typed_is_judged_at_once(root):
    """Syntax, schema, references and the rules of its own entities are told before all else has been examined."""

    async def work(editor):
        editor.open(PROCESS)
        await editor.rest()
        told = []
        for old, new, code in (
            ("owner: gerente", "ownr: gerente", "DAT002"),
            ("ownr: gerente", "owner: {gerente", "DAT001"),
            ("owner: {gerente", "x-note: gerente", "PRO001"),
        ):
            editor.type(PROCESS, old, new)
            while code not in {one.code for one in editor.shown(PROCESS)}:
                await editor.client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
            told.append({one.code for one in editor.shown(PROCESS)})
        return told

    assert edit(root, work)[1] == {"DAT001"}


@pytest.mark.parametrize("lang", ["es", "en"])
def test_at_rest_an_editor_shows_what_a_check_says(run, root, lang):
    """In every file, also those that nobody has open; in the editor's language."""

    async def work(editor):
        editor.open(PROCESS)
        await editor.rest()
        return shown(editor)

    assert edit(root, work, locale=lang) == checked(run, root, lang)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_after_any_edit_an_editor_at_rest_shows_what_a_check_says(run, tmp_path, ends):
    """Random edits, one after the other: lines cut, doubled, moved between files, letters lost, a file that is no YAML."""
    root = copy(tmp_path, ends)
    random_ = random.Random(f"20261130{ends}")
    paths = sorted(str(one.relative_to(root)) for one in (root / "data").rglob("*.yaml"))

    async def work(editor):
        for _ in range(STATES):
            path = random_.choice(paths)
            if path not in editor.texts:
                editor.open(path)
            editor.set(path, damaged(editor.texts[path], random_))
            if random_.random() < 0.7:
                await editor.rest()
            write(root / path, editor.texts[path].encode())
            await editor.rest()
            assert shown(editor) == checked(run, root)

    edit(root, work)


def copy(folder: Path, ends: str) -> Path:
    """Return a copy of the example without its pages, with lines that end so."""
    root = folder / "base"
    for name in ("data", "rules", "schemas"):
        shutil.copytree(ROOT / name, root / name)
    write(root / "timonel.yaml", (ROOT / "timonel.yaml").read_bytes())
    for file in (root / "data").rglob("*.yaml"):
        file.write_bytes(file.read_bytes().replace(b"\n", ends.encode()))
    return root


def damaged(text: str, random_: random.Random) -> str:
    """Return a text with an edit as somebody might make it."""
    lines = text.splitlines(keepends=True)
    place = random_.randrange(len(lines))
    kind = random_.randrange(5)
    if kind == 0:
        del lines[place]
    elif kind == 1:
        lines.insert(place, lines[random_.randrange(len(lines))])
    elif kind == 2:
        at = random_.randrange(len(lines[place]))
        lines[place] = lines[place][:at] + random_.choice("x😀ñ:{\"'#\t") + lines[place][at + 1 :]
    elif kind == 3:
        lines[place] = lines[place].replace("-", "", 1)
    else:
        lines.insert(place, "# una nota\n")
    return "".join(lines) or "x"


def test_fields_values_and_ids_are_offered_with_their_names(root):
    """By what the schema says of the place, from the lines alone where the file is broken; names are found without accents."""

    async def work(editor):
        editor.open(PROCESS)
        await editor.rest()
        found = {}
        editor.type(PROCESS, "status: active\n", "status: active\nar\nnature: \ndata: [\n")
        found["field"] = await editor.complete(PROCESS, "ar\n", 2)
        found["value"] = await editor.complete(PROCESS, "nature: ", 8)
        found["id"] = await editor.complete(PROCESS, "owner: ", 7)
        editor.type(PROCESS, "owner: gerente", "owner: direccion")
        found["name"] = await editor.complete(PROCESS, "owner: direccion", 16)
        found["item"] = await editor.complete(PROCESS, "next: [pedir", 7)
        found["inside"] = await editor.complete(PROCESS, "    role: gerente\n", 10)
        editor.type(PROCESS, "    role: gerente\n", "    role: gerente\n    \n")
        found["step"] = await editor.complete(PROCESS, "gerente\n    \n", 12)
        found["text"] = await editor.complete(PROCESS, "name: {es: Revisar", 7)
        return found

    found = edit(root, work)
    assert found["field"]["area"].detail == "Área"
    assert found["field"]["area"].text_edit.new_text == "area: "
    assert "owner" not in found["field"]
    assert {one: found["value"][one].detail for one in found["value"]} == {
        "dynamic": "Dinámico",
        "transactional": "Transaccional",
    }
    assert found["id"]["gerente"].detail == "Gerente de lealtad"
    assert [*found["name"]] == ["director"]
    assert {"pedir", "revisar", "fin"} == {*found["item"]}
    assert {*found["inside"]} == {"gerente", "director"}
    assert "system" in found["step"]
    assert "owner" not in found["step"]
    assert "role" not in found["step"]
    assert {*found["text"]} == {"es", "en"}


def test_a_card_says_what_something_is_who_answers_and_what_is_missing(root):
    """Texts of the data stay text: nothing in them is Markdown."""

    async def work(editor):
        editor.open(PROCESS)
        await editor.rest()
        cards = [await editor.hover(PROCESS, one) for one in ("gerente", "id: alta", "owner:", "support\n")]
        inside = await editor.hover(PROCESS, "id: alta", 5)
        editor.type(PROCESS, "owner: gerente", "owner: director")
        return cards, inside, await editor.hover(PROCESS, "director")

    (role, _, field, nothing), mine, marked = edit(root, work)
    assert role.startswith("**Gerente de lealtad** · Rol · `role:gerente`\n")
    assert field == "**Dueño**\n\nRol que rinde cuentas del proceso entero\\, también donde cruza áreas\\."
    assert nothing == ""
    assert "- Dueño: Gerente de lealtad\n" in mine
    assert "brechas**\n- " in mine
    assert marked.startswith("**Dirección \\*comercial\\*** · ")


def test_a_broken_file_keeps_its_last_good_answers(root):
    async def work(editor):
        editor.open(PROCESS)
        editor.open("data/roles/gerente.yaml" if (root / "data/roles/gerente.yaml").exists() else "data/roles.yaml")
        await editor.rest()
        roles = next(one for one in editor.texts if one != PROCESS)
        editor.set(roles, editor.texts[roles] + "\n{{{")
        await editor.rest()
        broken = [one.code for one in editor.shown(roles)]
        return broken, await editor.hover(PROCESS, "gerente"), await editor.complete(PROCESS, "owner: ", 7)

    broken, card, ids = edit(root, work)
    assert broken == ["DAT001"]
    assert card.startswith("**Gerente de lealtad**")
    assert "gerente" in ids


def test_files_that_are_no_part_of_a_base_are_left_alone(root):
    """Outside of any base, beside its folders, or in a base of its own further in: the nearest timonel.yaml counts."""
    write(root / "notes.yaml", "a: [")
    write(root / "inner/timonel.yaml", "name: Inner\nlanguages: [en]\n")
    write(root / "inner/data/roles/x.yaml", "id: x\n")

    async def work(editor):
        editor.open("notes.yaml")
        editor.open("inner/data/roles/x.yaml")
        await editor.rest()
        return {uri.removeprefix(f"{root.as_uri()}/") for uri, some in editor.client.diagnostics.items() if some}

    assert edit(root, work) == {"inner/data/roles/x.yaml", "inner/data/organization.yaml"}


def test_what_leads_out_of_a_base_or_is_no_file_is_not_followed(run, root, tmp_path):
    """A link out of the base, a file that was never saved, addresses of other machines: as a check has it, or nothing."""
    outside = write(tmp_path / "outside.yaml", ALTA.replace("id: alta", "id: fuera"))
    (root / "data/processes/fuera.yaml").symlink_to(outside)

    async def work(editor):
        for uri in (
            "untitled:data/x.yaml",
            "https://example.org/data/x.yaml",
            "file:///%00",
            "file://",
            "",
        ):
            document = lsp.TextDocumentItem(uri, "yaml", 0, "a: [")
            editor.client.text_document_did_open(lsp.DidOpenTextDocumentParams(document))
        editor.open("data/processes/fuera.yaml")
        await editor.rest()
        return shown(editor), editor.client.messages

    found, messages = edit(root, work)
    assert found == checked(run, root)
    assert "data/processes/fuera.yaml" in found
    assert messages == []


def test_nothing_is_written(root):
    before = {one: one.read_bytes() for one in root.rglob("*") if one.is_file()}

    async def work(editor):
        editor.open(PROCESS)
        editor.type(PROCESS, "owner: gerente", "owner: nadie")
        await editor.rest()

    edit(root, work, "--no-cache")
    assert {one: one.read_bytes() for one in root.rglob("*") if one.is_file()} == before


def test_what_others_write_is_seen(root):
    """A file that another program writes, and one that is closed without being saved: what the folder holds counts."""

    async def work(editor):
        editor.open(PROCESS)
        editor.type(PROCESS, "owner: gerente", "owner: nadie")
        await editor.rest()
        lost = [one.code for one in editor.shown(PROCESS)]
        editor.close(PROCESS)
        await editor.rest()
        back = [one.code for one in editor.shown(PROCESS)]
        write(root / PROCESS, ALTA.replace("owner: gerente", "owner: nadie"))
        event = lsp.FileEvent(editor.uri(PROCESS), lsp.FileChangeType.Changed)
        editor.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([event]))
        await editor.rest()
        return editor.watched, lost, back, [one.code for one in editor.shown(PROCESS)]

    watched, lost, back, written = edit(root, work)
    assert watched == [lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES]
    assert "DAT003" in lost
    assert "DAT003" not in back
    assert written == lost


def apply(text: str, edits) -> str:
    """Return a text with edits made as an editor makes them."""
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]

    def offset(place):
        if place.line >= len(lines):
            return len(text)
        return starts[place.line] + len(
            lines[place.line].encode("utf-16-le")[: 2 * place.character].decode("utf-16-le", "ignore")
        )

    for one in sorted(edits, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True):
        text = text[: offset(one.range.start)] + one.new_text + text[offset(one.range.end) :]
    return text


def carried_out(root: Path, edit_) -> None:
    """Carry an edit out in a folder, as an editor does that saves all files then."""
    for one in edit_.document_changes:
        if isinstance(one, lsp.RenameFile):
            path_of(one.old_uri).rename(path_of(one.new_uri))
        elif isinstance(one, lsp.CreateFile):
            write(path_of(one.uri), b"")
        else:
            file = path_of(one.text_document.uri)
            file.write_bytes(apply(file.read_bytes().decode(), one.edits).encode())


def test_where_something_stands_and_who_names_it(root):
    async def work(editor):
        editor.open(PROCESS)
        await editor.rest()
        client = editor.client
        stands = await client.text_document_definition_async(lsp.DefinitionParams(**editor.at(PROCESS, "venta", 2)))
        context = lsp.ReferenceContext(include_declaration=False)
        params = lsp.ReferenceParams(context=context, **editor.at(PROCESS, "gerente", 2))
        named = await client.text_document_references_async(params)
        listed = await client.text_document_document_symbol_async(
            lsp.DocumentSymbolParams(editor.at(PROCESS, "id")["text_document"])
        )
        found = await client.workspace_symbol_async(lsp.WorkspaceSymbolParams("direccion comerc"))
        return stands, named, listed, found

    stands, named, listed, found = edit(root, work)
    assert "venta" in path_of(stands.uri).read_text("utf-8").splitlines()[stands.range.start.line]
    assert sorted(str(one.range.start) for one in named) == ["13:46", "4:0", "9:4"]
    assert [(one.name, one.detail) for one in listed] == [("Alta 😀 de cliente", "process:alta")]
    assert [(one.name, one.container_name) for one in found] == [("Dirección *comercial*", "Rol")]


def test_another_id_is_followed_in_every_file(run, tmp_path):
    """The edit does what `timonel rename` does, to the byte; where somebody has not saved, it says so."""
    root, other = copy(tmp_path / "a", "\n"), copy(tmp_path / "b", "\n")
    path = "data/processes/alta-de-cliente.yaml"

    async def work(editor):
        editor.open(path)
        await editor.rest()
        offered = await editor.client.text_document_prepare_rename_async(
            lsp.PrepareRenameParams(**editor.at(path, "gerente-de-lealtad", 3))
        )
        params = lsp.RenameParams(new_name="gerente-de-club", **editor.at(path, "gerente-de-lealtad", 3))
        made = await editor.client.text_document_rename_async(params)
        editor.type(path, "maturity:", "# x\nmaturity:")
        with pytest.raises(JsonRpcException, match=r"guarda antes data/processes/alta-de-cliente\.yaml"):
            await editor.client.text_document_rename_async(params)
        return offered, made

    offered, made = edit(root, work)
    assert offered.placeholder == "gerente-de-lealtad"
    carried_out(root, made)
    assert run("rename", "--root", other, "role:gerente-de-lealtad", "gerente-de-club", "--apply").code == 0
    ours, theirs = (
        {str(one.relative_to(top)): one.read_bytes() for one in (top / "data").rglob("*") if one.is_file()}
        for top in (root, other)
    )
    assert ours == theirs


def test_a_gap_is_mended_waived_or_explained_where_it_is_shown(run, root):
    async def work(editor):
        editor.open(PROCESS)
        await editor.rest()
        editor.type(PROCESS, "es: 😀 Fin, en: 😀 End}, role: gerente", "es: 😀 Fin, en: 😀 End}, role: gerent")
        await editor.rest()
        found = {}
        for one in editor.shown(PROCESS):
            context = lsp.CodeActionContext([one])
            params = lsp.CodeActionParams(editor.at(PROCESS, "id")["text_document"], one.range, context)
            for action in await editor.client.text_document_code_action_async(params):
                found[one.code, action.title] = action
        assert "timonel.explain" in str(found["DAT003", "por qué importa DAT003"].command)
        told = await editor.client.workspace_execute_command_async(
            lsp.ExecuteCommandParams("timonel.explain", ["DAT003", root.as_posix()])
        )
        return editor.texts[PROCESS], found, told, editor.client.messages

    text, found, told, messages = edit(root, work)
    mended = found["DAT003", "escribe `gerente`"].edit.document_changes[0].edits
    assert apply(text, mended) == ALTA
    assert told.startswith("## DAT003 ")
    assert [one.message for one in messages] == [told]
    waived = next(one for (code, title), one in found.items() if title.startswith("exceptuar PRO"))
    carried_out(root, waived.edit)
    written = (root / "data/waivers/waivers.yaml").read_text("utf-8")
    assert "entity: process:alta\n" in written
    assert "reason" in written
    assert run("check", "--root", root, "--format", "json").found("DAT001") == []


def test_who_must_act_confirms_with_one_choice(run, tmp_path):
    """What would be written is what `timonel confirm` writes."""
    root = copy(tmp_path, "\n")
    gap = next(
        one
        for one in run("check", "--root", root, "--format", "json").found("TRU")
        if one["status"] == "open" and one["responsible"] and one["entity"].partition(":")[0] != "confirmation"
    )

    async def work(editor):
        editor.open(gap["file"])
        await editor.rest()
        shown_ = next(one for one in editor.shown(gap["file"]) if one.data == gap["fingerprint"])
        params = lsp.CodeActionParams(
            lsp.TextDocumentIdentifier(editor.uri(gap["file"])), shown_.range, lsp.CodeActionContext([shown_])
        )
        offered = await editor.client.text_document_code_action_async(params)
        chosen = next(one for one in offered if one.title.startswith("confirmar "))
        assert chosen.edit is None
        return await editor.client.code_action_resolve_async(chosen)

    chosen = edit(root, work)
    carried_out(root, chosen.edit)
    after = run("check", "--root", root, "--format", "json").json["findings"]
    assert gap["fingerprint"] not in {one["fingerprint"] for one in after if one["status"] == "open"}
