"""`timonel build --safe`: of what strangers propose nothing runs, neither here nor in a browser, and each thing left aside is told."""

import os
import re
import resource
from pathlib import Path

import pytest
from bases import ROOT, write

from timonel import cli

pytestmark = pytest.mark.usefixtures("few_rules")
EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
PLAIN = {
    "timonel.yaml": "model: 1\nname: Mi base\nlanguages: [es]\nas_of: 2026-11-20\n",
    "data/areas/ventas.yaml": "id: ventas\nname: Ventas\ntype: business\n",
    "data/terms/canal.yaml": "id: canal\nname: Canal\ndefinition: Un medio.\n",
    "mkdocs.yml": (ROOT / "mkdocs.yml").read_text(encoding="utf-8"),
    "docs/es/guia/plana.md": """---
title: Plana
---

# Plana

Hay {{ kb.count("area") }} área: {{ kb.link("area:ventas") }}. Un canal, «así» & "así", 1 < 2, &copy;, **sí**, `<b>`.

| a | b |
|---|--:|
| 1 | [otra](otra.md#x) |

!!! note "Nota"
    Texto, ![dibujo](dibujo.svg) ![foto](foto.png){ width=20 }

??? tip "Más"
    - uno
    - dos

```yaml
ref: ${{ github.ref }}   # <script>
```

<div class="grid" markdown>
Texto.<br>
</div>
""",
    "docs/es/guia/otra.md": "# Otra\n\n## X\n\nFin.\n",
    "docs/es/guia/dibujo.svg": '<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
    "docs/es/guia/foto.png": "PNG",
}


def put(root: Path, files: dict[str, str]) -> Path:
    """Write a base."""
    for path, text in files.items():
        write(root / path, text)
    return root


def build(root: Path, *options: str) -> tuple[int, dict[str, bytes]]:
    """Build a site as the command does; return its exit code and name → content of the site."""
    code = cli.main(["build", "--root", str(root), "--no-cache", *options])
    site = root / "site"
    files = {one.relative_to(site).as_posix(): one for one in site.rglob("*") if one.is_file()}
    return code, {name: one.read_bytes() for name, one in files.items() if name[0] != "."}  # those are half a build's


def test_a_plain_base_comes_out_as_ever(tmp_path, capfd):
    """A base with nothing that runs gives the same bytes, file by file, and nothing is left aside."""
    root = put(tmp_path, PLAIN)
    _, normal = build(root)
    capfd.readouterr()
    code, safe = build(root, "--safe")
    assert code == 0
    assert normal.keys() == safe.keys()
    assert [name for name in normal if normal[name] != safe[name]] == []
    assert [one for one in capfd.readouterr().err.splitlines() if ": " in one] == []


HOSTILE = {
    **PLAIN,
    "mkdocs.yml": """
site_url: https://crm.example/es/
copyright: <b>Nova</b>
hooks: [hook.py]
strange: !!python/object/apply:os.system ["touch {ran}"]
secret: !ENV HOME
theme:
  name: material
  custom_dir: own
  features: [navigation.footer]
  palette: {{primary: teal, accent: lime}}
plugins:
  - search
  - nowhere
  - macros: {{modules: [timonel.engines.macros, evil]}}
  - timonel
markdown_extensions:
  - footnotes
  - pymdownx.snippets: {{base_path: /}}
  - pymdownx.emoji: {{emoji_index: !!python/name:evil.run ''}}
extra_javascript: [guia/evil.js]
""",
    "hook.py": "open('{ran}', 'w')",
    "evil.py": "open('{ran}', 'w')",
    "main.py": "open('{ran}', 'w')",
    "own/main.html": "{{% extends 'base.html' %}}{{{{ cycler.__init__.__globals__.os.system('touch {ran}') }}}}",
    "docs/es/guia/jinja.md": "x {{{{ kb.name.__globals__ }}}} {{{{ cycler.__init__.__globals__.os.system('touch {ran}') }}}}\n",
    "docs/es/guia/include.md": "{{% include 'plana.md' %}}\n",
    "docs/es/guia/html.md": """# Cuerpo

--8<-- "etc/passwd"

<script>pwned()</script><script src="evil.txt"></script><iframe srcdoc="<script>pwned()</script>"></iframe>
<img src="foto.png" onerror="pwned()" style="position:fixed"> <a href="java&#9;script:pwned()">x</a> <b id="__config">b</b>
<svg><style><img src=x onerror=pwned()></style></svg> <!--><img src=x onerror=pwned()>-->
<form action="https://x.example"><button formaction="javascript:pwned()">Enviar</button></form>

Atributo
{{: onclick="pwned()" }}

<math><mtext><table><mglyph><style><img src=x onerror=pwned()>
""",
    "docs/es/guia/front.md": "---\ntemplate: redirect.html\nlocation: 'https://x.example'\n---\n# Delante\n",
    "docs/es/guia/evil.js": "pwned()",
    "docs/es/guia/evil.html": "<script>pwned()</script>",
    "docs/es/guia/evil.svg": '<svg xmlns="http://www.w3.org/2000/svg"><script>pwned()</script></svg>',
    "docs/es/guia/evil2.svg": '<!DOCTYPE svg [<!ENTITY x "y">]><svg xmlns="http://www.w3.org/2000/svg" onload="pwned()"/>',
    "docs/es/assets/timonel.js": "pwned()",
}
TOLD = [
    "hooks: no se ejecuta",
    "main.py: no se ejecuta",
    "macros: evil: no se ejecuta",
    "complemento nowhere: no se usa",
    "extensión de Markdown footnotes: no se usa",
    "extensión de Markdown pymdownx.snippets: no se usa",
    "extensión de Markdown pymdownx.emoji: no se usa",
    "theme.custom_dir: no se usa",
    "extra_javascript: no se usa",
    "docs/es/guia/evil.js: no se usa",
    "docs/es/guia/evil.html: no se usa",
    "docs/es/guia/evil.svg: no se usa",
    "docs/es/guia/evil2.svg: no se usa",
    "docs/es/assets/timonel.js: no se usa",
    "docs/es/guia/jinja.md:1: lo que está entre llaves no se entiende",
    "docs/es/guia/include.md:1: ",
    "docs/es/guia/html.md: se deja fuera: ",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Return what a build of a base left behind that runs wherever it can: exit code, site, lines, and where it would write."""
    root = tmp_path_factory.mktemp("safe")
    ran = root / "ran"
    own = {path: text.format(ran=ran) for path, text in HOSTILE.items() if PLAIN.get(path) != text}
    put(root, {**HOSTILE, **own})
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(root))  # as `python -m timonel` in the base does
        told: list[str] = []
        patch.setattr("click.echo", lambda text="", **_: told.append(str(text)))
        code, site = build(root, "--safe")
    return code, site, told, ran


def test_nothing_of_theirs_runs(hostile):
    """Hooks, tags of Python, templates, modules of macros and what pages ask for: none of it has run."""
    code, site, told, ran = hostile
    assert code == 0, told
    assert not ran.exists()
    assert b"Ventas" in site["es/areas/ventas/index.html"]


def test_each_thing_left_aside_is_told(hostile):
    """One line for each, with its name, and none of them twice."""
    _, _, told, _ = hostile
    for line in TOLD:
        assert len([one for one in told if one.startswith(line)]) == 1, (line, told)


def test_a_browser_would_run_nothing_of_theirs(hostile):
    """Neither scripts nor frames, handlers or addresses that are scripts are in the site; texts and pictures are."""
    _, site, _, _ = hostile
    page = site["es/guia/html/index.html"].decode()
    article = re.search(r"<article.*</article>", page, re.DOTALL)[0]
    for word in (
        "pwned",
        "<script",
        "<iframe",
        "<svg><style",
        "onclick",
        "onerror",
        "position:fixed",
        "<form",
        'id="__',
        "root:",
    ):
        assert word not in article, word
    assert '<img src="foto.png">' in article.replace("../foto", "foto")
    assert "Atributo" in article
    assert not [name for name in site if "evil" in name]
    assert [name for name in site if name.endswith(".js") and b"pwned" in site[name]] == []
    assert b"redirect" not in site["es/guia/front/index.html"]
    assert {"es/guia/dibujo.svg", "es/guia/foto.png"} <= site.keys()


def test_what_is_plain_is_taken_from_them(hostile):
    """The address, colours and switches of their theme, and texts as texts."""
    _, site, _, _ = hostile
    page = site["es/guia/plana/index.html"].decode()
    assert 'href="https://crm.example/es/guia/plana/"' in page
    assert 'data-md-color-primary="teal"' in page
    assert "md-footer__link--" in page
    assert "&lt;b&gt;Nova&lt;/b&gt;" in page


@pytest.mark.parametrize(
    "text",
    [
        "{{ 7 ** 99999999 }}",
        "{% for a in 'x' * 9999 %}{{ 'x' * 9999 }}{% endfor %}",
        "{% for a in 'x' * 99999 %}{% for b in 'x' * 99999 %}{% endfor %}{% endfor %}",
        "{{ 'x' * 9999999999 }}",
    ][: 4 if EVERYTHING else 2],
)
def test_a_page_that_takes_too_much_is_named(tmp_path, capfd, monkeypatch, text):
    """It ends after some seconds of computing, or when it takes too much memory; nothing is built, in one line."""
    monkeypatch.setattr("timonel.engines.written.sandbox._SECONDS", 1)
    root = put(tmp_path, {**PLAIN, "docs/es/guia/mucho.md": f"# Mucho\n\n{text}\n"})
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    code, site = build(root, "--safe")
    assert code == 2
    told = capfd.readouterr().err  # where the machine is busy, the time of reading a page may be over first
    assert re.search(
        r"docs/es/guia/mucho\.md: (lo que esta página pide entre llaves|su Markdown no se puede leer)", told
    )
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 5
    assert not site


@pytest.mark.parametrize(
    ("text", "problem"),
    [("{{ kb.link('area:nada') }}", "kb.link: no existe area:nada"), ("{% if", "lo que está")][
        : 2 if EVERYTHING else 1
    ],
)
def test_what_stops_a_build_stops_this_one(tmp_path, capfd, text, problem):
    """A question that no build could answer is told with its page and line."""
    root = put(tmp_path, {**PLAIN, "docs/es/guia/rota.md": f"---\ntitle: Rota\n---\n\n# Rota\n\n{text}\n"})
    assert build(root, "--safe")[0] == 2
    assert f"docs/es/guia/rota.md:7: {problem}" in capfd.readouterr().err


@pytest.mark.parametrize("engine", ["zensical", "markdown"])
def test_other_engines_say_that_they_cannot(run, tmp_path, engine):
    """Only one way is kept safe, and the others say so."""
    done = run("build", "--root", put(tmp_path, PLAIN), "--safe", "--engine", engine)
    assert done.code == 2
    assert f"--safe does not go with --engine {engine}" in done.err


@pytest.mark.parametrize(
    "text", ["[" * 3000, "a: &x [1]\nb: [*x, *x]\n- c\n", "a: " + "x" * 2**21, "- a\n"][: 4 if EVERYTHING else 1]
)
def test_a_configuration_that_cannot_be_read_is_not_used(tmp_path, capfd, text):
    """Timonel's own stands in, and a line says so."""
    root = put(tmp_path, {**PLAIN, "mkdocs.yml": text})
    assert build(root, "--safe")[0] == 0
    assert "mkdocs.yml: no se usa, porque no se puede leer" in capfd.readouterr().err
