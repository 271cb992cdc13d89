"""The words of the demo: every reason in a few of them, and many facts in few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.vocabulary import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

WHY = {
    Reason.OWN_RECORD: "own record",
    Reason.ROLE_AND_PURPOSE: "the role needs it for this",
    Reason.CONSENT: "agreed to",
    Reason.PERPETRATOR_ALREADY_KNOWS: "he knows already",
    Reason.ORIGINATOR_APPROVED: "its owner approved",
    Reason.OVERRIDE_SERIOUS_RISK: "a serious-risk decision",
    Reason.BREAK_GLASS: "break-glass",
    Reason.GIST_FOR_ROLE: "as much as the role needs",
    Reason.CONFLICT_OF_INTEREST: "a conflict of interest",
    Reason.CONFLICT_CHECK_PENDING: "a possible conflict of interest is undecided",
    Reason.NOT_ALLOCATED: "does not work with the family on that day",
    Reason.METADATA_ONLY: "officers audit access, and read no content",
    Reason.PURPOSE_NOT_FOR_ROLE: "the role may not ask for this",
    Reason.NOT_YET_PUBLISHED: "not yet shared by its owner",
    Reason.RETRACTED: "taken back by its owner",
    Reason.PURPOSE_GATE_CLOSED: "the event that opens the purpose is not on record",
    Reason.NO_PROTOCOL: "no protocol between the two units",
    Reason.CHANNEL_NARROWED: "its owner keeps it back from this channel",
    Reason.NEVER_FOR_THIS_ROLE: "never for this role",
    Reason.PERPETRATOR_WILL_READ: "he would read it",
    Reason.CONSENT_REFUSED: "a no",
    Reason.CONSENT_WITHDRAWN: "a yes taken back",
    Reason.CONSENT_EXCLUDES_FACT: "kept back by the one it belongs to",
    Reason.CONSENT_EXPIRED: "a yes that has run out",
    Reason.CONSENT_ABSENT: "no yes for this reader and purpose",
    Reason.SOURCE_EXPOSED: "he could tell who spoke",
    Reason.ORIGINATOR_APPROVAL_NEEDED: "its owner has not approved",
    Reason.NOT_NEEDED_FOR_ROLE: "not needed for this role",
    Reason.NO_GIST_WRITTEN: "no short form was written",
    Reason.CONTEXT_WITHHELD: "what explains it is withheld",
    Reason.FAULT: "it could not be decided",
}
"""Every reason in a few words, in the order in which they are told."""

SHORTEST_RANGE = 3


def in_ranges(facts: Sequence[str], every: Sequence[str]) -> str:
    """Return the ids of facts in the order of the case, three or more neighbours as a range.

    Args:
        facts: some of the ids, in any order.
        every: all of them, in the case's order.
    """
    wanted = set(facts)
    runs: list[list[str]] = []
    new = True
    for fact in every:
        if fact not in wanted:
            new = True
        elif new:
            runs.append([fact])
            new = False
        else:
            runs[-1].append(fact)
    return " ".join(f"{run[0]}-{run[-1]}" if len(run) >= SHORTEST_RANGE else " ".join(run) for run in runs)
