"""Hand-written pages in MkDocs' hands: what they ask of the base, and what of them may not stand in a site."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from markupsafe import escape
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from timonel.engines.edition import Edition
from timonel.engines.macros import Facts
from timonel.engines.theme import escaped
from timonel.engines.written.asked import Asked
from timonel.engines.written.asking import mistake
from timonel.engines.written.clean import clean
from timonel.engines.written.sandbox import StrangerError, WrongError, within_limits
from timonel.engines.written.scripts import refused
from timonel.engines.written.stranger import is_passive
from timonel.load.braces import apart
from timonel.text import Said, said, say, visible

log = logging.getLogger("mkdocs.plugins.timonel")


class HandWritten:
    """What becomes of an edition's hand-written pages.

    Args:
        edition: the language.
        left: collects what is left aside where strangers wrote them, of whom nothing runs; None where they are trusted.
        told: collects what their author should know; None where MkDocs' log says it.
        asked: collects what they ask of the base.
    """

    def __init__(
        self, edition: Edition, left: list[Said] | None, told: list[Said] | None = None, asked: Asked | None = None
    ) -> None:
        self.edition, self._left, self._told, self._asked_for = edition, left, told, asked or Asked()

    def watch(self, macros: Any) -> None:  # noqa: ANN401 - the macros plugin has no types
        """Have the macros plugin say a mistake of a page in one line, instead of a traceback."""

        def render(markdown: str, force_rendering: bool = False) -> str:  # noqa: FBT001, FBT002 - the macros plugin's
            return self._asked(macros, markdown, is_forced=force_rendering)

        macros.render = render

    def _asked(self, macros: Any, markdown: str, *, is_forced: bool) -> str:  # noqa: ANN401 - as above
        """Render what stands between braces, as the macros plugin does.

        Raises:
            PluginError: the page asks for something that is not there, and nobody looks at it while it is written.
        """
        meta, options = macros.page.meta, macros.config
        wanted = meta.get("render_macros")
        if wanted is False or not (options["render_by_default"] or is_forced or wanted):
            return markdown
        text = apart(markdown) if macros.env.block_start_string == "{%" else markdown
        try:
            self._asked_for.look(macros.env, text, meta)
            return str(macros.env.from_string(text).render(**{**macros.variables, **meta}))
        except Exception as error:  # noqa: BLE001 - macros are anybody's code
            told = self._mistake(error, macros.page.file.src_uri, markdown)
            if options["on_error_fail"]:
                raise PluginError(told) from None
            return _notice(told)

    def _mistake(self, error: Exception, name: str, body: str) -> str:
        """Return the line that says what is wrong with a page."""
        whole = self.edition.hand_written.get(name.removesuffix(".md"), "")
        return self._say(mistake(error, self._place(name), whole, body))

    def _say(self, message: Said) -> str:
        return visible(say(message, self.edition.tongue))

    def _place(self, name: str) -> str:
        return self.edition.source(name)

    def begin(self, markdown: str, page: Page) -> str:
        """Return a page's Markdown before anybody else sees it: a stranger's with what it may ask for.

        Raises:
            PluginError: a stranger's page asks for something that is not there, or takes too much.
        """
        if self._left is None:
            return markdown
        name = page.file.src_uri
        page.meta.pop("template", None)
        if page.meta.get("render_macros") is False:
            return markdown
        try:
            facts = Facts(self.edition.ctx, lambda: name)
            return within_limits(markdown, facts, lambda error: self._mistake(error, name, markdown))
        except WrongError as error:
            raise PluginError(str(error)) from None
        except StrangerError as error:
            self._left.append(said("{problem}", problem=str(error)))
            return _notice(str(error))

    def end(self, html: str, page: Page) -> str:
        """Return a page's HTML as it may stand in the site; its front matter is no HTML in the theme's frame."""
        page.meta = {key: escaped(value) for key, value in page.meta.items()}
        place = self._place(page.file.src_uri)
        if self._left is not None:
            html, gone = clean(html)
            self._left += [said("{page}: left out: {names}", page=visible(place), names=gone)] if gone else []
        elif told := refused(html, place):
            if self._told is None:
                log.warning("%s", self._say(told))
            else:
                self._told.append(told)
        return html

    def leave_aside(self, files: Files, docs: str) -> None:
        """Take out of strangers' files all that a browser might run."""
        for file in [*files] if self._left is not None else []:
            if (
                file.src_dir == docs
                and not file.is_documentation_page()
                and not is_passive(Path(file.abs_src_path or ""))
            ):
                files.remove(file)
                assert self._left is not None  # noqa: S101 - for mypy
                self._left.append(said("{what}: not used", what=visible(self._place(file.src_uri))))


def _notice(text: str) -> str:
    return f'<div class="admonition failure"><p class="admonition-title">{escape(text)}</p></div>\n'
