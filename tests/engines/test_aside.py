"""Work done aside ends with whoever asked for it."""

import subprocess
import sys

import pytest
from bases import PATIENCE

LEAVES = """
import os
from timonel.engines.aside import Aside
several = [Aside(lambda: "x" * 2**22) for _ in range({number})]
os._exit(0)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only where processes are forked")
@pytest.mark.parametrize("number", [1, 3])
def test_nobody_is_left_who_waits_to_be_read(number):
    """Whoever asked is gone: what was made is thrown away, and nobody holds on to the output."""
    done = subprocess.run(
        [sys.executable, "-c", LEAVES.format(number=number)], capture_output=True, timeout=PATIENCE, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
