"""Writing a file so that whoever reads it meets the old one or the new one, never half of it."""

from __future__ import annotations

import os
from pathlib import Path


def put(file: Path, data: bytes) -> None:
    """Write a file in one step; links are followed, and pipes and devices written as they are.

    Raises:
        OSError: it cannot be written; the error names ``file``.
    """
    if file.parts[:2] == ("/", "dev") or (file.exists() and not file.is_file()):
        file.write_bytes(data)
        return
    target = file.resolve()
    fresh = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        fresh.write_bytes(data)
        if target.exists():
            fresh.chmod(target.stat().st_mode)
        fresh.replace(target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from None
    finally:
        fresh.unlink(missing_ok=True)
