"""Counting refusals: the first at once, the rest together, and never more than one entry can hold."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from sharehub.acting.refusals import _counted
from sharehub.acting.tally import MOST_ITEMS, MOST_SUBJECTS, OTHERS, Counts, Item, Subject, Tally
from sharehub.audit.entry import LONGEST, Action, encode
from sharehub.clock import uuid7

START = datetime(2024, 6, 3, 9, tzinfo=UTC)
WINDOW = timedelta(seconds=60)
NOBODY = Subject(Action.ANONYMOUS_REFUSED)
ITEM = Item("GET", "/api/v1/units", 401, "unauthenticated", "no_token")
OTHER = ITEM._replace(why="expired")


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@pytest.fixture
def tally() -> Tally:
    return Tally(WINDOW)


def test_the_first_after_a_quiet_time_is_told_at_once_and_those_after_it_wait(tally: Tally) -> None:
    first = tally.add(NOBODY, ITEM, START)

    assert first
    assert (first.since, dict(first.items)) == (START, {ITEM: 1})
    assert [tally.add(NOBODY, ITEM, at(second)) for second in (1, 2, 59.9)] == [None] * 3
    assert tally.ended(at(59.9)) == []


def test_what_waited_is_told_together_when_the_window_is_over(tally: Tally) -> None:
    tally.add(NOBODY, ITEM, START)
    for second in (1, 2):
        tally.add(NOBODY, ITEM, at(second))
    tally.add(NOBODY, OTHER, at(3))

    ((subject, counts),) = tally.ended(at(60))

    assert (subject, counts.since, dict(counts.items)) == (NOBODY, at(1), {ITEM: 2, OTHER: 1})
    assert tally.ended(at(60)) == []


def test_as_long_as_it_goes_on_there_is_one_telling_in_each_window(tally: Tally) -> None:
    told = [tally.add(NOBODY, ITEM, at(second)) for second in range(600)]

    assert [second for second, counts in enumerate(told) if counts] == list(range(0, 600, 60))
    assert sum(counts.items.total() for counts in told if counts) == 541
    ((_, rest),) = tally.ended(at(600))
    assert rest.items.total() == 59


def test_after_a_window_in_which_nothing_came_the_next_is_the_first_again(tally: Tally) -> None:
    tally.add(NOBODY, ITEM, START)
    assert tally.ended(at(61)) == []

    assert tally.add(NOBODY, ITEM, at(62))


def test_after_a_window_in_which_something_came_the_next_waits(tally: Tally) -> None:
    tally.add(NOBODY, ITEM, START)
    tally.add(NOBODY, ITEM, at(1))
    assert len(tally.ended(at(61))) == 1

    assert tally.add(NOBODY, ITEM, at(62)) is None
    assert [counts.items.total() for _, counts in tally.ended(at(121))] == [1]


def test_each_subject_is_counted_by_itself(tally: Tally) -> None:
    user = Subject(Action.SESSION_REFUSED, UUID(int=1), UUID(int=2), why="expired")

    assert tally.add(NOBODY, ITEM, START)
    assert tally.add(user, ITEM, START)
    assert tally.add(user._replace(why="unbound"), ITEM, START)
    assert tally.add(user, ITEM, START) is None


def test_at_the_end_everything_is_told_whether_its_window_is_over_or_not(tally: Tally) -> None:
    tally.add(NOBODY, ITEM, START)
    tally.add(NOBODY, ITEM, at(1))

    assert [counts.items.total() for _, counts in tally.ended(at(2), everything=True)] == [1]


def test_what_could_not_be_told_is_counted_again_since_it_began(tally: Tally) -> None:
    first = tally.add(NOBODY, ITEM, START)
    assert first
    tally.add(NOBODY, ITEM, at(1))

    tally.put_back(NOBODY, first, at(2))

    ((_, counts),) = tally.ended(at(60))
    assert (counts.since, dict(counts.items)) == (START, {ITEM: 2})


def test_more_kinds_than_an_entry_can_hold_are_one_more(tally: Tally) -> None:
    tally.add(NOBODY, ITEM, START)
    for number in range(MOST_ITEMS + 50):
        tally.add(NOBODY, ITEM._replace(route=f"/{number}"), START)

    ((_, counts),) = tally.ended(at(60))

    assert len(counts.items) == MOST_ITEMS + 1
    assert counts.items[OTHERS] == 50


def test_as_many_kinds_as_are_told_apart_fit_into_one_entry() -> None:
    longest = Item("OPTIONS", "/api/v1/" + "x" * 100, 401, "unsupported_media_type", "x" * 40)
    items = Counter({longest._replace(status=number): 10**9 for number in range(MOST_ITEMS + 1)})

    act = _counted(NOBODY, Counts(START, items))

    assert len(encode(act, uuid7(START, bytes), START, bytes(16), None)) < LONGEST


def test_there_is_room_for_so_many_subjects_and_for_those_it_has(tally: Tally) -> None:
    subjects = [Subject(Action.SESSION_REFUSED, UUID(int=number)) for number in range(MOST_SUBJECTS)]
    assert all(tally.has_room(subject) and tally.add(subject, ITEM, START) for subject in subjects)

    assert not tally.has_room(Subject(Action.SESSION_REFUSED, UUID(int=MOST_SUBJECTS)))
    assert tally.has_room(subjects[0])
    tally.ended(at(60))
    assert tally.has_room(Subject(Action.SESSION_REFUSED, UUID(int=MOST_SUBJECTS)))


def test_a_clock_that_was_put_back_ends_a_window(tally: Tally) -> None:
    tally.add(NOBODY, ITEM, START)
    tally.add(NOBODY, ITEM, at(1))

    assert [counts.items.total() for _, counts in tally.ended(at(-3600))] == [1]


def test_no_refusal_is_lost_or_counted_twice_between_threads(tally: Tally) -> None:
    told: list[int] = []
    together = threading.Barrier(5)

    def refuse() -> None:
        together.wait()
        for number in range(500):
            counts = tally.add(NOBODY, ITEM, at(number))
            told.extend([counts.items.total()] if counts else [])

    def flush() -> None:
        together.wait()
        for number in range(500):
            told.extend(counts.items.total() for _, counts in tally.ended(at(number)))

    threads = [threading.Thread(target=work) for work in (refuse, refuse, refuse, flush, flush)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.extend(counts.items.total() for _, counts in tally.ended(START, everything=True))

    assert sum(told) == 1500
