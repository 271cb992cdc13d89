"""Rulebooks: registered under their digest, and never anything else than what that digest names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from policies.shipped import rulebook_text
from sharehub.audit.entry import Action
from sharehub.database.schema import Rulebook
from sharehub.errors import Conflict, Invalid, Tampered
from sharehub.protocols import rulebooks
from tests.sharehub.protocols.agreements import a_rulebook, base_digest, registered

if TYPE_CHECKING:
    from sharehub.hub import Hub
    from tests.sharehub.world import World


def bases(world: World) -> list[str]:
    return [row["digest"] for row in world.rows(Rulebook) if row["base"]]


def stored_as(world: World, digest: str, text: str) -> None:
    with world.hub.begin() as work:
        work.tx.session.execute(update(Rulebook).where(Rulebook.digest == digest).values(text=text))


def test_a_hub_has_one_base_rulebook_at_a_time(world: World) -> None:
    (first,) = bases(world)
    other = registered(world, a_rulebook("other-base"))
    assert bases(world) == [first]

    registered(world, a_rulebook("other-base"), base=True)
    assert bases(world) == [other]
    with world.hub.begin() as work:
        assert rulebooks.base(work.tx).rulebook.id == "other-base"


def test_a_rulebook_is_kept_once_however_often_it_is_registered(sqlite_world: World) -> None:
    before = len(sqlite_world.rows(Rulebook))

    digest = registered(sqlite_world, rulebook_text() + "\n# Said otherwise, meant the same.\n")
    assert digest == base_digest(sqlite_world)
    assert len(sqlite_world.rows(Rulebook)) == before
    assert sqlite_world.logged(Action.RULEBOOK_REGISTERED)[-1]["refs"] == {"rulebook": digest, "base": False}


def test_a_text_that_is_no_rulebook_is_refused_with_its_place(sqlite_world: World) -> None:
    with pytest.raises(Invalid, match="rulebook: ") as refused:
        registered(sqlite_world, rulebook_text().replace("\npurposes:\n", "\npurposse:\n"))
    assert "line" in str(refused.value)


def test_a_stored_text_that_was_changed_is_tampered_with(world: World) -> None:
    digest = registered(world, a_rulebook("to-be-changed"))
    stored_as(world, digest, a_rulebook("changed"))

    with pytest.raises(Tampered, match="not the one its digest names"), world.hub.begin() as work:
        rulebooks.held(work.tx, digest)


def test_a_stored_text_that_cannot_be_read_is_tampered_with(sqlite_world: World) -> None:
    digest = registered(sqlite_world, a_rulebook("to-be-broken"))
    stored_as(sqlite_world, digest, "purposes: [")

    with pytest.raises(Tampered, match="cannot be read"), sqlite_world.hub.begin() as work:
        rulebooks.held(work.tx, digest)


def test_a_rulebook_that_is_cited_and_gone_is_tampered_with(sqlite_world: World) -> None:
    with pytest.raises(Tampered, match="not held"), sqlite_world.hub.begin() as work:
        rulebooks.held(work.tx, "0" * 64)


def test_a_hub_without_a_rulebook_permits_nothing(sqlite_hub: Hub) -> None:
    with pytest.raises(Conflict, match="no rulebook"), sqlite_hub.begin() as work:
        rulebooks.base(work.tx)
