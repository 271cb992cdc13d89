"""Attacks on a log by somebody who writes to its database past the program, without its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
from sqlalchemy import delete, insert, select, update

from sharehub.audit.checkpoint import Checkpoint
from sharehub.audit.entry import leaf_hash
from sharehub.audit.note import Kind, Signer
from sharehub.database.schema import AuditEntry, FactVersion, LogCheckpoint, LogLeaf, LogQueue, LogTile
from sharehub.verify.failures import Failure
from tests.sharehub.audit.growing import ORIGIN, put_in_queue
from tests.sharehub.verify.tampering import Attacker

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.sharehub.verify.audits import Audit

    Attack = Callable[[Audit], object]

STRANGER = Signer.from_seed(ORIGIN, Kind.TEXT, b"s" * 32)
PLAIN = 200
"""A leaf in the midst of many that are about no fact."""


def attacker(audit: Audit) -> Attacker:
    """Return somebody who has the database."""
    return Attacker(audit.growing)


def edited_body(audit: Audit) -> None:
    attacker(audit).edit(PLAIN, outcome="refused")


def edited_body_and_columns(audit: Audit) -> None:
    attacker(audit).edit(PLAIN, outcome="refused")
    attacker(audit).columns(PLAIN, outcome="refused")


def edited_body_with_its_leaf_hashes(audit: Audit) -> None:
    edited_body_and_columns(audit)
    body = audit.growing.bodies()[PLAIN]
    attacker(audit).columns(PLAIN, leaf_hash=leaf_hash(body))
    audit.growing.run(update(LogLeaf).where(LogLeaf.leaf_index == PLAIN).values(leaf_hash=leaf_hash(body)))


def edited_body_all_rehashed(audit: Audit) -> None:
    edited_body_and_columns(audit)
    attacker(audit).rehash()


def body_too_long(audit: Audit) -> None:
    attacker(audit).columns(PLAIN, body=b"x" * 70_000)


def edited_leaf_hash(audit: Audit) -> None:
    attacker(audit).columns(PLAIN, leaf_hash=bytes(32))


def edited_leaf_hash_in_the_tree(audit: Audit) -> None:
    audit.growing.run(update(LogLeaf).where(LogLeaf.leaf_index == PLAIN).values(leaf_hash=bytes(32)))


def deleted_entry(audit: Audit) -> None:
    attacker(audit).remove(PLAIN)


def deleted_entry_and_closed_the_gap(audit: Audit) -> None:
    attacker(audit).remove(PLAIN)
    rest = audit.growing.all(select(LogLeaf.entry_id).order_by(LogLeaf.leaf_index))
    attacker(audit).renumber([entry for (entry,) in rest])


def deleted_entry_all_rehashed(audit: Audit) -> None:
    deleted_entry_and_closed_the_gap(audit)
    attacker(audit).rehash()


def deleted_act_upon_a_fact(audit: Audit) -> None:
    rows = audit.growing.all(
        select(LogLeaf.leaf_index)
        .join(AuditEntry, AuditEntry.id == LogLeaf.entry_id)
        .where(AuditEntry.action == "fact.retracted")
    )
    attacker(audit).remove(rows[0][0])


def inserted_entry(audit: Audit) -> None:
    attacker(audit).insert(PLAIN)


def inserted_entry_behind_the_tree(audit: Audit) -> None:
    entry = attacker(audit).insert(PLAIN)
    end = len(audit.growing.leaves())
    audit.growing.run(insert(LogLeaf).values(leaf_index=end, entry_id=entry, leaf_hash=b"i" * 32))


def inserted_entry_in_the_tree(audit: Audit) -> None:
    entries = [entry for entry, _ in audit.growing.leaves()]
    entry = attacker(audit).insert(PLAIN)
    attacker(audit).renumber([*entries[:PLAIN], entry, *entries[PLAIN:]])


def reordered_entries(audit: Audit) -> None:
    entries = [entry for entry, _ in audit.growing.leaves()]
    entries[PLAIN], entries[PLAIN + 1] = entries[PLAIN + 1], entries[PLAIN]
    attacker(audit).renumber(entries)


def reordered_entries_all_rehashed(audit: Audit) -> None:
    reordered_entries(audit)
    attacker(audit).rehash()


def truncated_tail(audit: Audit) -> None:
    size = len(audit.growing.leaves())
    for leaf in (size - 1, size - 2):
        attacker(audit).remove(leaf)


def edited_tile(audit: Audit) -> None:
    ((hashes,),) = audit.growing.all(
        select(LogTile.hashes).where(LogTile.level == 0, LogTile.tile_index == 0)
    )
    changed = hashes[:32] + bytes(32) + hashes[64:]
    audit.growing.run(
        update(LogTile).where(LogTile.level == 0, LogTile.tile_index == 0).values(hashes=changed)
    )


def edited_upper_tile(audit: Audit) -> None:
    audit.growing.run(update(LogTile).where(LogTile.level == 1).values(hashes=bytes(32)))


def deleted_tile(audit: Audit) -> None:
    audit.growing.run(delete(LogTile).where(LogTile.level == 0, LogTile.tile_index == 1))


def swapped_key(audit: Audit) -> None:
    attacker(audit).sign(audit.growing.newest(), STRANGER)


def swapped_key_that_nobody_named(audit: Audit) -> None:
    """A line of one's own below the log's newest checkpoint, which then goes on under one's own key."""
    newest = audit.growing.newest()
    attacker(audit).sign(newest, *audit.growing.keys.signers, STRANGER)
    audit.growing.record(1)
    entries = [entry for entry, _ in audit.growing.leaves()] + sorted(audit.growing.queued())
    audit.growing.run(delete(LogQueue))
    attacker(audit).renumber(entries)
    hashes = attacker(audit).rehash()
    attacker(audit).sign_tree(hashes, STRANGER)


def forged_signature(audit: Audit) -> None:
    size, note = audit.newest()
    text, _, line = note.partition(b"\n\n")
    forged = text + b"\n\n" + line[:-20] + (b"A" if line[-20:-19] != b"A" else b"B") + line[-19:]
    audit.growing.run(update(LogCheckpoint).where(LogCheckpoint.size == size).values(note=forged))


def stored_fork(audit: Audit) -> None:
    attacker(audit).sign(Checkpoint(ORIGIN, 5, b"f" * 32))


def stored_checkpoint_that_nobody_signed(audit: Audit) -> None:
    attacker(audit).sign(Checkpoint(ORIGIN, 5, b"f" * 32), STRANGER)


def taken_from_the_queue(audit: Audit) -> None:
    (entry,) = audit.growing.record(1)
    audit.growing.run(delete(LogQueue).where(LogQueue.entry_id == entry))


def edited_while_it_waited(audit: Audit) -> None:
    (entry,) = audit.growing.record(1)
    ((body,),) = audit.growing.all(select(AuditEntry.body).where(AuditEntry.id == entry))
    changed = orjson.dumps(orjson.loads(body) | {"outcome": "refused"}, option=orjson.OPT_SORT_KEYS)
    audit.growing.run(
        update(AuditEntry).where(AuditEntry.id == entry).values(body=changed, outcome="refused")
    )


def columns_edited_while_it_waited(audit: Audit) -> None:
    (entry,) = audit.growing.record(1)
    audit.growing.run(update(AuditEntry).where(AuditEntry.id == entry).values(outcome="refused"))


def put_into_the_queue_spoilt(audit: Audit) -> None:
    entry = uuid4()
    values = {"id": entry, "at": audit.hub.clock.now(), "action": "keys.rotated", "outcome": "done"}
    audit.growing.run(
        insert(AuditEntry).values(**values, body=b"{}", leaf_hash=leaf_hash(b"{}")), put_in_queue(entry)
    )


def seal_of(audit: Audit, fact: UUID, version: int = 1) -> dict[str, Any]:
    """Return the sealed columns of a version of a fact."""
    names = [column.name for column in FactVersion.__table__.columns if column.type.python_type is bytes]
    asked = select(*(FactVersion.__table__.columns[name] for name in (*names, "wrapping_key")))
    (row,) = audit.growing.all(asked.where(FactVersion.fact_id == fact, FactVersion.version == version))
    return dict(row._mapping)


def put_seal(audit: Audit, fact: UUID, seal: dict[str, Any], version: int = 1) -> None:
    """Put sealed columns into a version of a fact."""
    row = update(FactVersion).where(FactVersion.fact_id == fact, FactVersion.version == version)
    audit.growing.run(row.values(seal))


def swapped_whole_seals(audit: Audit) -> None:
    one, other = audit.facts[1], audit.facts[2]
    seals = seal_of(audit, one), seal_of(audit, other)
    put_seal(audit, one, seals[1])
    put_seal(audit, other, seals[0])


def moved_one_ciphertext(audit: Audit) -> None:
    put_seal(audit, audit.facts[1], {"statement": seal_of(audit, audit.facts[2])["statement"]})


def put_back_an_old_version(audit: Audit) -> None:
    put_seal(audit, audit.facts[0], seal_of(audit, audit.facts[0], 1), 2)


def deleted_a_version(audit: Audit) -> None:
    audit.growing.run(delete(FactVersion).where(FactVersion.fact_id == audit.facts[2]))


def a_fact_past_the_log(audit: Audit) -> None:
    (row,) = audit.growing.all(select(FactVersion).where(FactVersion.fact_id == audit.facts[2]))
    audit.growing.run(insert(FactVersion).values({**row._mapping, "version": 2}))


def a_malformed_ciphertext(audit: Audit) -> None:
    put_seal(audit, audit.facts[2], {"gist": b"no envelope"})


ATTACKS: list[tuple[Attack, set[Failure]]] = [
    (edited_body, {Failure.EDITED, Failure.INDEX}),
    (edited_body_and_columns, {Failure.EDITED, Failure.INDEX}),
    (edited_body_with_its_leaf_hashes, {Failure.EDITED}),
    (edited_body_all_rehashed, {Failure.OTHER_TREE}),
    (body_too_long, {Failure.MISSING}),
    (edited_leaf_hash, {Failure.INDEX}),
    (edited_leaf_hash_in_the_tree, {Failure.INDEX}),
    (deleted_entry, {Failure.MISSING}),
    (deleted_entry_and_closed_the_gap, {Failure.MISSING, Failure.MOVED}),
    (deleted_entry_all_rehashed, {Failure.OTHER_TREE, Failure.MISSING, Failure.TILE}),
    (deleted_act_upon_a_fact, {Failure.MISSING, Failure.SEALED}),
    (inserted_entry, {Failure.OUTSIDE}),
    (inserted_entry_behind_the_tree, {Failure.OUTSIDE}),
    (inserted_entry_in_the_tree, {Failure.EDITED, Failure.MOVED, Failure.OUTSIDE}),
    (reordered_entries, {Failure.MOVED}),
    (reordered_entries_all_rehashed, {Failure.OTHER_TREE}),
    (truncated_tail, {Failure.MISSING}),
    (edited_tile, {Failure.TILE}),
    (edited_upper_tile, {Failure.TILE}),
    (deleted_tile, {Failure.TILE}),
    (swapped_key, {Failure.UNSIGNED}),
    (swapped_key_that_nobody_named, {Failure.UNSIGNED}),
    (forged_signature, {Failure.FORGED}),
    (stored_fork, {Failure.FORKED}),
    (stored_checkpoint_that_nobody_signed, {Failure.FORGED}),
    (taken_from_the_queue, {Failure.OUTSIDE}),
    (edited_while_it_waited, {Failure.EDITED}),
    (columns_edited_while_it_waited, {Failure.INDEX}),
    (put_into_the_queue_spoilt, {Failure.FORM}),
    (swapped_whole_seals, {Failure.SEALED}),
    (moved_one_ciphertext, {Failure.SEALED}),
    (put_back_an_old_version, {Failure.SEALED}),
    (deleted_a_version, {Failure.SEALED}),
    (a_fact_past_the_log, {Failure.SEALED}),
    (a_malformed_ciphertext, {Failure.SEALED}),
]
"""Each attack, and every kind of failure that verifying finds of it: these and no others."""
