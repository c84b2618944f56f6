"""How much is fuzzed: some examples, always the same ones, in every run; a minute of fresh ones a test with TIMONEL_TEST_ALL.

TIMONEL_FUZZ=10000 runs so many of each reader, a tenth of a whole command, a hundredth of a whole build.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

_NUMBER = int(os.environ.get("TIMONEL_FUZZ", "0"))
MINUTE = bool(os.environ.get("TIMONEL_TEST_ALL")) and not _NUMBER


def _of(short: int, share: int) -> settings:
    """Return how a test runs: ``short`` examples, or its share of a long run; only those of readers are made smaller."""
    return settings(
        database=None, deadline=None, derandomize=not (_NUMBER or MINUTE), suppress_health_check=[*HealthCheck],
        phases=(Phase.explicit, Phase.generate, *([Phase.shrink] if share == 1 and not _NUMBER else [])),
        max_examples=max(_NUMBER // share, 1) if _NUMBER else short * (10 if MINUTE else 1),
    )  # fmt: skip


READER = _of(40, 1)
SLOW = _of(10, 1)  # readers that take their time
COMMAND = _of(4, 10)
COMPANY = _of(2, 10)
BUILD = _of(1, 100)
