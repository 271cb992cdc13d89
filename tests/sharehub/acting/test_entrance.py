"""The entrance: who comes in by which token and which proof, and why everybody else is turned away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from sharehub.acting.entrance import INVALID_PROOF, INVALID_TOKEN, Caller, Door, Presented, Turned, Unknown
from sharehub.administration.sessions import end_sessions
from sharehub.clock import SteppedClock
from sharehub.database.schema import Client, UsedProof, User
from sharehub.identity.actor import Actor
from sharehub.identity.signed import Why
from sharehub.protocols.partnership import Identity, identify_user, register_client, register_user
from tests.sharehub.identity.signing import EXPECTED, Holder, Issuer, a_key

if TYPE_CHECKING:
    from uuid import UUID

    from tests.sharehub.world import World

ORIGIN = "https://hub.example"
PLACE = "/api/v1/me"
OPEN, BOUND, FEED = "pages", "phone", "feed"
"""Clients: whose tokens anybody may bear, whose are bound to a key, and that of an agency's system."""


@dataclass(frozen=True, slots=True)
class Visitors:
    """Those who come to a hub's door: its staff, known to the issuer by their names here, and a system."""

    world: World
    issuer: Issuer
    holder: Holder
    door: Door
    feed: UUID

    @classmethod
    def of(cls, world: World) -> Visitors:
        """Make the issuer and the hub known to each other, at the hub's time."""
        now = int(world.hub.clock.now().timestamp())
        issuer = Issuer(now=now)
        with world.hub.begin() as work:
            known = {**world.staff, "keeper": world.administrator}
            for name, actor in known.items():
                identify_user(work, actor.user, Identity(name, EXPECTED.issuer, name))
            for client, bound in ((OPEN, False), (BOUND, True), (FEED, False)):
                register_client(work, EXPECTED.issuer, client, client, bound=bound)
            system = Identity(FEED, EXPECTED.issuer, FEED, "system")
            feed = register_user(work, world.units["POL-DA"], FEED, ["police"], system)
        door = Door(world.hub, EXPECTED, issuer.keys(), ORIGIN, world.hub.clock)
        return cls(world, issuer, Holder(now=now), door, feed)

    def at(self, world: World) -> Visitors:
        """Return the same at the door of another hub, which is a copy of theirs."""
        door = Door(world.hub, EXPECTED, self.issuer.keys(), ORIGIN, world.hub.clock)
        return replace(self, world=world, issuer=replace(self.issuer), holder=replace(self.holder), door=door)

    def bound(self, **changes: Any) -> str:
        """Return a token that counts with the holder's proof alone."""
        return self.issuer.token(cnf={"jkt": self.holder.thumbprint}, client_id=BOUND, **changes)

    def proven(self, token: str, method: str = "GET", path: str = PLACE, **changes: Any) -> Presented:
        """Return a token with the proof that goes with a request."""
        proof = self.holder.proof(method, ORIGIN + path, token, **changes)
        return Presented("dpop", token, [proof], method, path)

    def why(self, token: str, scheme: str = "bearer") -> str:
        """Return why a token lets nobody in; what is told of it is that the token is at fault."""
        return refused(self.door, Presented(scheme, token, [], "GET", PLACE), INVALID_TOKEN)

    def comes_in(self, token: str) -> bool:
        """Say whether somebody comes in by bearing a token."""
        return isinstance(self.door.admit(Presented("bearer", token, [], "GET", PLACE)), Caller)


def bearing(token: str) -> dict[str, str]:
    """Return the headers of a token that is borne."""
    return {"Authorization": f"Bearer {token}"}


def proven(presented: Presented) -> dict[str, str]:
    """Return the headers of a bound token and its proof."""
    return {"Authorization": f"DPoP {presented.token}", "DPoP": "".join(presented.proofs)}


def refused(door: Door, presented: Presented, error: str | None) -> str:
    """Return why somebody is turned away, who must be told of this error."""
    turned = door.admit(presented)
    assert isinstance(turned, Turned), turned
    assert turned.error == error
    return turned.why


@pytest.fixture
def visitors(sqlite_world: World) -> Visitors:
    return Visitors.of(sqlite_world)


@pytest.mark.postgres
def test_a_sound_token_lets_its_user_in_through_its_client(world: World) -> None:
    visitors = Visitors.of(world)

    found = visitors.door.admit(Presented("bearer", visitors.issuer.token(), [], "GET", PLACE))

    assert found == Caller(world.actor("police"), OPEN)


@pytest.mark.postgres
def test_a_bound_token_lets_its_user_in_once_for_each_proof(world: World) -> None:
    visitors = Visitors.of(world)
    presented = visitors.proven(visitors.bound())

    assert visitors.door.admit(presented) == Caller(world.actor("police"), BOUND)
    assert refused(visitors.door, presented, INVALID_PROOF) == Why.PROOF_REPLAYED
    assert isinstance(visitors.door.admit(visitors.proven(presented.token)), Caller)


def test_a_system_comes_in_as_a_system_by_its_clients_own_token(visitors: Visitors) -> None:
    token = visitors.issuer.token(sub=FEED, client_id=FEED)

    found = visitors.door.admit(Presented("bearer", token, [], "GET", PLACE))

    police = visitors.world.units["POL-DA"]
    assert found == Caller(Actor(visitors.feed, police, "police", system=True), FEED)


def test_a_system_does_not_come_in_through_somebody_elses_client(visitors: Visitors) -> None:
    assert visitors.why(visitors.issuer.token(sub=FEED, client_id=OPEN)) == Unknown.NOBODY
    proven = visitors.proven(visitors.bound(sub=FEED))
    assert refused(visitors.door, proven, INVALID_TOKEN) == Unknown.NOBODY


@pytest.mark.parametrize("scheme", ["", "basic", "token", "Bearer", "bearer "])
def test_without_a_token_of_a_known_scheme_nobody_comes_in_and_no_error_is_told(
    visitors: Visitors, scheme: str
) -> None:
    presented = Presented(scheme, visitors.issuer.token(), [], "GET", PLACE)

    assert refused(visitors.door, presented, None) == Unknown.NO_TOKEN


@pytest.mark.parametrize("scheme", ["bearer", "dpop"])
def test_without_a_token_nobody_comes_in_and_no_error_is_told(visitors: Visitors, scheme: str) -> None:
    assert refused(visitors.door, Presented(scheme, "", [], "GET", PLACE), None) == Unknown.NO_TOKEN


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"sub": "somebody"}, Unknown.NOBODY),
        ({"sub": "POLICE"}, Unknown.NOBODY),
        ({"client_id": "another"}, Unknown.NOBODY),
        ({"sub": OPEN}, Unknown.NOBODY),
        ({"sharehub_unit": "CF-SW"}, Unknown.OTHER_UNIT),
        ({"sharehub_unit": "pol-da"}, Unknown.OTHER_UNIT),
        ({"sharehub_unit": "NOWHERE"}, Unknown.OTHER_UNIT),
        ({"sharehub_role": "ig_officer"}, Unknown.OTHER_ROLE),
        ({"sharehub_role": "administrator"}, Unknown.OTHER_ROLE),
        ({"sharehub_role": "Police"}, Unknown.OTHER_ROLE),
        ({"sharehub_unit": "IG", "sharehub_role": "ig_officer"}, Unknown.OTHER_UNIT),
        ({"client_id": BOUND}, Unknown.UNBOUND),
        ({"iss": "https://id.example"}, Why.ISSUER),
        ({"aud": "https://other.example"}, Why.AUDIENCE),
    ],
)
def test_a_token_lets_in_whom_it_says_and_nobody_else(
    visitors: Visitors, changes: dict[str, Any], why: str
) -> None:
    assert visitors.why(visitors.issuer.token(**changes)) == why


def test_another_issuers_key_of_the_same_name_lets_nobody_in(visitors: Visitors) -> None:
    assert visitors.why(replace(visitors.issuer, key=a_key()).token()) == Why.SIGNATURE


def test_a_token_counts_until_it_expires_by_the_hubs_clock(visitors: Visitors) -> None:
    token, clock = visitors.issuer.token(), visitors.world.hub.clock
    assert isinstance(clock, SteppedClock)
    assert visitors.comes_in(token)

    clock.put(clock.now() + timedelta(hours=1))

    assert visitors.why(token) == Why.EXPIRED


def test_a_user_who_has_two_roles_comes_in_in_the_one_that_the_token_names(visitors: Visitors) -> None:
    with visitors.world.hub.begin() as work:
        user = User.code == "police"
        both = update(User).where(user).values(roles=["police", "ig_officer"])
        work.tx.session.execute(both)
    token = visitors.issuer.token(sharehub_role="ig_officer")

    found = visitors.door.admit(Presented("bearer", token, [], "GET", PLACE))

    assert isinstance(found, Caller)
    assert found.actor == replace(visitors.world.actor("police"), role="ig_officer")


def test_a_user_who_has_left_does_not_come_in(visitors: Visitors) -> None:
    token = visitors.issuer.token()
    assert visitors.comes_in(token)

    with visitors.world.hub.begin() as work:
        work.tx.session.execute(update(User).where(User.code == "police").values(ended_at=work.tx.now))

    assert visitors.why(token) == Unknown.NOBODY
    assert visitors.comes_in(visitors.issuer.token(sub="police_two"))


def test_nobody_comes_in_through_a_client_that_was_ended(visitors: Visitors) -> None:
    token = visitors.issuer.token()
    assert visitors.comes_in(token)

    with visitors.world.hub.begin() as work:
        work.tx.session.execute(update(Client).where(Client.client_id == OPEN).values(ended_at=work.tx.now))

    assert visitors.why(token) == Unknown.NOBODY
    assert isinstance(visitors.door.admit(visitors.proven(visitors.bound())), Caller)


@pytest.mark.parametrize("whose", ["police", None])
def test_a_token_from_before_sessions_were_ended_does_not_count_and_one_from_after_does(
    visitors: Visitors, whose: str | None
) -> None:
    now = visitors.issuer.now
    with visitors.world.hub.begin() as work:
        end_sessions(work, None, whose)

    assert visitors.why(visitors.issuer.token()) == Unknown.SESSIONS_ENDED
    assert visitors.why(visitors.issuer.token(iat=now - 3600)) == Unknown.SESSIONS_ENDED
    assert visitors.comes_in(visitors.issuer.token(iat=now + 1))
    assert visitors.comes_in(visitors.issuer.token(sub="police_two")) == (whose is not None)


def test_a_token_of_the_second_in_which_sessions_were_ended_does_not_count(visitors: Visitors) -> None:
    moment = datetime.fromtimestamp(visitors.issuer.now, UTC)
    with visitors.world.hub.begin() as work:
        work.tx.session.execute(update(User).where(User.code == "police").values(sessions_ended_at=moment))

    assert visitors.why(visitors.issuer.token()) == Unknown.SESSIONS_ENDED


def test_a_bound_token_is_nothing_to_who_merely_bears_it(visitors: Visitors) -> None:
    assert visitors.why(visitors.bound()) == Unknown.SCHEME


def test_a_token_that_is_not_bound_is_not_presented_as_if_it_were(visitors: Visitors) -> None:
    presented = visitors.proven(visitors.issuer.token())

    assert refused(visitors.door, presented, INVALID_TOKEN) == Unknown.SCHEME


def test_a_bound_token_counts_with_one_proof_for_this_request_by_its_own_key(visitors: Visitors) -> None:
    token, other = visitors.bound(), Holder(now=visitors.holder.now)
    sound = visitors.proven(token)
    url = ORIGIN + PLACE
    wrong = {
        Why.PROOF_COUNT: [],
        Why.PROOF_KEY: [other.proof("GET", url, token)],
        Why.PROOF_METHOD: [visitors.holder.proof("POST", url, token)],
        Why.PROOF_ADDRESS: [visitors.holder.proof("GET", f"{ORIGIN}/api/v1/units", token)],
        Why.PROOF_TOKEN: [visitors.holder.proof("GET", url, visitors.bound())],
        Why.PROOF_TIME: [visitors.holder.proof("GET", url, token, iat=visitors.holder.now - 61)],
    }

    for why, proofs in wrong.items():
        assert refused(visitors.door, replace(sound, proofs=proofs), INVALID_PROOF) == why
    two = [*sound.proofs, *visitors.proven(token).proofs]
    assert refused(visitors.door, replace(sound, proofs=two), INVALID_PROOF) == Why.PROOF_COUNT
    assert visitors.world.rows(UsedProof) == []
    assert isinstance(visitors.door.admit(sound), Caller)


def test_a_proof_that_was_made_for_another_hub_is_none_here(visitors: Visitors) -> None:
    token = visitors.bound()
    proof = visitors.holder.proof("GET", f"https://other.example{PLACE}", token)

    presented = Presented("dpop", token, [proof], "GET", PLACE)

    assert refused(visitors.door, presented, INVALID_PROOF) == Why.PROOF_ADDRESS


def test_a_sound_proof_is_used_up_even_when_its_token_lets_nobody_in(visitors: Visitors) -> None:
    presented = visitors.proven(visitors.bound(sharehub_role="ig_officer"))

    assert refused(visitors.door, presented, INVALID_TOKEN) == Unknown.OTHER_ROLE
    assert refused(visitors.door, presented, INVALID_PROOF) == Why.PROOF_REPLAYED


def test_proofs_are_dated_by_the_worlds_clock_and_tokens_by_the_hubs(visitors: Visitors) -> None:
    later = SteppedClock(visitors.world.hub.clock.now() + timedelta(days=500))
    door = replace(visitors.door, world=later)
    token = visitors.bound()
    then = int(later.now().timestamp())

    assert refused(door, visitors.proven(token), INVALID_PROOF) == Why.PROOF_TIME
    assert isinstance(door.admit(visitors.proven(token, iat=then)), Caller)


def test_a_client_that_need_not_be_bound_may_be(visitors: Visitors) -> None:
    token = visitors.issuer.token(cnf={"jkt": visitors.holder.thumbprint})

    assert isinstance(visitors.door.admit(visitors.proven(token)), Caller)


def test_looking_who_comes_in_changes_nothing_but_what_is_remembered_of_tokens_and_proofs(
    visitors: Visitors,
) -> None:
    before = visitors.world.everything()

    visitors.comes_in(visitors.issuer.token())
    visitors.why(visitors.issuer.token(sub="somebody"))
    visitors.door.admit(visitors.proven(visitors.bound()))

    after = visitors.world.everything()
    more = {
        table: len(after[table]) - len(before[table]) for table in before if after[table] != before[table]
    }
    assert more == {"used_proofs": 1, "seen_tokens": 2, "audit_entries": 2, "log_queue": 2}
