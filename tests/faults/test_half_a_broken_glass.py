"""There is no half of a broken glass: row, grounds, notices and entry are all there, or none is."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from sharehub.audit.entry import Action
from sharehub.consents.break_glass import break_glass
from sharehub.consents.serious_risk import approve
from sharehub.database.schema import BreakGlass, BreakGlassGrounds, Notice, SeriousRiskDecision
from sharehub.disclosure.grounds import read_grounds
from sharehub.errors import KeysUnavailable
from tests.faults.test_keys_out_of_reach import find_it_again, lose_the_key_store
from tests.faults.test_recorded_before_released import fail_at_commit, let_commits_through, refuse_inserts
from tests.sharehub.audit.deeds import EMERGENCY, PURPOSE, a_decision, a_glass
from tests.sharehub.consents.strangers import got, with_stranger
from tests.sharehub.consents.test_risk_api import EMERGENCY as SENT
from tests.sharehub.disclosure.stored import change, count_of
from tests.sharehub.web.clients import Staff, assert_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sharehub.world import World

TABLES = (BreakGlass, BreakGlassGrounds, Notice)


@pytest.fixture
def world(world: World) -> Iterator[World]:
    """Yield a world in which there is something to see; it leaves no trigger behind."""
    world.publish(world.behaviour())
    yield world
    if world.hub.engine.dialect.name == "postgresql":
        change(world, text("drop function if exists refuse() cascade"))


def nothing_of_it(world: World) -> bool:
    """Say whether nobody ever broke a glass, as far as anything tells."""
    return not any(world.rows(table) for table in TABLES) and count_of(world, Action.GLASS_BROKEN) == 0


@pytest.mark.parametrize("table", ["notices", "break_glass_grounds", "audit_entries", "log_queue"])
def test_what_cannot_be_written_whole_is_not_written_at_all(world: World, table: str) -> None:
    refuse_inserts(world, table)

    with pytest.raises(DBAPIError):
        a_glass(world)

    assert nothing_of_it(world)


def test_what_does_not_commit_is_no_broken_glass_and_no_success(world: World) -> None:
    staff = Staff(world)
    fail_at_commit(world)

    answer = staff.post("social_worker", "/break-glass", json=SENT)

    assert_problem(answer, 500, "error")
    world.hub.engine.dispose()
    let_commits_through(world)
    assert nothing_of_it(world)
    assert staff.post("social_worker", "/break-glass", json=SENT).status_code == 201


def test_an_approval_that_does_not_commit_lifts_nothing_and_tells_nobody(world: World) -> None:
    decision = a_decision(world)
    fail_at_commit(world)

    with pytest.raises(DBAPIError):
        world.act(approve, "social_worker", decision)

    world.hub.engine.dispose()
    let_commits_through(world)
    assert [row["approved_by"] for row in world.rows(SeriousRiskDecision)] == [None]
    assert world.rows(Notice) == []


def test_grounds_are_not_opened_before_it_is_durable_that_somebody_read_them(
    world: World, opened: list[str]
) -> None:
    decision = a_decision(world)
    fail_at_commit(world)

    with pytest.raises(DBAPIError):
        read_grounds(world.hub, world.actor("social_worker"), Action.SERIOUS_RISK_READ, world.case, decision)

    assert opened == []
    world.hub.engine.dispose()
    let_commits_through(world)
    read_grounds(world.hub, world.actor("social_worker"), Action.SERIOUS_RISK_READ, world.case, decision)
    assert opened == ["risk", "why_not_less", "told_note"]


def test_keys_that_cannot_be_had_show_alike_whether_or_not_there_is_such_a_case(world: World) -> None:
    world = with_stranger(world)
    a_glass(world, "stranger")
    nowhere = replace(world, case=uuid4())
    a_glass(nowhere, "stranger")
    lose_the_key_store(world)
    try:
        for there in (world, nowhere):
            with pytest.raises(KeysUnavailable):
                got(there)
            with pytest.raises(KeysUnavailable):
                there.act(break_glass, "stranger", PURPOSE, EMERGENCY)
    finally:
        find_it_again(world)

    assert (got(world), got(nowhere)) == ([world.behaviour().statement], [])
    assert len(world.rows(BreakGlass)) == 2


BREAKER = """
import os, sys
from datetime import datetime
from pathlib import Path
from uuid import UUID
from sqlalchemy import event
from sharehub.assembly import assemble
from sharehub.clock import SteppedClock
from sharehub.consents.break_glass import Emergency, break_glass
from sharehub.crypto.keys import KeyFile
from sharehub.identity.actor import Actor
from sharehub.identity.sign_in import SignIn

folder, now, case, user, unit, moment = sys.argv[1:]
folder, now = Path(folder), datetime.fromisoformat(now)
hub = assemble(
    f"sqlite:///{folder / 'data' / 'hub.db'}",
    f"sqlite:///{folder / 'keys' / 'keys.db'}",
    KeyFile(folder / "keys" / "root.json", os.urandom),
    SteppedClock(now),
)


def kill(*_):
    os.kill(os.getpid(), 9)


event.listen(hub.engine, "commit" if moment == "before" else "checkin", kill)
actor = Actor(UUID(user), UUID(unit), "police", sign_in=SignIn(now))
with hub.begin(actor.unit) as work:
    made = break_glass(
        work, actor, UUID(case), frozenset({"child_protection"}), Emergency("a", "b", "c", "d")
    )
print(made, flush=True)
"""


@pytest.mark.parametrize(("moment", "whole"), [("before", False), ("after", True)])
def test_killed_before_the_commit_there_is_nothing_and_after_it_all(
    sqlite_world: World, tmp_path: Path, moment: str, *, whole: bool
) -> None:
    world = sqlite_world
    world.publish(world.behaviour())
    police = world.actor("police")
    arguments = (
        tmp_path / "hub",
        world.hub.clock.now().isoformat(),
        world.case,
        police.user,
        police.unit,
        moment,
    )

    ended = subprocess.run(
        [sys.executable, "-c", BREAKER, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )

    assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, ""), ended.stderr
    assert nothing_of_it(world) is not whole
    assert [len(world.rows(table)) for table in TABLES] == ([1, 1, 2] if whole else [0, 0, 0])
    assert count_of(world, Action.GLASS_BROKEN) == int(whole)
