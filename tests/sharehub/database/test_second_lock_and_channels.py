"""The second lock and channels: narrowed, subscribed to, foreseen and read by the application's own login."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from sharehub.channels.preview import preview
from sharehub.channels.roster import roster
from sharehub.channels.subscribe import Topic, subscribe
from sharehub.database.schema import Notice
from sharehub.disclosure.foresee import Foreseen
from sharehub.notices.tell import Occasion
from sharehub.patterns.publish import publish
from sharehub.patterns.record import record
from tests.sharehub.channels.narrowing import PURPOSE, lifted, narrowed, officer_of
from tests.sharehub.database.test_second_lock import acting, logins, refused
from tests.sharehub.database.test_second_lock_and_services import does

if TYPE_CHECKING:
    from tests.sharehub.database.logins import Logins
    from tests.sharehub.world import World

__all__ = ["logins"]

pytestmark = pytest.mark.postgres


def test_it_all_works_bound(postgres_world: World, logins: Logins) -> None:
    world = postgres_world
    officer = officer_of(world, "POL-DA")
    world.open("cp_concern", "HV", "POL-DA")
    world = logins.bound(world)
    does(world, "health_visitor", subscribe, {Topic.COMES_IN})
    fact = does(world, "police", record, world.behaviour())

    seen = preview(world.hub, world.actor("police"), world.case, fact, PURPOSE)
    does(world, "police", publish, fact)

    assert isinstance(seen, Foreseen)
    (line,) = [
        line for who, line in seen.audiences if (who.unit, who.purpose) == (world.units["HV"], PURPOSE)
    ]
    assert line is not None
    assert world.texts("health_visitor", PURPOSE) == [line["text"]]
    assert len(does(world, "police", roster).services) > 3
    _, kept = narrowed(world, by=officer)
    # Whoever decides for others goes by what these keep back, too.
    assert world.texts("health_visitor", PURPOSE) == []
    lifted(world, officer, kept)
    assert world.texts("health_visitor", PURPOSE) == [line["text"]]
    told = [row["unit_id"] for row in postgres_world.rows(Notice) if row["kind"] == Occasion.COMES_IN]
    assert told == [world.units["HV"]]


def test_a_unit_writes_its_own_alone_and_nobody_rewrites_what_was_kept_back(
    postgres_world: World, logins: Logins
) -> None:
    world = postgres_world
    officer, kept = narrowed(world)
    world.act(subscribe, "police", {Topic.GAP_CLOSED})
    of = {"own": world.units["POL-DA"], "other": world.units["HV"], "by": officer.user, "id": kept}
    columns = "id, from_unit_id, to_unit_id, purpose, start, narrowed_by, narrowed_at"
    new = f"insert into channel_narrowings ({columns}) select gen_random_uuid()"
    lifting = "update channel_narrowings set lifted_by = :by, lifted_at = narrowed_at where id = :id"
    engine = logins.engine("app")

    with acting(engine, world.units["HV"]) as connection:
        # Decided by, and so seen, by all; like protocols it is of no case.
        assert connection.execute(text("select count(*) from channel_narrowings")).scalar_one() == 1
        assert refused(
            connection, f"{new}, :own, :other, 'x', start, :by, narrowed_at from channel_narrowings", **of
        )
        assert refused(connection, lifting, **of)
        assert refused(connection, "update case_subscriptions set until = since, ended_by = subscribed_by")
    with acting(engine, world.units["POL-DA"]) as connection:
        for column in ("categories", "purpose", "start", '"end"', "from_unit_id", "to_unit_id"):
            assert refused(connection, f"update channel_narrowings set {column} = {column}"), column
        assert refused(connection, "delete from channel_narrowings")
        assert refused(connection, "delete from case_subscriptions")
        assert not refused(connection, lifting, **of)
        connection.rollback()
    with acting(engine, world.units["ALC-S"]) as connection:
        assert connection.execute(text("select count(*) from case_subscriptions")).scalar_one() == 0
