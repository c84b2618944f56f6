"""The page of an entry says who confirmed it and until when, what has changed since, or that nobody did."""

import html
import re

from timonel.cache import Cache
from timonel.pipeline import examine
from timonel.site import PageSet
from timonel.site.urls import Urls
from timonel.site.writer import Writer

BASE = {
    "processes": [
        {"id": one, "name": one.title(), "type": "support", "owner": "jefa"}
        for one in ("alta", "baja", "canje", "deuda")
    ],
    "roles": [
        {"id": one, "name": one.title(), "purpose": "Decidir.", "holders": [{"person": "ana"}]}
        for one in ("jefa", "otra")
    ],
    "people": [{"id": "ana", "name": "Ana Ruiz", "employment": "internal"}],
}


def told(root, path, lang="es"):
    page_set = PageSet(examine(root), lang, Urls(), Cache(None))
    page = page_set.drafts[path]
    writer = Writer(page_set.ctx, page.path, lambda _figure: "")
    page.write(writer)
    return html.unescape("\n".join(writer.blocks))


def confirmed(base_of, run, *, publish=True):
    root = base_of({**BASE, "timonel": {"languages": ["es"], "publish": {"people": publish}, "as_of": "2026-11-20"}})
    keys = ["process:alta", "process:baja"]
    assert run("confirm", *keys, "--by", "person:ana", "--until", "2027-05-31", "--apply", "--root", root).code == 0
    done = run("confirm", "process:canje", "--by", "person:ana", "--until", "2026-11-20", "--apply", "--root", root)
    assert done.code == 0
    data = root / "data/processes.yaml"
    lines = data.read_text("utf-8").splitlines(keepends=True)
    data.write_text("".join(one.replace("jefa", "otra") if "baja" in one else one for one in lines), "utf-8")
    return root


def test_a_page_says_whether_its_entry_is_confirmed(base_of, run):
    root = confirmed(base_of, run)
    assert "Confirmado por Ana Ruiz el 20 nov 2026, hasta el 31 may 2027" in told(root, "processes/alta")
    assert "Cambió después de confirmarse el 20 nov 2026: Dueño (antes: Jefa; ahora: Otra)" in told(
        root, "processes/baja"
    )
    assert ">Sin confirmar<" in told(root, "processes/deuda")
    settings = root / "timonel.yaml"
    settings.write_text(settings.read_text("utf-8").replace("2026-11-20", "2026-11-21"), "utf-8")
    assert "Sin confirmar: la última confirmación venció el 20 nov 2026" in told(root, "processes/canje")


def test_nobody_is_named_where_people_are_not_published(base_of, run):
    root = confirmed(base_of, run, publish=False)
    assert "Confirmado por Persona el" in told(root, "processes/alta")
    assert "Ana Ruiz" not in told(root, "processes/alta")


def test_a_base_that_confirms_nothing_lacks_nothing(base_of):
    assert "Sin confirmar" not in told(base_of(BASE), "processes/alta")


def test_governance_counts_what_is_confirmed_and_never_gives_a_share_alone(base_of, run):
    root = confirmed(base_of, run)
    text = told(root, "governance/index")
    said = re.search(r"(\d+) de (\d+) entradas confirmadas por quien responde de ellas", text)
    rest = re.search(r"(\d+) cambió después, (\d+) vencieron, (\d+) nunca confirmadas", text)
    confirmed_, total, *others = map(int, [*said.groups(), *rest.groups()])
    assert (confirmed_, others[:2]) == (2, [1, 0])
    assert confirmed_ + sum(others) == total
    assert "%" not in text[said.start() : rest.end()]
    bare = base_of({**BASE, "timonel": {"languages": ["es"]}}, "bare")
    assert "Entradas confirmadas" not in told(bare, "governance/index")


def test_a_page_says_who_entered_a_confirmation_for_somebody_else(base_of, run):
    root = base_of({**BASE, "timonel": {"languages": ["es"], "as_of": "2026-11-20"}})
    words = ("--by", "person:ana", "--entered-by", "Eva Gil", "--until", "2027-05-31", "--apply", "--root", root)
    assert run("confirm", "process:alta", *words).code == 0
    assert "hasta el 31 may 2027; lo anotó Eva Gil" in told(root, "processes/alta")
