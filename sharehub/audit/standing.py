"""How the log stands: how large its tree is, how old its checkpoint, and how well it is witnessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sharehub.audit import tree
from sharehub.audit.checkpoint import cosignatures, standing_of
from sharehub.audit.note import parse

if TYPE_CHECKING:
    from datetime import datetime

    from sharehub.audit.checkpoint import Policy, Standing
    from sharehub.audit.note import VerifierKey
    from sharehub.database.transaction import Transaction

LONGEST_SILENCE = 300
"""Seconds after which a witness's word is stale: it is asked again long before, were there news or not."""
CLOCKS_APART = 60
"""Seconds that a witness's clock may be ahead of ours."""
LOOKED_AT = 20
"""The newest checkpoints among which the one to show is looked for."""


class LogStanding(NamedTuple):
    """How the log stands. `age` is that of the newest checkpoint in seconds, None before the first.

    `fresh` witnesses of the `needed` have cosigned lately, this tree or a smaller one that it begins with;
    `witnessed` says what that comes to.
    """

    size: int
    age: int | None
    witnessed: Standing
    fresh: int
    needed: int


def standing(tx: Transaction, policy: Policy, now: datetime) -> LogStanding:
    """Say how the log stands now."""
    newest, seconds = tree.newest_checkpoint(tx), int(now.timestamp())
    said = [time for key in policy.witnesses if (time := _last_said(tx, key)) is not None]
    believed = [time for time in said if time <= seconds + CLOCKS_APART]
    fresh = [time for time in believed if seconds - time <= LONGEST_SILENCE]
    return LogStanding(
        size=newest.size if newest else 0,
        age=None if newest is None else max(0, int((now - newest.at).total_seconds())),
        witnessed=standing_of(policy.needed, len(fresh), len(believed)),
        fresh=len(fresh),
        needed=policy.needed,
    )


def shown_checkpoint(tx: Transaction, policy: Policy) -> bytes | None:
    """Return the checkpoint to show: the newest that as many witnesses as needed cosigned, else the newest.

    What witnesses said stands below it. None before the first.
    """
    names = {key.name for key in policy.witnesses}
    newest: bytes | None = None
    for stored in tree.newest_checkpoints(tx, LOOKED_AT):
        lines = tree.lines_below(tx, stored.size)
        whole = stored.note + "".join(lines[name] for name in sorted(lines)).encode()
        if len(names & lines.keys()) >= policy.needed:
            return whole
        newest = newest or whole
    return newest


def _last_said(tx: Transaction, key: VerifierKey) -> int | None:
    """Return when a witness last cosigned, by its own signature and not by what a column says of it."""
    word = tree.latest_word(tx, key.name)
    if word is None:
        return None
    try:
        return max((one.time for one in cosignatures(parse(word.whole), [key])), default=None)
    except ValueError:
        return None
