"""What hand-written pages lead to is followed by the check; braces in fenced code ask nothing."""

import pytest
from bases import write

PAGE = """---
title: Una
---

Mira {{ kb.link("area:ventas") }} y {{ kb.link('area:venta') }}.
{% if kb.has("process:alta") %}{{ kb.link("process:alta") }}{% endif %} {{ kb.rule("PRO001") }} {{ kb.rule("PRO999") }}

```yaml
x: ${{ kb.link("area:en-codigo") }}
```

{% raw %}{{ kb.link("area:cruda") }}{% endraw %} {# {{ kb.link("area:callada") }} #} `kb.link("area:texto")`

{{ kb.link("area:venta") }} {{ kb.link("zona:norte") }}
"""
AREA = {"areas": [{"id": "ventas", "name": "Ventas", "type": "business"}]}


def test_what_a_page_leads_to_is_there(base_of, check):
    """An unknown entity or rule is told once for each page, at its line, with what may be meant; guarded ones are not."""
    root = base_of(
        {**AREA, "docs/es/guia/una.md": PAGE, "docs/es/guia/otra.md": "---\nrender_macros: false\n---\n" + PAGE[18:]}
    )
    found = check(root, "--select", "DAT003", "--format", "json", "--lang", "en").found()
    found = sorted(found, key=lambda one: one["line"])
    assert [(one["entity"], one["file"], one["line"], one["column"], one["message"]) for one in found] == [
        ("page:es/guia/una.md", "docs/es/guia/una.md", 5, 40, "`area:venta` does not exist"),
        ("page:es/guia/una.md", "docs/es/guia/una.md", 6, 100, "`PRO999` does not exist"),
        ("page:es/guia/una.md", "docs/es/guia/una.md", 14, 32, "`zona:norte` does not exist"),
    ]
    assert "`area:ventas`" in found[0]["hint"]
    assert {one["severity"] for one in found} == {"warning"}


@pytest.mark.usefixtures("few_rules")
@pytest.mark.parametrize("engine", ["mkdocs", "markdown"])
def test_braces_in_fenced_code_stay_as_they_are(run, base_of, engine):
    """A guide may show a file that is full of them, in any fence; code of one's own around it still asks."""
    page = "# CI\n\n```yaml\nref: ${{ github.ref }}\nif: {% x %} {# y #}\n```\n\n1. uno\n\n    ~~~~\n    {{ y }}\n    ~~~~\n\nHay {{ kb.count('area') }}.\n"
    root = base_of({**AREA, "timonel": {"languages": ["es"]}, "docs/es/guia/ci.md": page})
    assert run("build", "--root", root, "--engine", engine).code == 0
    built = root / ("site/es/guia/ci/index.html" if engine == "mkdocs" else "site-markdown/es/docs/guia/ci.md")
    text = built.read_text(encoding="utf-8")
    assert "github.ref" in text
    assert "raw" not in text.partition("<article" if engine == "mkdocs" else "# CI")[2].partition("</article>")[0]
    assert "Hay 1." in text


def test_many_fences_that_never_close_take_no_time(check, base_of):
    """The time grows with the page's length alone."""
    root = base_of({**AREA})
    write(root / "docs/es/guia/larga.md", "kb. {{ {% {# ```\n~~~ \n{% raw %}\n" * 20_000)
    assert check(root, "--select", "DAT").code in {0, 1}


@pytest.mark.usefixtures("few_rules")
def test_a_page_that_asks_nothing_stays_as_it_is_in_a_folder_of_markdown(run, base_of):
    """`render_macros: false` counts in the front matter alone: below it, it is text like any other."""
    asks = "Hay {{ kb.count('area') }}.\n"
    quiet, loud = (
        f"---\ntitle: Q\nrender_macros: false\n---\n\n{asks}",
        f"---\ntitle: L\n---\n\n{asks}\nrender_macros: false\n",
    )
    pages = {"docs/es/guia/quiet.md": quiet, "docs/es/guia/loud.md": loud}
    root = base_of({**AREA, "timonel": {"languages": ["es"]}, **pages})
    assert run("build", "--root", root, "--engine", "markdown").code == 0
    folder = root / "site-markdown/es/docs/guia"
    assert asks in (folder / "quiet.md").read_text("utf-8")
    assert "Hay 1." in (folder / "loud.md").read_text("utf-8")
