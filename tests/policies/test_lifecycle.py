"""The way of a protocol: every standing with every move, and the days that make one end or come due."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from policies.lifecycle import HAS_RUN, Due, DueDay, Move, Standing, after, due, on_day
from tests.policies.builders import a_protocol

DRAFT, REHEARSED, IN_FORCE, SUSPENDED, SUPERSEDED, WITHDRAWN, EXPIRED = Standing
POSSIBLE = {
    DRAFT: {Move.REHEARSAL: REHEARSED, Move.WITHDRAWAL: WITHDRAWN},
    REHEARSED: {
        Move.REHEARSAL: REHEARSED,
        Move.SIGNATURE: REHEARSED,
        Move.SIGNATURE_WITHDRAWAL: REHEARSED,
        Move.COMPLETION: IN_FORCE,
        Move.WITHDRAWAL: WITHDRAWN,
    },
    IN_FORCE: {Move.SUSPENSION: SUSPENDED, Move.SUCCESSION: SUPERSEDED},
    SUSPENDED: {
        Move.RESUMPTION: SUSPENDED,
        Move.SIGNATURE_WITHDRAWAL: SUSPENDED,
        Move.COMPLETION: IN_FORCE,
        Move.SUCCESSION: SUPERSEDED,
    },
    SUPERSEDED: {},
    WITHDRAWN: {},
    EXPIRED: {Move.SUCCESSION: SUPERSEDED},
}
LAST = date(2026, 12, 31)
"""Of the usual protocol of these tests; it takes effect on 2024-01-01."""


@pytest.mark.parametrize(("standing", "move"), [*product(Standing, Move)])
def test_each_move_is_possible_where_it_should_be_and_nowhere_else(standing: Standing, move: Move) -> None:
    assert after(standing, move) == POSSIBLE[standing].get(move)


def test_nothing_comes_into_force_but_by_completion_and_completion_waits_for_signatures() -> None:
    into = {
        (standing, move) for standing, move in product(Standing, Move) if after(standing, move) is IN_FORCE
    }

    assert {move for _, move in into} == {Move.COMPLETION}
    signable = {
        standing
        for standing in Standing
        if after(standing, Move.SIGNATURE) or after(standing, Move.RESUMPTION)
    }
    assert {standing for standing, _ in into} == signable


def test_a_version_that_has_run_is_one_that_came_into_force() -> None:
    assert {IN_FORCE, SUSPENDED, SUPERSEDED} == HAS_RUN


@pytest.mark.parametrize("standing", Standing)
def test_a_protocol_expires_on_the_day_after_its_last_if_it_was_running(standing: Standing) -> None:
    running = standing in {IN_FORCE, SUSPENDED}

    assert on_day(standing, LAST, LAST) is standing
    assert on_day(standing, LAST, date(2027, 1, 1)) is (EXPIRED if running else standing)
    assert on_day(standing, None, date(2999, 1, 1)) is standing


def test_a_day_is_due_from_so_many_days_before_and_stays_so() -> None:
    protocol = a_protocol(review_due=date(2026, 6, 30))

    assert due(protocol, date(2026, 4, 1), 90) == (Due(DueDay.REVIEW_DUE, date(2026, 6, 30), 90),)
    assert due(protocol, date(2026, 3, 31), 90) == ()
    assert due(protocol, date(2027, 1, 2), 0) == (
        Due(DueDay.REVIEW_DUE, date(2026, 6, 30), -186),
        Due(DueDay.EXPIRES, LAST, -2),
    )


def test_a_protocol_without_a_last_day_never_comes_to_it() -> None:
    protocol = a_protocol(review_due=date(2026, 6, 30), expires=None)

    assert [one.what for one in due(protocol, date(2999, 1, 1), 0)] == [DueDay.REVIEW_DUE]
