"""Pinned vectors of the log's encoding: made by `python -m tests.sharehub.audit.vectors`, never made anew.

A vector that changed means that an entry hashed yesterday has another hash today. So this adds vectors that
are missing and refuses to change one that is there.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sharehub.audit.entry import Act, Action, Outcome, encode, leaf_hash, salted_digest

PATH = Path(__file__).parents[2] / "vectors" / "audit.json"
IDENTITY = UUID("01902b8a-5c00-7abc-8def-0123456789ab")
AT = datetime(2024, 6, 18, 7, 30, 15, 123456, tzinfo=UTC)
SALT = bytes(range(16))
RECORD = b'{"v":1}'

WORKER = Act(Action.PATTERN_ASKED, actor=UUID(int=1), unit=UUID(int=2), role="police", case_alias="ab" * 16)

CASES: dict[str, tuple[Act, datetime, bytes | None]] = {
    "the least that an entry holds": (Act(Action.KEYS_ROTATED), AT, None),
    "an ask with its decision record": (
        Act(
            Action.PATTERN_ASKED,
            Outcome.REFUSED,
            actor=UUID(int=1),
            unit=UUID(int=2),
            role="police",
            purpose="child_protection",
            case_alias="ab" * 16,
            references={"release": str(UUID(int=3)), "protocols": [], "channels": [{"to": "b"}]},
        ),
        AT,
        RECORD,
    ),
    "an act upon a fact": (
        WORKER.about_fact(UUID(int=4), revision=7, manifest_digest="cd" * 32),
        AT,
        None,
    ),
    "every kind of value": (
        Act(
            Action.ACT_REFUSED,
            references={
                "text": '" \\ / tab \t line \n back \b form \f nul \x00 delete \x7f é \u2028 \U0001f5c2',
                "numbers": [0, -1, 2**53 - 1, 1 - 2**53],
                "truths": [True, False],
                "nested": {"b": {}, "a": [[]], "B": ""},
            },
        ),
        AT,
        None,
    ),
    "a moment before 1970": (
        Act(Action.CASE_OPENED),
        datetime(1969, 12, 31, 23, 59, 59, 500000, tzinfo=UTC),
        None,
    ),
}


def make(name: str) -> dict[str, Any]:
    """Encode one case, and return the exact bytes as text, with the hashes over them in hex."""
    act, at, record = CASES[name]
    digest = None if record is None else salted_digest(SALT, record)
    body = encode(act, IDENTITY, at, SALT, digest)
    return {"body": body.decode(), "record_digest": digest, "leaf": leaf_hash(body).hex()}


def read() -> dict[str, dict[str, Any]]:
    """Return the pinned vectors by name."""
    found: dict[str, dict[str, Any]] = json.loads(PATH.read_text(encoding="utf-8")) if PATH.exists() else {}
    return found


def main() -> int:
    """Add the vectors that are missing; 1 when one that is there would change."""
    pinned = read()
    made = {name: make(name) for name in CASES}
    if any(made.get(name) != vector for name, vector in pinned.items()):
        return 1
    PATH.write_text(json.dumps(made, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
