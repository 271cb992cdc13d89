"""A manifest: what it holds, what is signed of it, what is in the log, and what a replay makes of it all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import orjson
import pytest
from sqlalchemy import update

from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.audit.note import Forged, Kind, Malformed, Signer, Unsigned
from sharehub.audit.promise import promiser
from sharehub.database.schema import Referral
from sharehub.errors import Conflict, Tampered
from sharehub.referrals import manifest
from sharehub.referrals.read import Reading
from sharehub.replay.reading import Window
from sharehub.replay.run import replay
from tests.sharehub.disclosure.stored import change
from tests.sharehub.referrals.referring import Referring

if TYPE_CHECKING:
    from sharehub.referrals.manifest import Frozen
    from tests.sharehub.world import World

ORIGIN = "hub.example/log"
KEY = Signer.from_seed(promiser(ORIGIN), Kind.TEXT, b"p" * 32)
STRANGER = Signer.from_seed(promiser(ORIGIN), Kind.TEXT, b"s" * 32)


def approved(world: World, signer: Signer | None = KEY) -> Referring:
    world.publish(world.behaviour())
    world.publish(world.behaviour(categories=frozenset({Category.CHILD_WELLBEING})), by="teacher")
    return Referring.of(world).approved(signer)


def frozen(referring: Referring) -> Frozen:
    return manifest.read(referring.row["manifest"])


def test_it_holds_ids_and_closed_words_and_its_digest_is_in_the_log(world: World) -> None:
    referring = approved(world)

    said = orjson.loads(frozen(referring).text)
    (entry,) = [one for one in world.logged(Action.REFERRAL_APPROVED) if "manifest" in one["refs"]]

    assert entry["refs"]["manifest"] == frozen(referring).digest
    assert entry["refs"]["signed"] is True
    assert said["approved"]["by"] == str(world.actor("social_worker").user) == entry["actor"]
    assert said["recipient"]["user"] == str(world.actor("mens_worker").user)
    assert {form["outcome"] for form in said["forms"].values()} == {"full", "gist"}
    assert frozen(referring).text == orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    for word in (b"Konrad", b"kicked", b"key", b"minutes"):
        assert word not in referring.row["manifest"]


def test_whoever_pinned_the_hubs_key_verifies_it(sqlite_world: World) -> None:
    referring = approved(sqlite_world)
    found = frozen(referring)

    assert manifest.verified(found, referring.id, ORIGIN, [KEY.verifier])
    with pytest.raises(Forged):
        manifest.verified(
            replace(found, note=found.note.replace(b"sharehub referral", b"sharehub deferral")),
            referring.id,
            ORIGIN,
            [KEY.verifier],
        )
    with pytest.raises(Malformed):
        manifest.verified(replace(found, text=found.text + b" "), referring.id, ORIGIN, [KEY.verifier])
    with pytest.raises(Malformed):
        manifest.verified(found, sqlite_world.case, ORIGIN, [KEY.verifier])
    with pytest.raises(Unsigned):
        manifest.verified(found, referring.id, ORIGIN, [STRANGER.verifier])


def test_where_nobody_signs_it_says_so(sqlite_world: World) -> None:
    referring = approved(sqlite_world, None)

    assert not frozen(referring).signed
    assert not manifest.verified(frozen(referring), referring.id, ORIGIN, [KEY.verifier])
    assert sqlite_world.logged(Action.REFERRAL_APPROVED)[-1]["refs"]["signed"] is False
    assert isinstance(referring.sent().read(), Reading)


def test_a_key_that_signs_no_promises_signs_no_manifest(sqlite_world: World) -> None:
    with pytest.raises(ValueError, match="key of a log's promises"):
        approved(sqlite_world, Signer.from_seed(ORIGIN, Kind.TEXT, b"l" * 32))


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"nothing",
        b"sharehub referral manifest 1 9\n{}",
        b"sharehub referral manifest 2 0\n{}",
        b"sharehub referral manifest 1 -1\n{}",
        b"sharehub referral manifest 1 0\n{}",
        b"sharehub referral manifest 1 0\n[]",
        b'sharehub referral manifest 1 0\n{"forms":{"a":1}}',
    ],
)
def test_what_is_no_manifest_is_not_read_as_one(stored: bytes) -> None:
    with pytest.raises(Tampered):
        _ = manifest.read(stored).forms


def test_a_manifest_that_somebody_changed_is_not_sent(sqlite_world: World) -> None:
    referring = approved(sqlite_world)
    found = frozen(referring)
    fewer = orjson.loads(found.text)
    fewer["forms"].popitem()
    text = orjson.dumps(fewer, option=orjson.OPT_SORT_KEYS)
    rewritten = replace(found, text=text).stored()
    change(sqlite_world, update(Referral).where(Referral.id == referring.id).values(manifest=rewritten))

    with pytest.raises(Conflict, match="changed since approval"):
        referring.sent()


def test_a_replay_decides_every_step_as_it_was_decided(world: World) -> None:
    referring = approved(world).sent()
    assert isinstance(referring.read(), Reading)
    world.publish(world.behaviour())
    referring.read()

    tally = replay(world.hub, Window()).tally

    # Looked at, approved and sent, each for two; and read twice.
    assert (tally.told, tally.differing, tally.flawed, tally.decisions) == ([], 0, 0, 8)
