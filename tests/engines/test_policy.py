"""What may run in a page: the theme's scripts and files of the site, whatever data, settings and pages say."""

import base64
import hashlib
import html
import logging
import re
from functools import partial
from importlib.util import find_spec

import pytest
import sites
from bases import write
from intruders import FILES, NAME

from timonel.engines.build import build
from timonel.engines.site_wide.policy import with_policy
from timonel.pipeline import examine

TOLD = "docs/es/guia/cuerpo.md: el script de esta página no se ejecutará"
ENGINES = [
    "mkdocs",
    pytest.param("zensical", marks=pytest.mark.skipif(find_spec("zensical") is None, reason="no Zensical")),
]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Return a base whose settings, labels and pages would run something."""
    root = tmp_path_factory.mktemp("policy")
    for path, text in FILES.items():
        write(root / path, text)
    return root


@pytest.fixture(scope="module", params=ENGINES)
def site(request, root):
    """Return the folder of the site that an engine made of it, with what was said to whoever built it."""
    told, target = [], root / f"out-{request.param}"
    make = partial(build, engine=request.param)
    heard = logging.Handler()
    heard.emit = lambda one: told.append(one.getMessage())
    logging.getLogger("mkdocs").addHandler(heard)
    make(root, examine(root), ["es"], report=told.append, target=target)
    logging.getLogger("mkdocs").removeHandler(heard)
    return target, told


def pages(site):
    """Yield path → HTML of the pages, less the many on rules, which are all alike."""
    for path in sorted(site[0].rglob("*.html")):
        if path.parts[-3] != "rules":
            yield path, path.read_text(encoding="utf-8")


def outside(page):
    """Return a page's HTML without what its author wrote, which only the policy holds."""
    return re.sub(r"<article.*?</article>", "", page, flags=re.DOTALL)


def allowed(page):
    """Return the inline scripts of a page, with whether its policy lets them run."""
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
    for attributes, script in re.findall(r"<script([^>]*)>(.*?)</script", page, re.DOTALL):
        if "src=" not in attributes and "json" not in attributes:
            yield script, base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in policy


def test_only_the_themes_scripts_may_run(site):
    """The theme's own inline scripts are allowed on every page, and no other; their policy stands before all else."""
    ours = theirs = 0
    for _path, page in pages(site):
        assert page.index("Content-Security-Policy") < page.index("<title>")
        assert page.count("http-equiv") == 1
        for script, runs in allowed(page):
            assert runs == ("pwned" not in script), script
            ours, theirs = ours + runs, theirs + (not runs)
    assert ours > 20
    assert theirs  # the body's


def test_what_others_write_is_text_in_the_themes_frame(site):
    """Neither settings nor labels, titles, front matter or file names give a page an element or an attribute."""
    for path, whole in pages(site):
        page = outside(whole)
        facts = sites.read(page)
        assert facts.handlers == [], path
        assert not [one for one in re.findall(r"<script[^>]*>(.*?)</script", page, re.DOTALL) if "pwned" in one], path
        assert facts.tags.get("img", 0) == 0


def test_it_is_shown_as_it_was_written(site):
    """The name stands on the tab, in the header and on the page for the languages; a heading is the tab's title."""
    home = (site[0] / "es/index.html").read_text(encoding="utf-8")
    assert sites.line(NAME) in sites.read(outside(home)).text
    assert sites.line(NAME) in sites.read((site[0] / "index.html").read_text(encoding="utf-8")).text
    title = sites.read((site[0] / "es/guia/titulo/index.html").read_text(encoding="utf-8")).title
    assert sites.line(html.unescape(title)).endswith(f"- {NAME}")
    assert title.startswith("H ")


def test_whoever_wrote_the_script_hears_that_it_will_not_run(site):
    """One line names the page and what to do instead; pages without a script are not named."""
    said = [one for one in site[1] if "extra_javascript" in one]
    assert len(said) == 2  # the other one is a page whose heading is a script
    assert said[0].startswith(TOLD)


def test_a_script_of_ones_own_templates_may_run(tmp_path):
    """What a base's own theme folder brings is the theme's; the same words with anything but an address in them are not."""
    write(tmp_path / "main.html", '<script>start("{{ base_url }}")</script>')
    page = '<meta charset="utf-8"><script>start("{}")</script>'
    assert with_policy(page.format("../.."), [str(tmp_path)]).count("sha256-") == 1
    assert with_policy(page.format('");alert("1'), [str(tmp_path)]).count("sha256-") == 0
    assert with_policy(page.format("../..")).count("sha256-") == 0
