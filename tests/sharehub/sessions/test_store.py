"""Sessions: who has one, in which role, until when, and what is on record of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import pytest

from sharehub.administration.sessions import end_sessions
from sharehub.audit.entry import Action
from sharehub.database import schema
from sharehub.identity.relying import Begun, LoggedOut, SignedIn
from sharehub.protocols.partnership import Identity, identify_user, register_user
from sharehub.sessions.store import IDLE, LONGEST, TO_SIGN_IN, Session, Sessions, forget_expired

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.clock import SteppedClock
    from tests.sharehub.world import World

pytestmark = pytest.mark.postgres

ISSUER, CLIENT = "https://id.example", "pages"
BEGUN = Begun("a state", "a nonce", "a verifier")


class House:
    """A world's sessions, and two people who may sign in: one with one role, one with two."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sessions = Sessions(world.hub, ISSUER, CLIENT)
        self.police = world.actor("police")
        with world.hub.begin() as work:
            identify_user(work, self.police.user, Identity("pol-1", ISSUER, "the officer"))
            self.double: UUID = register_user(
                work,
                self.police.unit,
                "Dana Double",
                ["ig_officer", "police"],
                Identity("pol-2", ISSUER, "the double"),
            )

    @property
    def clock(self) -> SteppedClock:
        return cast("SteppedClock", self.world.hub.clock)

    def later(self, by: timedelta) -> None:
        self.clock.put(self.clock.now() + by)

    def signs_in(
        self, subject: str = "the officer", *, session: str | None = "s1", anew: str | None = None
    ) -> str | None:
        """Go there and back; return the session's name."""
        name = self.sessions.set_out(BEGUN, "/cases", anew)
        found = self.sessions.back(name)
        assert found is not None
        begun, waiting = found
        assert begun == replace(BEGUN, anew=anew is not None)
        back = self.sessions.begin(
            SignedIn(subject, self.clock.now(), "phr", session, "an ID token"), waiting
        )
        return None if back is None else back.session

    def session(self, name: str | None) -> Session:
        found = self.sessions.find(name or "")
        assert found is not None
        return found


@pytest.fixture
def house(world: World) -> House:
    return House(world)


def test_whoever_signs_in_has_a_session_and_that_it_began_is_on_record(house: House) -> None:
    session = house.session(house.signs_in())

    assert (session.known.user, session.role) == (house.police.user, "police")
    actor = session.actor("phr")
    assert actor == house.police
    assert actor is not None
    actor.sign_in.require_recent(house.clock.now())
    (entry,) = house.world.logged(Action.SESSION_BEGUN)
    assert (entry["actor"], entry["role"]) == (str(house.police.user), "police")
    assert entry["refs"] == {"client": CLIENT, "bound": False}


def test_what_a_browser_holds_is_nowhere_in_the_database(house: House) -> None:
    name = house.signs_in()

    assert name is not None
    assert len(bytes.fromhex(name)) == 32
    assert not [row for rows in house.world.everything().values() for row in rows if name in row]


def test_a_sign_in_under_way_counts_once_and_for_ten_minutes(house: House) -> None:
    name = house.sessions.set_out(BEGUN, "/")
    late = house.sessions.set_out(BEGUN, "/")

    assert house.sessions.back(name) is not None
    assert house.sessions.back(name) is None
    house.later(TO_SIGN_IN)
    assert house.sessions.back(late) is None
    assert house.sessions.back("made up") is None


def test_whom_the_hub_does_not_know_has_no_session(house: House) -> None:
    assert house.signs_in("somebody else") is None
    assert house.world.rows(schema.Session) == []


def test_whoever_has_left_signs_in_no_more_and_what_they_had_open_is_over(house: House) -> None:
    name = house.signs_in()
    with house.world.hub.begin() as work:
        row = work.tx.session.get_one(schema.User, house.police.user)
        row.ended_at = work.tx.now

    assert house.sessions.find(name or "") is None
    assert house.signs_in() is None


def test_a_session_ends_when_nobody_uses_it(house: House) -> None:
    name = house.signs_in() or ""

    house.later(IDLE - timedelta(seconds=5))
    assert house.sessions.find(name)
    house.later(IDLE - timedelta(seconds=5))
    assert house.sessions.find(name)
    house.later(IDLE + timedelta(seconds=5))
    assert house.sessions.find(name) is None


def test_a_session_ends_after_eight_hours_however_much_it_is_used(house: House) -> None:
    name = house.signs_in() or ""

    for _ in range(int(LONGEST / timedelta(minutes=14))):
        house.later(timedelta(minutes=14))
        assert house.sessions.find(name)
    house.later(timedelta(minutes=14))

    assert house.sessions.find(name) is None


def test_an_administrator_ends_sessions_and_a_new_one_may_begin(house: House) -> None:
    before = house.signs_in() or ""
    with house.world.hub.begin() as work:
        end_sessions(work, None, "pol-1")

    assert house.sessions.find(before) is None
    assert house.sessions.find(house.signs_in() or "")


def test_whoever_has_two_roles_acts_in_none_until_they_choose(house: House) -> None:
    name = house.signs_in("the double")
    session = house.session(name)
    assert (session.role, session.actor(None)) == (None, None)

    assert house.sessions.choose(session, "caledonian_men") is None
    chosen = house.session(house.sessions.choose(session, "ig_officer"))

    assert chosen.role == "ig_officer"
    assert house.sessions.find(name or "") is None
    (entry,) = house.world.logged(Action.ROLE_CHOSEN)
    assert (entry["actor"], entry["role"]) == (str(house.double), "ig_officer")


def test_a_role_that_was_taken_away_is_nobodys_any_more(house: House) -> None:
    session = house.session(house.signs_in("the double"))
    name = house.sessions.choose(session, "ig_officer")
    with house.world.hub.begin() as work:
        work.tx.session.get_one(schema.User, house.double).roles = ["police"]

    assert house.session(name).role is None


def test_proving_anew_goes_on_under_a_new_name_in_the_same_role_until_the_same_hour(house: House) -> None:
    before = house.session(house.sessions.choose(house.session(house.signs_in("the double")), "ig_officer"))
    house.later(timedelta(minutes=6))

    after = house.session(house.signs_in("the double", anew=before.name))

    assert house.sessions.find(before.name) is None
    assert (after.role, after.until) == (before.role, before.until)
    assert after.authenticated_at > before.authenticated_at


def test_nobody_proves_anew_who_somebody_else_is(house: House) -> None:
    theirs = house.signs_in("the double") or ""

    assert house.signs_in("the officer", anew=theirs) is None
    assert house.sessions.find(theirs)


def test_a_session_that_is_over_is_not_brought_back_by_proving_anew(house: House) -> None:
    before = house.signs_in() or ""
    house.later(IDLE + timedelta(minutes=1))

    assert house.signs_in(anew=before) is None


def test_signing_out_ends_one_session_and_is_on_record_once(house: House) -> None:
    first, second = house.signs_in(), house.signs_in()
    session = house.session(first)

    house.sessions.end(session)
    house.sessions.end(session)

    assert house.sessions.find(first or "") is None
    assert house.sessions.find(second or "")
    assert [entry["refs"] for entry in house.world.logged(Action.SESSION_ENDED)] == [{"by": "themselves"}]


@pytest.mark.parametrize(
    ("told", "left"),
    [
        (LoggedOut("the officer", None), {"the double"}),
        (LoggedOut("the officer", "s1"), {"the officer's other", "the double"}),
        (LoggedOut(None, "s1"), {"the officer's other", "the double"}),
        (LoggedOut("the double", "s1"), {"the officer", "the officer's other", "the double"}),
        (LoggedOut("nobody", None), {"the officer", "the officer's other", "the double"}),
        (LoggedOut(None, "unheard of"), {"the officer", "the officer's other", "the double"}),
    ],
)
def test_the_provider_ends_what_it_names_and_nothing_else(
    house: House, told: LoggedOut, left: set[str]
) -> None:
    names = {
        "the officer": house.signs_in(),
        "the officer's other": house.signs_in(session="s2"),
        "the double": house.signs_in("the double", session="s3"),
    }

    ended = house.sessions.end_at_provider(told)

    assert {whose for whose, name in names.items() if house.sessions.find(name or "")} == left
    assert ended is (len(left) < len(names))
    assert len(house.world.logged(Action.SESSION_ENDED)) == int(ended)


def test_a_form_counts_for_its_own_session_alone(house: House) -> None:
    one, other = house.session(house.signs_in()), house.session(house.signs_in())

    assert one.is_ours(one.token())
    assert not other.is_ours(one.token())
    assert not one.is_ours("")


def test_what_is_over_is_forgotten(house: House) -> None:
    house.signs_in()
    house.sessions.set_out(BEGUN, "/")
    house.later(LONGEST)
    kept = house.signs_in()

    with house.world.hub.begin() as work:
        forget_expired(work.tx)

    assert len(house.world.rows(schema.Session)) == 1
    assert house.world.rows(schema.BegunSignIn) == []
    assert house.sessions.find(kept or "")
