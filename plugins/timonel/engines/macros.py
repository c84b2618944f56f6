"""The macros of hand-written pages, all under `kb`: a thin shim, for some engines run it once per page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from posixpath import dirname, relpath
from typing import Any

from timonel.cache import packaged
from timonel.engines.staged import ctx as staged_ctx
from timonel.engines.written.asked import Recorder
from timonel.engines.written.asking import NothingError
from timonel.site.context import Context
from timonel.site.escape import line
from timonel.site.urls import path_of
from timonel.source import Document, parse
from timonel.text import pick, said


class Facts:
    """What a hand-written page may ask of the base.

    Args:
        ctx: the page's language.
        page: returns the page's path under docs/<lang>/ ("guia/x.md").
    """

    def __init__(self, ctx: Context, page: Any) -> None:  # noqa: ANN401 - a callable
        self._ctx, self._page = ctx, page

    def name(self) -> str:
        """Return the base's name."""
        return line(pick(self._ctx.result.settings.name, self._ctx.lang))

    def as_of(self) -> str:
        """Return the date that the check took for today."""
        return str(self._ctx.date(self._ctx.result.today, "long"))

    def count(self, kind: str) -> str:
        """Return how many entities of a kind there are."""
        if kind not in self._ctx.schema.kinds:
            raise NothingError(said("kb.count: there is no kind {kind}", kind=kind))
        return self._ctx.number(len(self._ctx.base.of(kind)))

    def gaps(self) -> str:
        """Return the number of open gaps."""
        return self._ctx.number(self._ctx.result.count())

    def score(self, pillar: str) -> str:
        """Return the score of a pillar as text."""
        if pillar not in self._ctx.result.score:
            raise NothingError(said("kb.score: there is no pillar {pillar}", pillar=pillar))
        value = self._ctx.result.score[pillar].value
        return self._ctx.percent(value) or self._ctx.t("cannot be measured")

    def has(self, key: str) -> bool:
        """Return whether there is an entity (``kind:id``) or a rule: a page can speak of what not every base has."""
        return self._ctx.base.find(key) is not None or key in self._ctx.result.rules

    def link(self, key: str) -> str:
        """Return a Markdown link to the page of ``kind:id``."""
        entity = self._ctx.base.find(key)
        if entity is None:
            raise NothingError(said("kb.link: there is no {key}", key=key))
        return self._to(self._ctx.name(entity), path_of(self._ctx.schema, entity))

    def rule(self, code: str) -> str:
        """Return a Markdown link to a rule's page, with its summary."""
        rule = self._ctx.result.rules.get(code)
        if rule is None:
            raise NothingError(said("kb.rule: there is no rule {code}", code=code))
        summary = self._ctx.pick(rule.summary).rstrip(".")
        return f"{self._to(code, f'rules/{code}')} ({line(summary[:1].lower() + summary[1:])})"

    def bench(self, *groups: str) -> str:
        """Return a Markdown table of what `scripts/bench.py` measured of Timonel, less what it only informs of.

        Args:
            groups: the groups of figures to show; all without them.
        """
        file = packaged("docs") / "data" / "bench.json"
        measured = json.loads(file.read_text(encoding="utf-8"))["rows"] if file.is_file() else []
        rows = [one for one in measured if not groups or one["group"] in groups]
        t = self._ctx.t
        head = [t("What is measured"), t("Beside what"), t("Seconds"), t("Memory"), t("Figure"), t("Must"), t("Aim")]
        lines = [f"| {' | '.join(head)} |", "| --- | --- | ---: | ---: | ---: | ---: | ---: |"]
        lines += [f"| {' | '.join(self._measured(one))} |" for one in rows]
        return "\n".join(lines) if rows else f"*{t('Nobody has measured this yet: `scripts/bench.py` does.')}*"

    def _measured(self, row: Mapping[str, Any]) -> list[str]:
        ours, theirs, number = row.get("ours"), row.get("theirs"), self._ctx.number
        spent = " / ".join(number(one["seconds"], 2) for one in (ours, theirs) if one)
        memory = f"{number(ours['megabytes'], 0)} MB" if ours and ours["megabytes"] else ""
        unit = "" if row["unit"] == "exponent" else f" {row['unit']}"
        figures = [f"{number(row[key], 2)}{unit}" if key in row else "" for key in ("value", "must", "aim")]
        return [line(self._ctx.pick(row["figure"])), line(self._ctx.pick(row["yardstick"])), spent, memory, *figures]

    def benched(self) -> str:
        """Return when, and on what machine, the figures of `bench` were measured."""
        file = packaged("docs") / "data" / "bench.json"
        if not file.is_file():
            return ""
        found = json.loads(file.read_text(encoding="utf-8"))
        cores, python = found["machine"]["cores"], found["machine"]["python"]
        day = str(self._ctx.date(found["date"], "long"))
        return self._ctx.t("{day}, {cores} cores, Python {python}", day=day, cores=cores, python=python)

    def engines(self) -> str:
        """Return a table of what MkDocs and Zensical do differently."""
        document = parse("engines.yaml", (packaged("docs") / "data" / "engines.yaml").read_bytes())
        assert isinstance(document, Document)  # noqa: S101 - it comes with Timonel
        differences: Any = document.value
        heads = [self._ctx.t("What"), "MkDocs", "Zensical", self._ctx.t("Reason")]
        rows = [
            [pick(one[key], self._ctx.lang) for key in ("what", "mkdocs", "zensical", "why")] for one in differences
        ]
        return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows))

    def _to(self, text: str, path: str) -> str:
        return f"[{line(text)}]({relpath(f'{path}.md', dirname(self._page()) or '.')})"


def define_env(env: Any) -> None:  # noqa: ANN401 - the macros plugins have no types
    """Give hand-written pages `kb`."""
    staged = env.conf.get("timonel")
    if staged is not None:  # Zensical
        env.variables["kb"] = Facts(staged_ctx(**staged), lambda: env.page.path)
    else:
        plugin = env.conf["plugins"]["timonel"]

        def page() -> str:
            return str(env.page.file.src_uri)

        env.variables["kb"] = Recorder(Facts(plugin.ctx, page), page, plugin.asked)
