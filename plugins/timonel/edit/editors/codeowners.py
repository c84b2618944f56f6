"""CODEOWNERS out of owners and their accounts: who is asked about a change of which file, as GitHub and GitLab read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from timonel.files import git_prefix
from timonel.governance import Result
from timonel.kinds import Forum, Person
from timonel.lookups.confirmations import answering
from timonel.text import Said, said

FILE = "CODEOWNERS"
_BEGIN, _END = "# timonel: from here", "# timonel: to here"
_BLOCK = re.compile(rf"^{_BEGIN}.*?^{_END}[^\n]*\n?", re.MULTILINE | re.DOTALL)
_ODD = re.compile(r"([\s#!\\\[\]*?])")  # what patterns read as something else than itself
_ALL = ("/timonel.yaml", "/rules/", "/schemas/")  # what concerns everybody: those who chair what steers are asked


class Owners(NamedTuple):
    """The lines of a CODEOWNERS, and how many files nobody with an account answers for."""

    lines: Sequence[str]
    without: int


def owners(result: Result) -> Owners:
    """Return who is asked about which file: who holds the roles that answer for what it holds.

    Files of which nobody with an account answers have no line; then the last one that fits holds, as hosts have it.
    """
    prefix = f"/{git_prefix(result.root)}" if result.root else "/"
    chairs = [*_accounts(result, [one.chair for one in result.base.all(Forum) if one.type == "steering" and one.chair])]
    lines = [f"{prefix}{path.removeprefix('/')} {' '.join(chairs)}" for path in _ALL if chairs]
    without = 0
    for path, some in sorted(_files(result).items()):
        if some:
            lines.append(f"{_pattern(prefix + path)} {' '.join(some)}")
        else:
            without += 1
    return Owners(lines, without)


def _files(result: Result) -> dict[str, list[str]]:
    """Return file of the data → the accounts of those who answer for what it holds."""
    found: dict[str, dict[str, None]] = {}
    for entity in result.base:
        roles = [one.id for one in answering(result.base, entity)]
        found.setdefault(entity.file, {}).update(dict.fromkeys(_accounts(result, roles)))
    return {path: [*some] for path, some in found.items()}


def _accounts(result: Result, roles: Sequence[str]) -> Iterator[str]:
    for role in roles:
        for holder in result.facts.holders(role):
            person = result.base.get(Person, holder.person)
            if person is not None and person.account:
                yield f"@{person.account.removeprefix('@')}"


def _pattern(path: str) -> str:
    return _ODD.sub(r"\\\1", path)


def text(found: Owners, old: str = "") -> str:
    """Return a CODEOWNERS with these lines; what somebody wrote around them stays."""
    block = "\n".join((_BEGIN, *found.lines, _END)) + "\n"
    if _BLOCK.search(old):
        return _BLOCK.sub(lambda _found: block, old, count=1)
    gap = "\n" if old and not old.endswith("\n\n") else ""
    return f"{old}{gap}{block}"


def nothing(result: Result) -> Said | None:
    """Return why there is nothing to write: nobody has an account; None where somebody has."""
    if any(one.account for one in result.base.all(Person)):
        return None
    return said("no person has an `account`: write it in data/people/, as the git host knows them")
