"""With TIMONEL_TEST_ALL, a test of Hypothesis runs again and again for a minute, each time with other examples."""

from __future__ import annotations

import time

import amount
import pytest

_SECONDS = 60


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test until its time is over."""
    if not (amount.MINUTE and getattr(pyfuncitem.obj, "is_hypothesis_test", False)):
        return None
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames})
    return True
