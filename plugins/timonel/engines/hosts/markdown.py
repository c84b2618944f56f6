"""The pages as Markdown for any generator, with an mkdocs.yml for MkDocs and Material that needs no Timonel."""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import dirname, normpath

from timonel import site
from timonel.engines import beside, folder
from timonel.engines.brand import brand
from timonel.engines.edition import Edition
from timonel.engines.engine import Job, offered
from timonel.engines.macros import Facts
from timonel.engines.own_files import warn
from timonel.engines.refused import BuildError
from timonel.engines.target import stages
from timonel.engines.written import sandbox
from timonel.engines.written.asking import mistake
from timonel.files import within
from timonel.governance.published import published
from timonel.site.urls import Style, Urls
from timonel.text import said, say, visible

_DRAWN = re.compile(r'(xlink:href=")((?:[\w.-]+/)*[\w.-]+)\.md(#[^"]*)?(?=")')


class Markdown:
    """The engine."""

    name = "markdown"
    folder = "site-markdown"
    options = frozenset({"links"})

    def build(self, job: Job) -> int:
        """Write a folder for each language; return the number of pages.

        Raises:
            BuildError: a hand-written page asks for something that the base does not have.
        """
        target = job.target or within(job.root, self.folder)
        result = offered(published(job.result), job.languages)
        warn(job.root, result, job.languages, job.report, job.told_in)
        for one in (*brand(job.root, result.settings).left, *folder.passed_over(job.root, result.settings, job.told_in, job.cache)):  # fmt: skip
            job.report(visible(say(one, job.told_in)))
        with stages(target, job.languages, job.told_in) as parts:
            for lang in job.languages:
                job.report(say(said("writing {lang} …", lang=lang), job.told_in))
                edition = Edition.of(job.root, result, lang, Urls(job.links), job.cache, tongue=job.tongue)
                for name, data in _files(job.root, edition, job.links).items():
                    parts[lang].put(name, data)
                parts[lang].done()
            names = [name for part in parts.values() for name in part.place()]
        return sum(name.startswith(f"{folder.DOCS}/") and name.endswith(".md") for name in names)


ENGINE = Markdown()


def _files(root: Path, edition: Edition, links: Style) -> dict[str, bytes]:
    """Return name → content of a language's folder."""
    own = folder.given(root, edition.tongue)
    generated = {page.path: folder.with_front(_markdown(page, links), edition.own(page.path)) for page in edition.pages}
    config = folder.configuration(own, edition)
    asks = config["plugins"].pop("macros", None) is not None
    hand_written = {
        path: folder.with_front(_said(edition, path, text) if asks else text, edition.own(path))
        for path, text in edition.hand_written.items()
    }
    # Zensical writes into its own folder only.
    config["site_dir"] = "site" if links == "md" else f"../site/{edition.lang}"
    config["use_directory_urls"] = links != "html"
    more = {f"{folder.DOCS}/{one.name}": one.make() for one in beside.files(edition, "")}
    return folder.whole(folder.pages(edition, generated, hand_written) | more | folder.look(root, own), config)


def _markdown(page: site.Page, links: Style) -> str:
    """Return a page's Markdown; where pages link to files of Markdown, pictures do not: no generator looks into them."""
    if links != "md":
        return page.markdown

    def final(found: re.Match[str]) -> str:
        there = normpath(f"{dirname(page.path)}/{found[2]}") if dirname(page.path) else found[2]
        return f"{found[1]}{Urls().between(page.path, there, (found[3] or '')[1:])}"

    return _DRAWN.sub(final, page.markdown)


def _said(edition: Edition, path: str, text: str) -> str:
    """Return a hand-written page with what it asks of the base; other macros than `kb` stay with MkDocs and Zensical."""
    if re.search(r"^render_macros: *false", text.partition("\n---")[0], re.MULTILINE):
        return text
    try:
        return sandbox.render(text, Facts(edition.ctx, lambda: f"{path}.md"))
    except Exception as error:  # noqa: BLE001 - whatever a page can ask for
        told = mistake(error, edition.source(f"{path}.md"))
        raise BuildError(visible(say(told, edition.tongue))) from None
