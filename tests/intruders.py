"""A base whose settings, labels and pages would run scripts, if any page took them for its own."""

import json

import sites

RUN = "<script>window.pwned='{}'</script>"
NAME = f"N {RUN.format('name')} \"' & <b>"
HEADING = f"H </title>{RUN.format('heading')} \"' &"
KIND = json.loads((sites.ROOT / "schemas/kinds/area.schema.json").read_text(encoding="utf-8"))
FILES = {
    "timonel.yaml": json.dumps(
        {
            "model": 1,
            "name": NAME,
            "languages": ["es"],
            "as_of": "2026-11-20",
            "repository": {
                "url": "https://git.example/x",
                "branch": 'm"><img src=x onerror=window.pwned=1>',
                "edit": "{url}/{branch}/{path}",
            },
        }
    ),
    "data/areas/ventas.yaml": "id: ventas\nname: Ventas\ntype: business\n",
    "data/zonas/norte.yaml": "id: norte\nname: Norte\ntype: business\n",
    "schemas/kinds/zona.schema.json": json.dumps(
        {
            **KIND,
            "$id": "https://x.example/zona",
            "x-kind": "zona",
            "x-folder": "zonas",
            "x-title": {"es": RUN.format("kind")},
            "x-plural": {"es": f"</title>{RUN.format('kinds')}"},
        }
    ),
    "docs/es/guia/frente.md": "---\n"
    + json.dumps({one: f'"></title>{RUN.format(one)}' for one in ("title", "description", "author", "subtitle")})
    + "\n---\n\nTexto.\n",
    "docs/es/guia/titulo.md": f"# {HEADING}\n\nTexto.\n",
    "docs/es/guia/cuerpo.md": f"# Cuerpo\n\n{RUN.format('body')}\n\n[x](javascript:window.pwned=1) <img src=x onerror=window.pwned=1>\n",
    "docs/es/guia/<img src=x onerror=window.pwned=2>.md": "Texto.\n",
}
