"""Timonel keeps a CRM programme governable: YAML in, a checked and published knowledge base out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

    from timonel.app.workspace import Workspace

__version__ = "1.0.0"


def open(root: str | os.PathLike[str], *, use_cache: bool = True) -> Workspace:  # noqa: A001 - as other libraries do
    """Return the knowledge base in a folder, as it is now.

    Args:
        root: the folder with ``timonel.yaml``.
        use_cache: whether to read and write ``.timonel/``, where what takes time is kept between runs.

    Raises:
        NoBaseError: the folder is no knowledge base (`timonel.app.workspace`).
        OSError: it cannot be read.
    """
    from timonel.app import workspace  # noqa: PLC0415 - whoever only asks for the version need not wait

    return workspace.of(root, use_cache=use_cache)
