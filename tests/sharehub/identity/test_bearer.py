"""Bearer tokens: 256 random bits each, kept as digests, and good for exactly whom they were made for."""

from __future__ import annotations

import os
from uuid import UUID

import pytest

from sharehub.identity.actor import Actor
from sharehub.identity.bearer import Tokens, new_token
from tests.sharehub.crypto.builders import Counted

POLICE = Actor(UUID(int=1), UUID(int=2), "police")
TEACHER = Actor(UUID(int=3), UUID(int=4), "school")


def test_a_token_is_43_letters_of_randomness() -> None:
    tokens = {new_token(os.urandom) for _ in range(20)}

    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {43}
    assert new_token(Counted("token")) == new_token(Counted("token"))


def test_a_token_is_good_for_its_own_actor() -> None:
    tokens = Tokens({"one": POLICE, "other": TEACHER})

    assert tokens.actor("one") == POLICE
    assert tokens.actor("other") == TEACHER


@pytest.mark.parametrize("token", ["", "on", "one ", "ONE", "\xff", "x" * 10_000])
def test_what_is_nearly_a_token_is_nobodys(token: str) -> None:
    assert Tokens({"one": POLICE}).actor(token) is None


def test_tokens_themselves_are_not_kept() -> None:
    kept = Tokens({"a-secret-token": POLICE})

    assert "a-secret-token" not in repr(vars(kept))
    assert b"a-secret-token" not in b"".join(vars(kept)["_actors"])


def test_an_actor_does_not_load_history_unless_it_is_said() -> None:
    assert POLICE.importing is False
