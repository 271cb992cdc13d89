"""Tokens of a certified OpenID provider, which is none of ours, at the hub's door."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from joserfc.util import urlsafe_b64decode
from starlette.testclient import TestClient

from sharehub.acting.entrance import INVALID_PROOF, INVALID_TOKEN, Caller, Door, Presented, Unknown
from sharehub.app import Outside, application
from sharehub.clock import SystemClock
from sharehub.errors import NotRecent
from sharehub.identity.access_token import Expected
from sharehub.identity.keyset import FRESH, PAUSE, KeySet, https_get, jwks_uri
from sharehub.identity.signed import Why
from sharehub.protocols.partnership import Identity, identify_user, register_client, register_user
from tests.sharehub.identity.oidc import (
    HUB,
    PAGES,
    RECORDS,
    REFERRALS,
    STRANGER,
    VISITOR,
    Provider,
    now,
    running,
)
from tests.sharehub.identity.signing import Holder, a_key, sign

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from httpx2 import Response

    from sharehub.identity.sign_in import SignIn
    from sharehub.web.telemetry import Answered
    from tests.sharehub.identity.oidc import System
    from tests.sharehub.world import World

pytestmark = pytest.mark.node

ME = "/api/v1/me"


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """Yield a provider that runs for all tests; its keys may have changed in each."""
    with running(tmp_path_factory.mktemp("provider") / "oidc") as found:
        yield found


def who(answer: Response) -> dict[str, Any]:
    """Return as whom an answer says that the caller acts, without what that role may ask for."""
    return {name: answer.json()[name] for name in ("user", "unit", "role", "system")}


class Hub:
    """A hub that knows the provider's clients and one of its people, and what it says to those who come."""

    def __init__(self, world: World, provider: Provider) -> None:
        self.world, self.issuer, self.later = world, provider.issuer, 0.0
        self.systems = {system.name: self._system(system) for system in (RECORDS, REFERRALS)}
        self.visitor = world.actor("health_visitor")
        with world.hub.begin() as work:
            identify_user(work, self.visitor.user, Identity("visitor", self.issuer, VISITOR))
            register_client(work, self.issuer, PAGES, "The hub's pages", bound=False)
        self.turned: list[str | None] = []
        # Real tokens are of today.
        hub = replace(world.hub, clock=SystemClock())
        keys = KeySet(lambda: https_get(jwks_uri(self.issuer)), lambda: time.monotonic() + self.later)
        self.door = Door(hub, Expected(self.issuer, HUB), keys, HUB)
        self.client = TestClient(application(hub, self.door, Outside(observers=[self._note])), base_url=HUB)

    def _system(self, system: System) -> UUID:
        unit, role = system.place.sharehub_unit, system.place.sharehub_role
        identity = Identity(system.name, self.issuer, system.name, "system")
        with self.world.hub.begin() as work:
            register_client(work, self.issuer, system.name, system.name, bound=system.bound)
            return register_user(work, self.world.units[unit], system.name, [role], identity)

    def _note(self, answered: Answered) -> None:
        self.turned.append(answered.turned)

    def ask(self, token: str, *proofs: str, scheme: str = "Bearer") -> Response:
        """Ask as whom a token lets its bearer act."""
        headers = [("Authorization", f"{scheme} {token}"), *(("DPoP", proof) for proof in proofs)]
        return self.client.get(ME, headers=headers)

    def prove(self, token: str, holder: Holder) -> Response:
        """Ask with a token and its holder's proof."""
        return self.ask(token, holder.proof("GET", HUB + ME, token), scheme="DPoP")

    def caller(self, system: System) -> dict[str, Any]:
        """Return what a system is to be told of itself."""
        unit, role = system.place.sharehub_unit, system.place.sharehub_role
        user, unit_id = self.systems[system.name], self.world.units[unit]
        return {"user": str(user), "unit": str(unit_id), "role": role, "system": True}

    def sign_in(self, token: str) -> SignIn:
        """Return when and how whoever brings a token signed in, as it says."""
        found = self.door.admit(Presented("bearer", token, [], "GET", ME))
        assert isinstance(found, Caller), found
        return found.actor.sign_in

    def assert_turned_away(self, answer: Response, why: str, error: str = INVALID_TOKEN) -> None:
        assert answer.status_code == 401, answer.text
        assert f'error="{error}"' in answer.headers["www-authenticate"]
        assert self.turned[-1] == why


@pytest.fixture
def hub(sqlite_world: World, provider: Provider) -> Hub:
    """Return a hub that trusts the provider, with keys that it has yet to fetch."""
    return Hub(sqlite_world, provider)


def a_holder() -> Holder:
    """Return the holder of a key of its own, today."""
    return Holder(now=now())


def claims_of(token: str) -> dict[str, Any]:
    """Return what a token says, unchecked."""
    found: dict[str, Any] = json.loads(urlsafe_b64decode(token.split(".")[1].encode()))
    return found


def test_a_system_that_proved_itself_with_its_key_acts_in_its_unit_and_role(
    hub: Hub, provider: Provider
) -> None:
    answer = hub.ask(provider.token_of(RECORDS))

    assert answer.status_code == 200, answer.text
    assert who(answer) == hub.caller(RECORDS)


def test_a_token_that_is_bound_to_a_key_counts_with_that_keys_proof(hub: Hub, provider: Provider) -> None:
    holder = a_holder()
    token = provider.token_of(REFERRALS, holder=holder)

    answers = [hub.prove(token, holder) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert who(answers[0]) == hub.caller(REFERRALS)


def test_a_bound_token_counts_for_nothing_without_its_keys_proof(hub: Hub, provider: Provider) -> None:
    holder = a_holder()
    token = provider.token_of(REFERRALS, holder=holder)

    hub.assert_turned_away(hub.ask(token, scheme="DPoP"), Why.PROOF_COUNT, INVALID_PROOF)
    hub.assert_turned_away(hub.ask(token), Unknown.SCHEME)
    hub.assert_turned_away(hub.ask(token, holder.proof("GET", HUB + ME, token)), Unknown.SCHEME)
    hub.assert_turned_away(hub.prove(token, a_holder()), Why.PROOF_KEY, INVALID_PROOF)


def test_a_proof_counts_once(hub: Hub, provider: Provider) -> None:
    holder = a_holder()
    token = provider.token_of(REFERRALS, holder=holder)
    proof = holder.proof("GET", HUB + ME, token)

    assert hub.ask(token, proof, scheme="DPoP").status_code == 200
    hub.assert_turned_away(hub.ask(token, proof, scheme="DPoP"), Why.PROOF_REPLAYED, INVALID_PROOF)


def test_a_proof_for_the_provider_or_for_another_token_is_none_for_the_hub(
    hub: Hub, provider: Provider
) -> None:
    holder = a_holder()
    token, another = (provider.token_of(REFERRALS, holder=holder) for _ in range(2))
    for_the_provider = holder.proof("POST", provider.metadata["token_endpoint"])
    for_another = holder.proof("GET", HUB + ME, another)

    hub.assert_turned_away(hub.ask(token, for_the_provider, scheme="DPoP"), Why.PROOF_METHOD, INVALID_PROOF)
    hub.assert_turned_away(hub.ask(token, for_another, scheme="DPoP"), Why.PROOF_TOKEN, INVALID_PROOF)


@pytest.mark.parametrize("bound", [False, True])
def test_a_person_who_signed_in_through_the_pages_acts_as_themselves(
    hub: Hub, provider: Provider, *, bound: bool
) -> None:
    holder = a_holder() if bound else None
    token = provider.tokens_of(VISITOR, holder)["access_token"]

    answer = hub.prove(token, holder) if holder else hub.ask(token)

    assert answer.status_code == 200, answer.text
    assert who(answer) == {
        "user": str(hub.visitor.user),
        "unit": str(hub.visitor.unit),
        "role": "health_visitor",
        "system": False,
    }


def test_a_token_says_when_a_person_signed_in_and_of_a_system_it_says_nothing(
    hub: Hub, provider: Provider
) -> None:
    before = SystemClock().now().replace(microsecond=0)
    person = hub.sign_in(provider.tokens_of(VISITOR)["access_token"])
    system = hub.sign_in(provider.token_of(RECORDS))
    after = SystemClock().now()

    assert person.at is not None
    assert before <= person.at <= after
    person.require_recent(after)
    with pytest.raises(NotRecent):
        system.require_recent(after)


def test_a_person_whom_the_provider_knows_and_the_hub_does_not_is_nobody(
    hub: Hub, provider: Provider
) -> None:
    token = provider.tokens_of(STRANGER)["access_token"]

    hub.assert_turned_away(hub.ask(token), Unknown.NOBODY)


def test_a_token_for_another_audience_lets_nobody_in(hub: Hub, provider: Provider) -> None:
    token = provider.token_of(RECORDS, "https://another.example")

    assert claims_of(token)["aud"] == "https://another.example"
    hub.assert_turned_away(hub.ask(token), Why.AUDIENCE)


def test_an_id_token_and_an_opaque_token_are_no_access_tokens(hub: Hub, provider: Provider) -> None:
    hub.assert_turned_away(hub.ask(provider.tokens_of(VISITOR)["id_token"]), Why.TYPE)
    hub.assert_turned_away(hub.ask(provider.token_of(RECORDS, None)), Why.MALFORMED)


def test_when_the_provider_changes_its_key_new_tokens_count_and_old_ones_until_the_key_is_gone(
    hub: Hub, provider: Provider
) -> None:
    first, second = provider.key, a_key("second")
    old = provider.token_of(RECORDS)
    assert hub.ask(old).status_code == 200

    provider.publish(second, first)
    new = provider.token_of(RECORDS)
    hub.later += PAUSE

    assert [hub.ask(token).status_code for token in (new, old)] == [200, 200]

    provider.publish(second)
    hub.later += FRESH

    hub.assert_turned_away(hub.ask(old), Why.KEY)
    assert hub.ask(new).status_code == 200


@pytest.mark.parametrize(("named", "why"), [("unheard-of", Why.KEY), (None, Why.SIGNATURE)])
def test_what_a_token_says_counts_for_nothing_under_a_key_that_the_provider_never_had(
    hub: Hub, provider: Provider, named: str | None, why: Why
) -> None:
    token = provider.token_of(RECORDS)
    header = {"alg": "ES256", "typ": "at+jwt", "kid": named or provider.key.kid}

    forged = sign(a_key(), header, claims_of(token))

    assert hub.ask(token).status_code == 200
    hub.assert_turned_away(hub.ask(forged), why)
