"""What is alarmed, for the tests in which something is wrong."""

from __future__ import annotations

import pytest


@pytest.fixture
def alarms(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Return what is alarmed."""
    caplog.set_level("ERROR", "sharehub.alarm")
    return caplog
