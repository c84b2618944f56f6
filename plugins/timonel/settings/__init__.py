"""The settings of a base: ``timonel.yaml``, with a default for all that it leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from types import MappingProxyType
from typing import Any

from timonel.languages import DEFAULT, Lang, listed
from timonel.model import Misfit
from timonel.schema import MAX_PROBLEMS, Problem, contract
from timonel.schema.prune import pruned
from timonel.settings.checked import meant
from timonel.settings.named import misnamed, whole
from timonel.source import Broken, Document, Lines, Value, cut, locate, parse, quoting
from timonel.text import Text, said

FILE = "timonel.yaml"
_MAX_BYTES = 2**20
_MOST = 20  # languages
MODEL = 1
SEVERITIES = ("error", "warning", "info")
_HOSTS = {"github.com": "github", "gitlab.com": "gitlab"}
_HIDDEN = MappingProxyType({"people": False, "emails": False})  # where nobody can tell what is meant to be public


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
    languages: tuple[Lang, ...] = listed(DEFAULT)
    as_of: str | None = None
    repository: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, str] | None = None
    publish: Mapping[str, bool] = field(default_factory=dict)
    holidays: frozenset[str] = frozenset()
    vocabulary_owner: str | None = None
    fail_on: str = "error"
    baseline: str | None = None
    severity: Mapping[str, str] = field(default_factory=dict)
    ignore: Sequence[Ignore] = ()
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    timezone: str | None = None
    requires: str | None = None
    brand: Mapping[str, str] = field(default_factory=dict)
    search_words: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)

    @property
    def lang(self) -> Lang:
        """The base's first language."""
        return self.languages[0]

    def read_in(self, code: str) -> Lang:
        """Return one of the base's languages by its code, or another in which it is read."""
        known = (one for one in self.languages if one == code)
        return next(known, Lang(code, self.languages))

    @property
    def names_people(self) -> bool:
        """Whether what is published names people."""
        return self.publish.get("people", True)

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
            "branch": quote(self.repository.get("branch", "main")),
            "path": quote(path),
        }
        for name, value in values.items():
            edit = edit.replace(f"{{{name}}}", value)
        return edit


def load(
    data: bytes | None, path: str = FILE, rules: Mapping[str, Mapping[str, Any]] | None = None
) -> tuple[Settings, list[Misfit]]:
    """Return the settings, and findings for what is wrong with them: a default stands in for each part of that.

    Args:
        data: the file's bytes, None where there is no file.
        path: its name in findings.
        rules: code → the schema of its options, for every rule that may be named; None where that is not known yet:
            then neither codes nor options are judged.
    """
    if data is None:
        return Settings(), []
    large = Broken(path, said("the file has more than 1 MiB"), 1, 1, b"")
    document = parse(path, data) if len(data) <= _MAX_BYTES else large
    if isinstance(document, Broken):
        place = (path, document.line, document.column)
        broken = Misfit("DAT001", f"file:{path}", *place, (), document.problem, document.hint)
        return Settings(publish=_HIDDEN), [broken]
    value = {} if document.value is None else document.value
    lines = Lines(data)
    rest = quoting(document, lines, 0, value)
    form = contract("settings", _named(value))
    problems = form.problems(value, rest)
    if rules is not None and isinstance(value, dict):
        unfit = [*islice(misnamed(value.get("rules"), rules, rest), MAX_PROBLEMS)]
        places = {one.keys for one in unfit}
        problems = [*(one for one in problems if one.keys not in places), *unfit]
    if isinstance(value, dict):
        told = {one.keys for one in problems}
        problems += [one for one in meant(value, _languages(value, problems)) if one.keys not in told]
    many = len(problems) >= MAX_PROBLEMS  # there may be more than were told: nothing of it is used
    kept = pruned(form, value, problems)[0] if isinstance(value, dict) and not many else None
    locales = (kept or {}).get("locale") or {}
    found = _settings(
        kept or {}, listed(_languages(value, problems), locales), closed=many or any(map(_of_publishing, problems))
    )
    if rules is not None:
        found = replace(found, options=whole(found.options, rules))
    if found.forms is not None and found.forms_host is None:
        detail = said("the forms must know where to send changes")
        hint = said(
            "give repository.url with https://, and forms: {host: github} or {host: gitlab} where it is not github.com or gitlab.com"
        )
        problems.append(Problem(("forms",), detail, hint))
        found = replace(found, forms=None)
    torn = [
        Misfit("DAT002", f"file:{path}", path, one.line, one.column, (), one.problem, one.hint) for one in cut(data)
    ]
    return found, torn + [_misfit(document, lines, one) for one in problems]


def misfit(data: bytes | None, problem: Problem, path: str = FILE) -> Misfit:
    """Return the finding of something that only the whole base shows to be wrong with its settings."""
    document = parse(path, data or b"")
    if isinstance(document, Broken):
        return Misfit("DAT002", f"file:{path}", path, 1, 1, problem.keys, problem.detail, problem.hint)
    return _misfit(document, Lines(document.data), problem)


def _misfit(document: Document, lines: Lines, problem: Problem) -> Misfit:
    path = document.path
    line, column = lines.place(*locate(document, problem.keys, 0, document.value), problem.char)
    return Misfit("DAT002", f"file:{path}", path, line, column, problem.keys, problem.detail, problem.hint)


def _named(value: Value) -> Sequence[str]:
    """Return the languages that the settings name, whether they may or not: their own texts may be in these."""
    found = value.get("languages") if isinstance(value, dict) else None
    return [one for one in found[:_MOST] if isinstance(one, str)] if isinstance(found, list) else DEFAULT


def _languages(value: Value, problems: Sequence[Problem]) -> tuple[Lang, ...]:
    """Return the languages that nothing is wrong with, each once; the default ones where none is left."""
    found = value.get("languages") if isinstance(value, dict) else None
    refused = {one.keys[1] for one in problems if one.keys[:1] == ("languages",) and len(one.keys) > 1}
    kept = [one for number, one in enumerate(found[:_MOST]) if number not in refused] if isinstance(found, list) else []
    return listed([*dict.fromkeys(kept)] or DEFAULT)


def _of_publishing(problem: Problem) -> bool:
    """Whether somebody wrote what of people to publish, and nobody can tell what they meant."""
    return "publish" in (problem.meant, *problem.keys[:1])


def _settings(value: Mapping[str, Any], languages: tuple[Lang, ...], *, closed: bool) -> Settings:
    rules = value.get("rules") or {}
    return Settings(
        model=int(value.get("model", MODEL)),  # YAML may have it as 1.0
        name=value.get("name", "Timonel"),
        languages=languages,
        as_of=value.get("as_of"),
        repository=value.get("repository") or {},
        forms=value.get("forms"),
        publish={"people": not closed, "emails": False, **(value.get("publish") or {})},
        holidays=frozenset(value.get("holidays") or ()),
        vocabulary_owner=value.get("vocabulary_owner"),
        fail_on=rules.get("fail_on", "error"),
        baseline=value.get("baseline"),
        severity=rules.get("severity") or {},
        ignore=tuple(Ignore(one["rule"], one["reason"], one.get("until")) for one in rules.get("ignore") or ()),
        options=rules.get("options") or {},
        timezone=value.get("timezone"),
        requires=value.get("requires"),
        brand=value.get("brand") or {},
        search_words=(value.get("search") or {}).get("words") or {},
    )
