"""From a page of HTML to a PDF, by whatever Chromium is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_PATIENCE = 120  # seconds
_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


class NoPrinterError(Exception):
    """There is no Chromium, or it does not print."""


def pdf(page: str) -> bytes:
    """Return a page printed.

    Args:
        page: HTML that needs nothing else.

    Raises:
        NoPrinterError: there is nothing to print with.
    """
    program = os.environ.get("TIMONEL_BROWSER") or next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        raise NoPrinterError
    with tempfile.TemporaryDirectory(prefix="timonel-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, "utf-8")
        command = [
            program, "--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer", f"--user-data-dir={folder}/profile",
            *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
            f"--print-to-pdf={target}", source.as_uri(),
        ]  # fmt: skip
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE)  # noqa: S603 - a browser that the machine has
            return target.read_bytes()
        except (OSError, subprocess.SubprocessError):
            raise NoPrinterError from None


def pages(data: bytes) -> int:
    """Return how many pages a PDF has."""
    return len(_PAGE.findall(data))
