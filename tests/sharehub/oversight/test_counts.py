"""Counting looks: of people who look very much in little time, and of units by purpose."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import insert

from sharehub.audit.entry import Action
from sharehub.database.schema import AuditEntry, DecisionPortion
from sharehub.disclosure.identify import identify
from sharehub.errors import Invalid
from sharehub.oversight.counts.bursts import Burst, bursts
from sharehub.oversight.counts.queries import Paced
from sharehub.oversight.counts.questions import Bulk, HeatMap
from sharehub.oversight.days import Days
from tests.sharehub.conftest import START
from tests.sharehub.oversight.offices import THE_HUBS, Offices, a_wall, open_gates
from tests.sharehub.oversight.test_acts import go_to, pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ANNA, BEN, UNIT = UUID(int=1), UUID(int=2), UUID(int=3)


def paced(user: UUID, minutes: Iterable[float], more_than: int) -> list[Paced]:
    """Return somebody's looks at these minutes, as the database gives them."""
    at = [START + timedelta(minutes=minute) for minute in sorted(minutes)]
    return [
        Paced(UUID(int=1000 * user.int + number), at[number], user, UNIT, number + 1, at[number - more_than])
        for number in range(more_than, len(at))
    ]


def told(found: list[Burst]) -> list[tuple[UUID, float, float, int]]:
    """Return who looked, from which minute to which, and how often."""

    def minute(moment: datetime) -> float:
        return (moment - START) / timedelta(minutes=1)

    return [(one.user, minute(one.first), minute(one.last), one.looks) for one in found]


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ([], []),
        ([0, 1], []),
        ([0, 1, 10], [(0, 10, 3)]),
        ([0, 1, 10.001], []),
        ([0, 5, 10, 15, 20], [(0, 20, 5)]),
        ([0, 1, 2, 50, 51, 52], [(50, 52, 3), (0, 2, 3)]),
        # Between two that are too fast one is not: it belongs to the same burst all the same.
        ([0, 1, 2, 9, 12, 13, 14], [(0, 14, 7)]),
        ([0, 4, 8, 18.5, 19, 20], [(18.5, 20, 3), (0, 8, 3)]),
    ],
)
def test_looks_that_come_too_fast_are_joined_into_bursts(
    minutes: list[float], expected: list[tuple[float, float, int]]
) -> None:
    found = bursts(paced(ANNA, minutes, 2), 2, timedelta(minutes=10))

    assert told(found) == [(ANNA, *one) for one in expected]


def test_bursts_are_each_persons_own_and_the_latest_comes_first() -> None:
    looks = [*paced(ANNA, [0, 1, 2, 90, 91, 92], 2), *paced(BEN, [1, 2, 3], 2)]

    found = bursts(sorted(looks, key=lambda look: look.at), 2, timedelta(minutes=10))

    assert told(found) == [(ANNA, 90, 92, 3), (BEN, 1, 3, 3), (ANNA, 0, 2, 3)]


def test_whoever_looks_very_much_in_little_time_is_found(offices: Offices) -> None:
    world = offices.world
    world.publish(world.behaviour(), by="police")
    # Over midnight: no day by itself has too many.
    night = datetime(2024, 6, 3, 22, 56, tzinfo=UTC)
    for minute in range(8):
        go_to(offices, night + timedelta(minutes=minute))
        world.read("teacher", "wellbeing_support")
    for hour in range(8):
        go_to(offices, datetime(2024, 6, 5, 8 + hour, tzinfo=UTC))
        world.read("therapist", "treatment_coordination")

    question = Bulk(more_than=6, minutes=30)
    for code in (THE_HUBS, "POL-DA"):
        (burst,) = offices.asks(code, question)
        assert (burst["user"], burst["unit"], burst["looks"]) == (
            world.actor("teacher").user,
            world.units["SCHOOL"],
            8,
        )
        assert burst["last_at"] - burst["first_at"] > timedelta(minutes=6)
        assert offices.asks(code, Bulk(more_than=8, minutes=30)) == []
        assert offices.asks(code, Bulk(more_than=6, minutes=5)) == []
        assert len(offices.asks(code, Bulk(more_than=1, minutes=1440))) == 2
        assert offices.asks(code, Bulk(more_than=1, minutes=1440, days=Days(date(2024, 6, 6)))) == []
    assert offices.asks("HV", question) == []


def test_bursts_come_in_pages(offices: Offices) -> None:
    world = offices.world
    world.publish(world.behaviour(), by="police")
    for hour in range(3):
        for minute in range(3):
            go_to(offices, START + timedelta(hours=hour, minutes=minute))
            world.read("teacher", "wellbeing_support")

    question = Bulk(more_than=2, minutes=10)
    whole = offices.asks(THE_HUBS, question)
    assert [one["looks"] for one in whole] == [3, 3, 3]
    for most in (1, 2):
        assert pages(offices, THE_HUBS, question, most) == whole


def test_looks_are_counted_by_unit_and_purpose(offices: Offices) -> None:
    world = offices.world
    open_gates(world)
    world.publish(world.behaviour(), by="police")
    for _ in range(2):
        world.read("health_visitor", "child_protection")
    world.read("police", "child_protection")
    world.read("mens_worker", "programme_referral")
    identify(world.hub, world.actor("mens_worker"), world.case)
    a_wall(world, "health_visitor")

    codes = {str(unit): code for code, unit in world.units.items()}

    def counted(code: str, **days: date) -> set[tuple[str, str | None, int]]:
        found = offices.asks(code, HeatMap(Days(**days)))
        return {(codes[str(cell["unit"])], cell["purpose"], cell["looks"]) for cell in found}

    seen_by_all = {
        ("HV", "child_protection", 2),
        ("POL-DA", "child_protection", 1),
        ("RESP-M", "programme_referral", 1),
        ("CAL-C", "case_mapping", 1),
    }
    assert counted(THE_HUBS) == seen_by_all | {("RESP-M", None, 1)}
    assert counted("POL-DA") == seen_by_all
    assert counted("HV") == {("HV", "child_protection", 2)}
    assert counted("RESP-M") == {("RESP-M", "programme_referral", 1), ("RESP-M", None, 1)}
    assert counted(THE_HUBS, last=world.today() - timedelta(days=1)) == set()
    with pytest.raises(Invalid):
        counted(THE_HUBS, first=date(2024, 1, 1))


def test_whoever_looked_too_fast_is_found_however_their_looks_fall(offices: Offices) -> None:
    draw = Random(20)  # noqa: S311 - the same looks on every run
    world = offices.world
    unit, people = world.units["SCHOOL"], sorted({actor.user for actor in world.staff.values()})
    # Whole minutes: many looks fall together, and many are just as far apart as is asked about.
    looks = [(user, draw.randrange(400)) for user in people for _ in range(draw.randrange(40))]
    looks += [(people[0], 200)] * 9
    go_to(offices, START + timedelta(minutes=400))
    with world.hub.engine.begin() as connection:
        portions = [_looked(draw, unit, *look) for look in looks]
        connection.execute(insert(AuditEntry), [_entry(portion) for portion in portions])
        connection.execute(insert(DecisionPortion), portions)

    for more_than in (1, 2, 3, 8, 20):
        for minutes in (1, 7, 30, 120, 1440):
            expected = {
                user
                for user in people
                for first in sorted(minute for one, minute in looks if one == user)
                if sum(one == user and first <= at <= first + minutes for one, at in looks) > more_than
            }
            found = offices.asks(THE_HUBS, Bulk(more_than=more_than, minutes=minutes))
            assert {one["user"] for one in found} == expected, (more_than, minutes)


def _entry(portion: Mapping[str, object]) -> dict[str, object]:
    said = {"id": portion["entry_id"], "at": portion["at"], "action": portion["action"], "outcome": "done"}
    return said | {"leaf_hash": bytes(32), "body": b"{}"}


def _looked(draw: Random, unit: UUID, user: UUID, minute: int) -> dict[str, object]:
    return {
        "entry_id": UUID(int=draw.getrandbits(128), version=4),
        "unit_id": unit,
        "side": "asker",
        "at": START + timedelta(minutes=minute),
        "action": Action.PATTERN_ASKED,
        "actor": user,
        "asker_unit": unit,
        "refused": False,
        "released": [],
    }
