"""Recalls under the second lock: why a copy is out of date, the application's login cannot even read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from consent.record import Status
from sharehub.recalls.acknowledge import acknowledge
from tests.sharehub.database.logins import logins_on
from tests.sharehub.recalls.recalling import after, hears, listed, recalled, work_off

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Engine

    from tests.sharehub.world import World

COPIES = "select count(*) from recalled_copies"


def counted(engine: Engine, unit: UUID, query: str, *, officer: bool = False) -> int:
    with engine.begin() as connection:
        connection.execute(text("select set_config('sharehub.unit', :unit, true)"), {"unit": str(unit)})
        if officer:
            connection.execute(text("select set_config('sharehub.officer', 'on', true)"))
        return int(connection.execute(text(query)).scalar_one())


@pytest.mark.postgres
def test_a_withdrawal_runs_its_course_by_logins_that_see_no_more_than_they_need(
    postgres_world: World, postgres_migrated: tuple[str, str]
) -> None:
    world = postgres_world
    world.open("programme_referral", "RESP-M")
    world.publish(world.told_by_her(), by="womens_worker")
    with logins_on(postgres_migrated[0]) as logins:
        app, worker = logins.engine("app"), logins.engine("worker")
        bound = replace(world, hub=replace(world.hub, engine=app))
        working = replace(world.hub, engine=worker)
        her, him = world.actor("womens_worker"), world.actor("mens_worker")
        world.consents()
        bound.read("mens_worker", "programme_referral")
        world.consents(status=Status.RESCINDED)
        work_off(world, working)

        assert recalled(world) == {(him.user, him.role)}
        for engine, query in (
            (app, "select count(*) from recalls"),
            (app, "insert into recall_reaches select * from recall_reaches"),
            (app, "update recalled_copies set stage = 0"),
            (worker, "select count(*) from decision_records"),
            (app, "select * from sharehub_relied_on(array[]::uuid[], array[]::text[])"),
        ):
            with pytest.raises(ProgrammingError):
                counted(engine, him.unit, query)
        units = world.units
        assert {code: counted(app, units[code], COPIES) for code in ("RESP-M", "CAL-W", "HV")} == {
            "RESP-M": 1,
            "CAL-W": 0,
            "HV": 0,
        }
        assert {code: counted(app, units[code], COPIES, officer=True) for code in ("CAL-W", "HV", "IG")} == {
            "CAL-W": 1,
            "HV": 0,
            "IG": 1,
        }
        (item,) = listed(bound, "mens_worker")
        assert hears(bound, "mens_worker") == ["copy_out_of_date"]
        with bound.hub.begin(him.unit) as work:
            acknowledge(work, him, item["id"], 1)
        after(world, days=30)
        work_off(world, working)
        assert her.unit == units["CAL-W"]
    assert [row["acknowledged"] for row in listed(world, "mens_worker")] == [True]
