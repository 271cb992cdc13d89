"""The restore drill: old data with current keys, old keys with current data, on both databases."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from consent.people import Part
from sharehub.administration.migrate import migrate
from sharehub.audit.cosigning import Cosigner, Unwilling
from sharehub.backup.make import back_up
from sharehub.backup.manifest import Held
from sharehub.backup.restore import restore
from sharehub.custody import queries
from sharehub.custody.shred import ask_to_shred, finish_shredding
from sharehub.database.schema import AuditEntry, Case, Person
from sharehub.disclosure.told import Refusal
from sharehub.errors import KeyDestroyed, Tampered
from tests.sharehub.audit.trees import a_sequencer, a_witness, record
from tests.sharehub.backup.places import at, new_places, url_of
from tests.sharehub.custody.keeping import wrapped
from tests.sharehub.custody.shredding import approve_shredding
from tests.sharehub.custody.test_shred import ask, refusal, second_officer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sharehub.audit.sequencer import Sequencer
    from sharehub.backup.manifest import Manifest
    from sharehub.hub import Hub
    from tests.sharehub.audit.trees import Served
    from tests.sharehub.backup.places import Places
    from tests.sharehub.world import World

WITNESS = "witness.police.example"


@dataclass(frozen=True, slots=True)
class Drill:
    """A hub that went on after it was backed up: a case was shredded, and its log grew and was cosigned."""

    world: World
    other: World
    data: Path
    keys: Path
    manifest: Manifest
    places: Places
    sequencer: Sequencer
    witness: Served
    folder: Path

    @contextmanager
    def restored(self, kind: Held) -> Iterator[World]:
        """Yield the world as it is after one of its two databases came back from the backup."""
        hub, new = self.world.hub, self.places
        engine = new.data_engine() if kind is Held.DATA else new.keys_engine()
        restore(engine, kind, self.data if kind is Held.DATA else self.keys, hub.clock.now())
        engine.dispose()
        data = new.data if kind is Held.DATA else url_of(hub.engine)
        keys = new.keys if kind is Held.KEYS else url_of(hub.keys.engine)
        with closing(at(data, keys, self.folder, hub)) as found:
            yield replace(self.world, hub=found)


def grow(sequencer: Sequencer) -> int:
    with sequencer.lease() as lease:
        assert lease
        return sequencer.round().size


def asking(hub: Hub, served: Served) -> Cosigner:
    return Cosigner(hub.engine, hub.clock, served.witness.signer.verifier, served.address)


@pytest.fixture
def drill(world: World, tmp_path: Path) -> Iterator[Drill]:
    hub = world.hub
    world.open("cp_concern", "HV", "POL-DA")
    world.publish(world.behaviour())
    other = world.another_case({"him": Part.PERPETRATOR, "her": Part.SURVIVOR}, ["police"])
    other.open("cp_concern", "POL-DA")
    other.publish(other.behaviour())
    sequencer = a_sequencer(hub, tmp_path)
    with a_witness(hub, sequencer, tmp_path, WITNESS) as witness, new_places(hub, tmp_path) as places:
        grow(sequencer)
        asking(hub, witness).round()
        data, manifest = back_up(hub.engine, Held.DATA, tmp_path / "of-data", hub.clock.now())
        keys, _ = back_up(hub.keys.engine, Held.KEYS, tmp_path / "of-keys", hub.clock.now())
        world.publish(world.behaviour(statement="He kicked it again."))
        world.act(ask_to_shred, "officer")
        approve_shredding(hub, second_officer(world), world.case)
        grow(sequencer)
        asking(hub, witness).round()
        yield Drill(world, other, data, keys, manifest, places, sequencer, witness, tmp_path)


def test_old_data_with_current_keys_leaves_what_was_shredded_shredded_and_the_rest_reads(
    drill: Drill,
) -> None:
    with drill.restored(Held.DATA) as world:
        rows = wrapped(world)
        assert {row["shredded_at"] for row in world.rows(Case)} == {None}
        assert refusal(ask(world, "health_visitor")) is Refusal.GONE

        migrate(world.hub)

        gone = {row["id"]: row["shredded_at"] for row in world.rows(Case) if row["shredded_at"]}
        assert set(gone) == {drill.world.case}
        assert [row["name_tokens"] for row in world.rows(Person) if row["case_id"] == drill.world.case] == (
            [[]] * len(drill.world.people)
        )
        assert refusal(ask(world, "health_visitor")) is Refusal.GONE
        with pytest.raises(KeyDestroyed):
            world.hub.keys.alias(str(drill.world.case))
        assert {one.binding.case for one in rows} - {one.binding.case for one in wrapped(world)} == {
            str(drill.world.case)
        }
        other = replace(drill.other, hub=world.hub)
        assert other.texts("police", "child_protection") == drill.other.texts("police", "child_protection")
        found = [row for row in world.rows(AuditEntry) if row["action"] == "cases.found_shredded"]
        assert len(found) == 1
        assert [one.case for one in finish_shredding(world.hub)] == [drill.world.case]


def test_the_sequencer_signs_nothing_upon_old_data_and_without_its_head_the_witness_refuses(
    drill: Drill,
) -> None:
    assert drill.manifest.log
    with drill.restored(Held.DATA) as world:
        record(world.hub, 3)
        sequencer = a_sequencer(world.hub, drill.folder)

        with pytest.raises(Tampered, match="older than the log that was signed"):
            grow(sequencer)

        # Whoever takes the head away finds that others have one.
        sequencer.key_file.with_name("log.json.head").unlink()
        assert grow(sequencer) > drill.manifest.log.size
        with pytest.raises(Unwilling, match=r"older|larger|not"):
            asking(world.hub, drill.witness).round()


def test_old_keys_with_current_data_open_nothing_of_what_was_shredded(drill: Drill) -> None:
    with drill.restored(Held.KEYS) as world:
        assert world.hub.keys.has_case(str(drill.world.case))

        migrate(world.hub)

        assert not world.hub.keys.has_case(str(drill.world.case))
        assert refusal(ask(world, "health_visitor")) is Refusal.GONE
        with world.hub.begin() as work:
            assert queries.living(work.tx) == [drill.other.case]
        other = replace(drill.other, hub=world.hub)
        assert other.texts("police", "child_protection") == drill.other.texts("police", "child_protection")
