"""Hubs with a history to audit, on each database."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.sharehub.audit.growing import Growing
from tests.sharehub.conftest import START
from tests.sharehub.conftest import on_sqlite as hub_in
from tests.sharehub.verify.audits import Audit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sharehub.world import World


@pytest.fixture(scope="session")
def sqlite_audited(
    sqlite_founded: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Audit]:
    """Return a folder with a hub that has a history, to be copied, and what is known of it."""
    template, founded = sqlite_founded
    folder = tmp_path_factory.mktemp("audited")
    shutil.copytree(template, folder / "hub")
    hub = hub_in(folder / "hub", START + timedelta(seconds=1))
    audit = Audit.of(replace(founded, hub=hub), folder)
    hub.close()
    return folder, audit


@pytest.fixture
def on_sqlite(sqlite_audited: tuple[Path, Audit], tmp_path: Path) -> Iterator[Audit]:
    """Yield a hub of this test's own on SQLite, with a history."""
    template, audited = sqlite_audited
    for part in ("hub", "log"):
        shutil.copytree(template / part, tmp_path / part)
    hub = hub_in(tmp_path / "hub", audited.until)
    yield replace(audited, growing=Growing(hub, tmp_path / "log" / "log.json"), folder=tmp_path / "exports")
    hub.close()


@pytest.fixture
def on_postgres(postgres_world: World, tmp_path: Path) -> Audit:
    """Return a hub on PostgreSQL, with a history."""
    return Audit.of(postgres_world, tmp_path)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def audit(request: pytest.FixtureRequest) -> Audit:
    """Return a hub with a history, on each database in turn."""
    found: Audit = request.getfixturevalue(f"on_{request.param}")
    return found
