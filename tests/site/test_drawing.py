"""Drawing with either Graphviz, and without one."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from xml.etree import ElementTree as ET

import pytest

from timonel.cache import Cache
from timonel.site.pictures import drawing, svg
from timonel.site.pictures.dot import Box, Drawing, Line, clean
from timonel.site.pictures.drawing import Drawer

GRAPH = (
    'digraph { n1 [id=n1 class="kb-node kb-process" label="Alta" URL="../alta/"] n2 [id=n2 class="kb-node"] n1 -> n2 }'
)
NAMED = 'digraph { n1 [id=n1 class="kb-node" label="Alta"] n2 [id=n2 label="Baja"] n1 -> n2 }'
OTHER = "digraph { n1 -> n2 -> n3 }"
SLOW = f"digraph {{ {' '.join(f'n{a} -> n{b}' for a in range(30) for b in range(a))} }}"  # takes some thousand times 0.1 ms
BROKEN = 'digraph { n1 [label="'
HARD = {
    "quotes": 'He said "yes"',
    "backslashes": r"C:\new\N \G \\ end\\"[:-1],
    "markup": "<b>bold</b> <i> & </svg> <?xml ?> <!-- --> ]]>",
    "records": "{a|b} [c]",
    "entities": "&lt; &amp; &#233; &eacute; &nbsp; &foo; a&b",
    "dot": '"] n9 [label="x"]; } digraph {',
    "right-to-left": "خدمة العملاء עברית",
    "long word": "x" * 300,
    "template": "{{ 7 * 7 }} {% raw %}",
    "html": "<<b>bold</b><table><tr><td>x</td></tr></table>>",
    "words of the language": "subgraph",
    "number": "-4.2",
    "quote at the end": 'x\\"',
    "backslash at the end": "x\\",
    "backslashes and quotes": r'\" \\" \\\" "\" \n',
    "join": "a -> b; c:ne -- d",
    "comment": "// x /* y */ # z",
    "accents": "Atención: ¿qué señal? ñandú",
}


@pytest.fixture(params=["dot", "pygraphviz"])
def engine(request, monkeypatch):
    """Each Graphviz of this machine."""
    if request.param == "dot" and which("dot") is None:
        pytest.skip("no dot on this machine")
    if request.param == "pygraphviz":
        if find_spec("pygraphviz") is None:
            pytest.skip("no pygraphviz in this environment")
        monkeypatch.setenv("PATH", "")
    return request.param


def texts(picture):
    return [one.text or "" for one in ET.fromstring(picture).iter() if one.tag.endswith("text")]


def test_names_its_engine(engine):
    """The name says which Graphviz it is, and its version."""
    name = Drawer(Cache(None)).engine()
    assert name.startswith({"dot": "graphviz ", "pygraphviz": "pygraphviz "}[engine])
    assert any(char.isdigit() for char in name)


def test_later_graphs_are_as_the_first(engine):
    """A graph gives the same bytes whatever was drawn before it."""
    alone = Drawer(Cache(None)).draw([GRAPH])
    together = Drawer(Cache(None)).draw([OTHER, "digraph { z }", GRAPH, "digraph { y }", GRAPH])
    assert together[2] == together[4] == alone[0]


def test_one_broken_graph_harms_no_other(engine):
    """A graph that cannot be read is None; the others are drawn."""
    drawn = Drawer(Cache(None)).draw([GRAPH, BROKEN, OTHER])
    assert [one is None for one in drawn] == [False, True, False]


def test_a_graph_that_takes_too_long_is_none(engine):
    """A process that does not answer in time gives nothing, and no traceback."""
    drawer = Drawer(Cache(None))
    assert drawer.engine()
    drawer.timeout = 0.0001
    assert drawer.draw([GRAPH, OTHER]) == [None, None]


def test_what_stays_at_hand_draws_the_same(engine):
    """A process that is asked again and again gives the same bytes, also after what it could not draw."""
    alone = Drawer(Cache(None)).draw([NAMED])
    drawer = Drawer(Cache(None))
    with drawer.at_hand():
        drawn = [drawer.draw(some) for some in ([GRAPH], [BROKEN, NAMED], [NAMED])]
    assert drawn[1:] == [[None, *alone], alone]
    assert drawer.draw([NAMED]) == alone


def test_another_stands_in_for_what_breaks_down(engine):
    """Where the process at hand does not answer in time, the next picture is drawn by a new one."""
    drawer = Drawer(Cache(None))
    with drawer.at_hand():
        assert drawer.draw([GRAPH])
        drawer.timeout = 0.0001
        late = drawer.draw([SLOW])
        drawer.timeout = 60.0
        assert [late, drawer.draw([NAMED])] == [[None], Drawer(Cache(None)).draw([NAMED])]


def test_draws_png(engine):
    """PNG comes out one by one."""
    drawn = Drawer(Cache(None)).draw([GRAPH, OTHER], "png")
    assert all(one.startswith(b"\x89PNG") for one in drawn)


def boxes(*labels):
    """Return a graph with a box for each label, as pictures are written."""
    drawn = [Box(f"n{number}", [text], ("node",), "../a/?x=1&lt=2", {}) for number, text in enumerate(labels, 1)]
    lines = [Line("n1", one.name, (), "", {}) for one in drawn[1:]]
    return Drawing({}, 1.1, 22, [], {}, drawn, lines).dot()


@pytest.mark.parametrize("label", HARD.values(), ids=HARD)
def test_labels_come_out_literally(engine, label):
    """Whatever data holds is text in the picture, and nothing else."""
    [drawn] = Drawer(Cache(None)).draw([boxes(label)])
    page = svg.finish(drawn, "p", label, label, {"n1": label})
    for picture in (drawn, page):
        assert "".join("".join(texts(picture)).split()) == "".join(label.split())
    assert 'xlink:href="../a/?x=1&amp;lt=2"' in page
    assert page.count("<a ") == 1


def test_controls_come_out_as_pictures():
    """Control characters, direction overrides and what XML forbids become visible signs; lines become one."""
    assert clean("a\x07b\u202ec\ufffed\n\te") == "a␇b\\u202ec\ufffdd e"


def test_without_graphviz_there_is_nothing(monkeypatch):
    """No Graphviz: no engine, no pictures, no error."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(drawing, "find_spec", lambda _: None)
    drawer = Drawer(Cache(None))
    assert drawer.engine() is None
    assert drawer.draw([GRAPH]) is None


@pytest.mark.skipif(os.name != "posix", reason="programs are files of another kind")
@pytest.mark.parametrize(
    "does",
    [
        "raise SystemExit(3)",
        "print('dot')",
        "print('dot - graphviz version \\xff ')",
        "import os; os.kill(os.getpid(), 9)",
    ],
    ids=["fails", "is another", "speaks in riddles", "is killed"],
)
def test_a_dot_that_does_not_work_is_none(monkeypatch, tmp_path, does):
    """A program called dot that fails leaves the next engine, or none."""
    monkeypatch.setenv("PATH", str(program(tmp_path, does).parent))
    monkeypatch.setattr(drawing, "find_spec", lambda _: None)
    drawer = Drawer(Cache(None))
    assert (drawer.engine(), drawer.draw([GRAPH])) == (None, None)


@pytest.mark.skipif(sys.platform != "linux", reason="only there are addresses limited everywhere")
def test_a_graphviz_that_takes_too_much_memory_is_ended(monkeypatch, tmp_path):
    """A graph that would take all there is gives no picture; what takes less is drawn."""
    does = "import sys\nif '-V' in sys.argv: print('dot - graphviz version 9.8.7 ()')\nelse: bytearray(int(sys.stdin.read()) << 20); print('<?xml x?><svg></svg>')"
    monkeypatch.setenv("PATH", f"{program(tmp_path, does).parent}:{os.environ['PATH']}")
    drawer = Drawer(Cache(None))
    assert drawer.engine() == "graphviz 9.8.7"
    assert [one is None for one in (*drawer.draw(["1"]), *drawer.draw(["4096"]))] == [False, True]


def program(folder, does):
    """Return a program called dot."""
    fake = folder / "dot"
    fake.write_text(f"#!{sys.executable}\n{does}\n", encoding="utf-8")
    fake.chmod(0o755)
    return fake


def test_keeps_what_it_drew(engine, tmp_path: Path, monkeypatch):
    """The second time nothing is drawn; the key holds the engine and the graph."""
    [first] = Drawer(Cache(tmp_path)).draw([GRAPH])
    again = Drawer(Cache(tmp_path))
    assert again.engine()
    monkeypatch.setattr(again, "_batch", None)
    assert again.draw([GRAPH, GRAPH]) == [first, first]
    assert len([*tmp_path.glob("pictures/*.svg")]) == 1


def test_no_node_at_all(engine):
    """An empty list needs no engine's work."""
    assert Drawer(Cache(None)).draw([]) == []


def test_finished_svg_is_fit_for_a_page(engine):
    """No prolog, colours, internal names or tooltips; unique ids, size, roles and links are there; one line."""
    [drawn] = Drawer(Cache(None)).draw([GRAPH])
    page = svg.finish(drawn, "alta", "Título", "Qué se ve", {"n1": "Alta (proceso)"})
    root = ET.fromstring(page)
    assert page.startswith("<svg ")
    assert "\n" not in page
    for unwanted in ("<!--", "DOCTYPE", "black", "white", "xlink:title", "digraph", ">n1<", "n1-&gt;n2", "Times"):
        assert unwanted not in page
    assert (root.get("role"), root.get("aria-labelledby")) == ("group", "alta-title alta-desc")
    assert float(root.get("width")) > 0
    assert float(root.get("height")) > 0
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert ids == ["alta-title", "alta-desc", "alta-n1", "alta-n2"]
    [link] = [one for one in root.iter() if one.tag.endswith("}a")]
    assert link.get("{http://www.w3.org/1999/xlink}href") == "../alta/"
    assert link.get("aria-label") == "Alta (proceso)"
    assert 'class="kb-node kb-process"' in page


def test_a_file_of_its_own_has_its_colours(engine):
    """Outside the site a picture brings its style, by day and by night."""
    [drawn] = Drawer(Cache(None)).draw([GRAPH])
    file = svg.standalone(drawn, "Título", "Qué se ve")
    assert file.startswith("<?xml ")
    assert "prefers-color-scheme:dark" in file
    ET.fromstring(file.encode())
