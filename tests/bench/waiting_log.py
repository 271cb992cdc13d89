"""Filling a hub's log: entries as readings and acts upon facts leave them, under ids of their own.

They went through no use case; they have the size and form of those that did. The facts that they speak of are
copies whose seals would not open.
"""

from __future__ import annotations

import os
from datetime import timedelta
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import LargeBinary, insert, select

from sharehub.audit.entry import Act, Action, encode, leaf_hash
from sharehub.clock import uuid7
from sharehub.crypto.envelope import KEY_ID_BYTES, MAGIC
from sharehub.database.schema import AuditEntry, Fact, FactVersion, LogQueue, Seal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sharehub.rehearsal.stage import Stage

PAGE = 4_096
ACTS = 5
"""Acts upon each fact, which a tenth of all entries are."""
STEP = timedelta(milliseconds=20)
_KEY_AT = len(MAGIC) + 2
"""Where an envelope names its key: behind the mark, the format and the suite."""


def fill(stage: Stage, entries: int) -> datetime:
    """Add that many entries to the queue, and the facts that they speak of; return the last one's time."""
    with stage.hub.engine.begin() as connection:
        fact = dict(connection.execute(select(Fact).limit(1)).mappings().one())
        version = dict(connection.execute(select(FactVersion).limit(1)).mappings().one())
        facts = [uuid4() for _ in range(entries // (10 * ACTS))]
        for begin in range(0, len(facts), PAGE):
            some = facts[begin : begin + PAGE]
            connection.execute(insert(Fact), [fact | {"id": one} for one in some])
            connection.execute(insert(FactVersion), [_version(version, one) for one in some])
    digest = sha256(version["manifest"]).hexdigest()
    acts, last = _acts(stage, facts, digest, entries), stage.hub.clock.now()
    for _ in range(0, entries, PAGE):
        with stage.hub.engine.begin() as connection:
            rows = list(islice(acts, PAGE))
            connection.execute(insert(AuditEntry), rows)
            connection.execute(insert(LogQueue), [{"entry_id": row["id"]} for row in rows])
            last = rows[-1]["at"]
    return last


def _version(version: dict[str, Any], fact: UUID) -> dict[str, Any]:
    """Return a copy of a version whose ciphertexts name a key of their own."""
    key = os.urandom(KEY_ID_BYTES)
    sealed = [
        column.name
        for column in FactVersion.__table__.columns
        if isinstance(column.type, LargeBinary) and column.name not in Seal.__annotations__
    ]
    named = {name: version[name][:_KEY_AT] + key + version[name][_KEY_AT + KEY_ID_BYTES :] for name in sealed}
    return version | named | {"fact_id": fact, "version": 1}


def _acts(stage: Stage, facts: list[UUID], digest: str, entries: int) -> Iterator[dict[str, Any]]:
    """Yield the rows of the entries: nine asks, then an act upon a fact, and so on."""
    now = stage.hub.clock.now()
    asking, alias = _asking(stage), os.urandom(16).hex()
    for number in range(entries):
        place, is_act = divmod(number, 10)
        turn = place // len(facts) if facts else 0
        if is_act == 9 and turn < ACTS:
            act = Act(Action.FACT_PUBLISHED, references={"version": 1}, case_alias=alias)
            act = act.about_fact(facts[place % len(facts)], revision=turn + 1, manifest_digest=digest)
        else:
            act = asking
        yield _row(act, now + number * STEP)


def _asking(stage: Stage) -> Act:
    return Act(
        Action.PATTERN_ASKED,
        actor=stage.loader.user,
        unit=stage.loader.unit,
        role=stage.loader.role,
        purpose="child_protection",
        case_alias=os.urandom(16).hex(),
        references={
            "release": str(uuid4()),
            "rulebook": os.urandom(32).hex(),
            "protocols": [f"edinburgh {os.urandom(32).hex()}"],
            "channels": [{"owner": str(uuid4()), "protocols": ["edinburgh"]}],
        },
    )


def _row(act: Act, at: datetime) -> dict[str, Any]:
    identity = uuid7(at, os.urandom)
    body = encode(act, identity, at, os.urandom(16), None if act.fact else os.urandom(32).hex())
    return {
        "id": identity,
        "at": at,
        "unit": None if act.unit is None else str(act.unit),
        "actor": None if act.actor is None else str(act.actor),
        "action": act.action.value,
        "outcome": act.outcome.value,
        "purpose": act.purpose,
        "case_alias": act.case_alias,
        "fact_id": act.fact,
        "fact_revision": act.fact_revision,
        "manifest_digest": act.manifest_digest,
        "leaf_hash": leaf_hash(body),
        "body": body,
    }
