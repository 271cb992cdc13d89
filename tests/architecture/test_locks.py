"""What is served is what was tested: the lock files name the same releases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    """Return the release that a lock file names for each package."""
    return dict(PIN.findall((ROOT / name).read_text()))


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-build.lock"])
def test_what_is_installed_elsewhere_is_what_the_tests_ran_with(name: str) -> None:
    served, tested = pins(name), pins("requirements-dev.lock")

    assert served
    assert served == {package: tested.get(package) for package in served}
