"""A log that nobody tampered with verifies clean, with everything that an auditor may bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sharehub.verify.audits import Audit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sharehub.world import World


@pytest.fixture
def audit(world: World, tmp_path: Path) -> Audit:
    return Audit.of(world, tmp_path)


def test_a_sound_log_verifies_clean(audit: Audit) -> None:
    report = audit.verify()
    assert report.failures == []
