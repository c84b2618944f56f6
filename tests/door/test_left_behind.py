"""What merges, systems and editors leave behind is told as what it is, or passed over."""

import errno
import os

import pytest
from bases import write

AREA = "id: ventas\ntype: business\nname: Ventas\n"
OURS = "<<<<<<< HEAD\n{a}\n=======\n{b}\n>>>>>>> tema\n"
MERGES = {
    "a field": ("id: a\ntype: business\n" + OURS.format(a="name: A", b="name: B"), 3),
    "with its base": ("id: a\n<<<<<<< ours\nname: A\n||||||| 1234abc\nname: C\n=======\nname: B\n>>>>>>> theirs\n", 2),
    "at the top": (OURS.format(a="id: a", b="id: b"), 1),
    "in a text between quotes": ('id: a\nname: "Uno\n' + OURS.format(a="dos", b="tres") + 'fin"\n', 3),
    "in a list between brackets": ("id: a\ntags: [x,\n" + OURS.format(a="y,", b="z,") + "]\n", 3),
    "in a long text": ("id: a\nnotes: |\n  uno\n" + OURS.format(a="  dos", b="  tres"), 4),
    "only its end left": ("id: a\nname: B\n>>>>>>> tema\ntype: business\n", 3),
    "only its middle left": ("id: a\nname: A\n=======\nname: B\n", 3),
    "with the line ends of Windows": ("id: a\r\n" + OURS.format(a="name: A", b="name: B").replace("\n", "\r\n"), 2),
}
MERGE = (
    "an unresolved merge: keep one side between <<<<<<< and >>>>>>>",
    "una fusión sin resolver: deja un solo lado entre <<<<<<< y >>>>>>>",
)


def test_a_merge_without_a_decision_is_told_at_its_first_mark(told):
    for name, spoken in told({name: text for name, (text, _) in MERGES.items()}).items():
        for found, message in zip(spoken, MERGE, strict=True):
            assert [(one["code"], one["line"], one["column"], one["message"]) for one in found] == [
                ("DAT001", MERGES[name][1], 1, message)
            ], name
            assert "<<<<<<<" in found[0]["hint"]


def test_and_so_it_is_wherever_people_write(told):
    json = '{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> tema\n}\n'
    yaml = "model: 1\n" + OURS.format(a="name: A", b="name: B")
    page = "# A\n" + OURS.format(a="uno", b="dos")
    paths = {
        "timonel.yaml": yaml,
        "rules/XNR001.yaml": yaml,
        "schemas/kinds/own.schema.json": json,
        "docs/es/a.md": page,
    }
    for name, spoken in told({path: (path, text) for path, text in paths.items()}).items():
        for found, message in zip(spoken, MERGE, strict=True):
            assert [(one["line"], one["column"], one["message"]) for one in found] == [(2, 1, message)], name


def test_a_merge_in_the_code_of_a_page_is_an_example(base_of, check):
    merge = OURS.format(a="uno", b="dos")
    page = f"# Título\n\n```text\n{merge}```\n\n{merge}"
    root = base_of({"docs/es/a.md": page, "docs/en/b.md": f"~~~\n{merge}~~~\n\nTitle\n=======\n"})
    (found,) = check(root, "--format", "json").found("DAT001")
    assert (found["entity"], found["file"], found["line"]) == ("page:es/a.md", "docs/es/a.md", 11)


def test_arrows_and_lines_that_are_no_marks_of_a_merge_are_text(told_of):
    text = (
        AREA
        + "notes: |\n  <<<<<<< HEAD\n  =======\n  >>>>>>> x\ntags: ['<<<<<<<', '>>>>>>>']\ndescription: <<<<<<<< ocho\n"
    )
    assert told_of(text) == ([], [])


def test_files_that_systems_and_editors_make_are_passed_over(base_of, check):
    names = ("Thumbs.db", "thumbs.db", "ehthumbs.db", "Desktop.ini", "desktop.ini", "Icon\r", ".DS_Store", "._a.yaml", "~$areas.xlsx", ".a.yaml.swp",
             "a.yaml~", "#a.yaml#", ".#a.yaml", "__MACOSX/a.yaml", ".~lock.a.yaml#", "_draft.yaml")  # fmt: skip
    made = {f"data/areas/{name}": b"\0\1" for name in names}
    root = base_of({"data/areas/a.yaml": AREA, **made, "docs/es/Thumbs.db": b"\0"})
    assert {one["file"] for one in check(root, "--format", "json").found("DAT00")} <= {
        "data/organization.yaml",
        "data/areas/a.yaml",
    }
    assert check(root, "--format", "json", "--select", "DAT001", "--select", "DAT005").found() == []


def test_what_a_merge_or_an_editor_left_is_told_as_what_it_is(told):
    left = {
        "orig": ("the file as it was before a merge", "el archivo tal como era antes de una fusión"),
        "rej": ("changes that did not fit when they were merged", "cambios que no encajaron al fusionarlos"),
        "bak": ("a copy that an editor or somebody left behind", "una copia que dejó un editor o una persona"),
        "OLD": ("a copy that an editor or somebody left behind", "una copia que dejó un editor o una persona"),
        "txt": ("only `.yaml` files belong under data/", "bajo data/ solo van archivos `.yaml`"),
    }
    for name, ((english,), (spanish,)) in told({name: (f"data/areas/a.yaml.{name}", AREA) for name in left}).items():
        assert (english["code"], english["line"], english["column"]) == ("DAT005", 1, 1)
        assert (english["message"], spanish["message"]) == left[name]
        assert ("extension `.yaml`" in english["hint"]) == (name == "txt")


UNREADABLE = {
    "en": (
        "the file cannot be read: the permission is missing",
        "ask whoever made it for the permission to read it, or take it out of the base",
    ),
    "es": (
        "no se puede leer el archivo: falta el permiso",
        "pide el permiso a quien lo creó o saca el archivo de la base",
    ),
}


@pytest.mark.parametrize("lang", UNREADABLE)
def test_a_file_that_may_not_be_read_is_told_without_advice_about_quotes(base_of, check, monkeypatch, lang):
    root = base_of({"data/areas/a.yaml": AREA, "rules/XNR001.yaml": "code: XNR001\n"})
    opened = os.open

    def refuse(path, *rest, **more):
        if str(path).endswith(("a.yaml", "XNR001.yaml")):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return opened(path, *rest, **more)

    monkeypatch.setattr(os, "open", refuse)
    found = check(root, "--format", "json", "--lang", lang).found("DAT001")
    assert [one["file"] for one in found] == ["data/areas/a.yaml", "rules/XNR001.yaml"]
    assert {(one["message"], one["hint"]) for one in found} == {UNREADABLE[lang]}


def test_what_else_is_the_matter_is_told_in_the_systems_words(base_of, check, monkeypatch):
    root = base_of({"data/areas/a.yaml": AREA})
    opened = os.open

    def refuse(path, *rest, **more):
        if str(path).endswith("a.yaml"):
            raise OSError(errno.EIO, "Input/output error", path)
        return opened(path, *rest, **more)

    monkeypatch.setattr(os, "open", refuse)
    (found,) = check(root, "--format", "json", "--lang", "en").found("DAT001")
    assert found["message"] == "the file cannot be read: Input/output error"


def test_a_link_that_leads_nowhere_is_told_as_one(base_of, check):
    root = base_of()
    write(root / "data/areas/a.yaml", AREA)
    try:
        (root / "data/areas/b.yaml").symlink_to("gone.yaml")
    except OSError:
        pytest.skip("making links needs a privilege here")
    (found,) = check(root, "--format", "json", "--lang", "en").found("DAT001")
    assert (found["file"], found["message"]) == ("data/areas/b.yaml", "the file cannot be read: the link leads nowhere")
    assert "quotation" not in found["hint"]
