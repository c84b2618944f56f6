"""The settings of a base: ``timonel.yaml``, with a default for all that it leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from timonel.model import Misfit
from timonel.schema import contract
from timonel.source import Broken, Lines, cut, locate, parse, quoting
from timonel.text import Text, said

FILE = "timonel.yaml"
MODEL = 1
SEVERITIES = ("error", "warning", "info")
_HOSTS = {"github.com": "github", "gitlab.com": "gitlab"}


@dataclass(frozen=True)
class Ignore:
    """A rule that the base leaves out, with the reason and (optionally) the last day."""

    rule: str
    reason: Text
    until: str | None = None


@dataclass(frozen=True)
class Settings:
    """What ``timonel.yaml`` says; see ``schemas/settings.schema.json`` for each field."""

    model: int = MODEL
    name: Text = "Timonel"
    languages: tuple[str, ...] = ("es", "en")
    as_of: str | None = None
    repository: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, str] | None = None
    publish: Mapping[str, bool] = field(default_factory=dict)
    holidays: frozenset[str] = frozenset()
    vocabulary_owner: str | None = None
    fail_on: str = "error"
    severity: Mapping[str, str] = field(default_factory=dict)
    ignore: Sequence[Ignore] = ()
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def lang(self) -> str:
        """The base's first language."""
        return self.languages[0]

    def ignored(self, code: str, today: str) -> bool:
        """Whether the settings leave a rule out on a day."""
        return any(one.rule == code and (one.until is None or one.until >= today) for one in self.ignore)

    @property
    def forms_host(self) -> str | None:
        """``github`` or ``gitlab``: where the forms send what people save; None where nothing says so outright.

        Tokens that may write go there: nothing is guessed from an address, and nothing sent in the clear.
        """
        from urllib.parse import urlsplit  # noqa: PLC0415 - only the forms ask

        try:
            parts = urlsplit(self.repository.get("url", ""))
        except ValueError:  # half an address of numbers in brackets
            return None
        known = (self.forms or {}).get("host") or _HOSTS.get(parts.netloc.lower())
        return known if parts.scheme == "https" and "@" not in parts.netloc and parts.path.strip("/") else None

    def edit_url(self, path: str) -> str | None:
        """Return where a file of the base is edited, or None without a repository."""
        from urllib.parse import quote  # noqa: PLC0415 - only the site asks

        edit = self.repository.get("edit")
        if not edit:
            return None
        values = {
            "url": self.repository.get("url", ""),
            "branch": self.repository.get("branch", "main"),
            "path": quote(path),
        }
        for name, value in values.items():
            edit = edit.replace(f"{{{name}}}", value)
        return edit


def load(data: bytes | None, path: str = FILE) -> tuple[Settings, list[Misfit]]:
    """Return the settings, and findings for what is wrong with them (defaults stand in for that).

    Args:
        data: the file's bytes, None where there is no file.
        path: its name in findings.
    """
    if data is None:
        return Settings(), []
    document = parse(path, data)
    if isinstance(document, Broken):
        return Settings(), [
            Misfit("DAT001", f"file:{path}", path, document.line, document.column, (), document.problem, document.hint)
        ]
    value = document.value if isinstance(document.value, dict) else {}
    languages = value.get("languages")
    known = (
        languages
        if isinstance(languages, list) and languages and all(isinstance(x, str) for x in languages)
        else ["es", "en"]
    )
    misfits = [
        Misfit("DAT002", f"file:{path}", path, one.line, one.column, (), one.problem, one.hint) for one in cut(data)
    ]
    lines = Lines(data)
    rest = quoting(document, lines, 0, document.value)
    for problem in contract("settings", known).problems(document.value or {}, rest):
        line, column = lines.place(*locate(document, problem.keys, 0, document.value), problem.char)
        misfits.append(Misfit("DAT002", f"file:{path}", path, line, column, problem.keys, problem.detail, problem.hint))
        _drop(value, problem.keys)
    found = _settings(value, tuple(known))
    if found.forms is not None and found.forms_host is None:
        line, column = locate(document, ("forms",), 0, document.value)
        detail = said("the forms must know where to send changes")
        hint = said(
            "give repository.url with https://, and forms: {host: github} or {host: gitlab} where it is not github.com or gitlab.com"
        )
        misfits.append(Misfit("DAT002", f"file:{path}", path, line, column, ("forms",), detail, hint))
        found = replace(found, forms=None)
    return found, misfits


def _drop(value: Any, keys: tuple[str | int, ...]) -> None:  # noqa: ANN401 - a YAML value
    """Take the field out that the schema refused: its top part, because the rest may hang on it."""
    if keys and isinstance(value, dict):
        if keys[0] == "rules" and len(keys) > 1 and isinstance(value.get("rules"), dict):
            value["rules"].pop(keys[1], None)
        else:
            value.pop(keys[0], None)


def _settings(value: Mapping[str, Any], languages: tuple[str, ...]) -> Settings:
    rules = value.get("rules") or {}
    return Settings(
        model=value.get("model", MODEL),
        name=value.get("name", "Timonel"),
        languages=languages,
        as_of=value.get("as_of"),
        repository=value.get("repository") or {},
        forms=value.get("forms"),
        publish={"people": True, "emails": False, **(value.get("publish") or {})},
        holidays=frozenset(value.get("holidays") or ()),
        vocabulary_owner=value.get("vocabulary_owner"),
        fail_on=rules.get("fail_on", "error"),
        severity=rules.get("severity") or {},
        ignore=tuple(Ignore(one["rule"], one["reason"], one.get("until")) for one in rules.get("ignore") or ()),
        options=rules.get("options") or {},
    )
