"""YAML of other programs, read for its plain values: a tag that would make or fetch something leaves nothing behind."""

from __future__ import annotations

from typing import Any

import yaml

_MAX = 2**20  # bytes


class _Plain(yaml.SafeLoader):
    """Takes a value whose tag it does not know for none."""


def _nothing(_loader: yaml.SafeLoader, _tag: str, _node: yaml.Node) -> None:
    return None


_Plain.add_multi_constructor("!", _nothing)
_Plain.add_multi_constructor("tag:", _nothing)


def plain(data: bytes) -> dict[str, Any] | None:
    """Return what a mapping of YAML says, None where it is none or cannot be read."""
    try:
        # PyYAML stumbles in many ways over a value that its tag does not fit.
        value = yaml.load(data, _Plain) if len(data) <= _MAX else None  # noqa: S506 - a safe loader
    except (yaml.YAMLError, RecursionError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError):
        return None
    return {str(key): one for key, one in value.items()} if isinstance(value, dict) else None
