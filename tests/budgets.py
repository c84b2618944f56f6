"""The command line as a process of its own that the system ends when it takes too much: a regression fails, it does not hang."""

from __future__ import annotations

import resource
import subprocess
import sys
from functools import partial


def timonel(*arguments: object, megabytes: int = 1500, seconds: int = 20) -> subprocess.CompletedProcess[str]:
    """Run a command; what it, or a process that it begins, takes up beyond the limits ends it.

    Args:
        arguments: the command and its options.
        megabytes: what one process may take up of addresses, so more than it uses.
        seconds: what one process may compute.
    """
    done = subprocess.run(
        [sys.executable, "-m", "timonel", *map(str, arguments)],
        capture_output=True, encoding="utf-8", timeout=20 * seconds, check=False, preexec_fn=partial(_limited, megabytes, seconds),
    )  # fmt: skip
    assert done.returncode in (0, 1, 2), f"{done.returncode}: {done.stderr[-2000:]}"
    assert "Traceback" not in done.stderr, done.stderr
    return done


def _limited(megabytes: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
