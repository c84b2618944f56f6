"""The programs that Timonel is measured against, in an environment of their own, from the package registry."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmark.measure import ROOT

WANTED = (
    "check-jsonschema==0.39.0",
    "mkdocs==1.6.1",
    "mkdocs-material==9.8.1",
    "pagefind[bin]==1.5.2",
    "pymdown-extensions",
    "sphinx==9.0.4",
    "sphinx-needs==9.1.0",
    "strictdoc==0.30.4",
    "zensical==0.0.73",
)


def install() -> Path:
    """Return the folder of the yardsticks' programs, installed where they are not there yet."""
    home = Path(os.environ.get("TIMONEL_CACHE") or ROOT / ".timonel").absolute() / "yardsticks"
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    stamp = home / "installed.txt"
    wanted = "\n".join(WANTED)
    if not (stamp.exists() and stamp.read_text(encoding="utf-8") == wanted):
        print(f"Installing the yardsticks into {home} (a minute or two).", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
        subprocess.run([programs / "python", "-m", "pip", "install", *quiet, *WANTED], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return programs
