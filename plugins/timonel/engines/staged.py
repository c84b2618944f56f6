"""What runs inside Zensical for each hand-written page: its macros, and the glossary words explained."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from timonel.engines.written.asking import mistake
from timonel.engines.written.explain import GlossaryExtension
from timonel.engines.written.folds import FoldsExtension
from timonel.engines.written.timed import time
from timonel.load.braces import apart
from timonel.pipeline import examine
from timonel.site.context import Context
from timonel.site.urls import Urls
from timonel.text import say, visible

MARK = "kb_state"  # in the front matter of hand-written pages


@lru_cache(maxsize=1)
def ctx(root: str, lang: str, use_cache: bool) -> Context:  # noqa: FBT001 - a key of what is kept
    """Return a language of a base, loaded once in a build: Zensical asks for each page."""
    return Context(examine(Path(root), use_cache=use_cache), lang, Urls())


class StagedExtension(Extension):
    """Runs the macros and links glossary words, on hand-written pages alone.

    Args:
        root: the base.
        lang: the language.
        use_cache: whether to read and write ``.timonel/``.
        macros: the options of the macros plugin, None without it.
    """

    def __init__(self, root: str, lang: str, *, use_cache: bool = True, macros: dict[str, Any] | None = None) -> None:
        super().__init__()
        self.lang = lang
        self.base, self.macros = {"root": root, "lang": lang, "use_cache": use_cache}, macros

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Register what a page needs; Zensical makes a new Markdown for each."""
        from zensical.extensions.context import ContextPreprocessor  # noqa: PLC0415 - an optional dependency
        from zensical.extensions.macros import MacrosConfig, MacrosPreprocessor  # noqa: PLC0415 - as above

        context = ContextPreprocessor.from_markdown(md)
        if context is None or MARK not in context.page.meta:
            return
        context.config["timonel"] = self.base
        if self.macros is not None:
            run = MacrosPreprocessor(md, MacrosConfig(**self.macros))
            md.preprocessors.register(_Named(run, context.page.path, ctx(**self.base)), "timonel-macros", 35)
        glossary = GlossaryExtension(ctx(**self.base).glossary)
        glossary.page = context.page.path
        glossary.extendMarkdown(md)
        FoldsExtension(ctx(**self.base)).extendMarkdown(md)
        time(md, f"docs/{ctx(**self.base).written}/{context.page.path}", ctx(**self.base).lang)


class _Named(Preprocessor):
    """Runs macros; a mistake in them says in which page it is."""

    def __init__(self, macros: Any, path: str, ctx: Context) -> None:  # noqa: ANN401 - Zensical has no types
        super().__init__()
        self.macros, self.path, self.ctx = macros, path, ctx

    def run(self, lines: list[str]) -> list[str]:
        body = "\n".join(lines)
        try:
            return list(self.macros.run(apart(body).split("\n")))
        except Exception as error:  # noqa: BLE001 - macros are anybody's code
            result, page = self.ctx.result, f"{self.ctx.written}/{self.path}"
            whole = next((one.text for one in result.base.pages if one.path == page), "")
            told = mistake(error, f"docs/{page}", whole, body)
            raise ValueError(visible(say(told, result.settings.lang))) from None


def makeExtension(**options: Any) -> StagedExtension:  # noqa: N802, ANN401 - Markdown's name and options
    """Return the extension; Markdown calls this."""
    return StagedExtension(**options)
