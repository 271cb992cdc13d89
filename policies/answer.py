"""What a decision is: for each fact its outcome, the reason, the caveats, and all that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policies.vocabulary import Caveat, Outcome, Reason


@dataclass(frozen=True)
class FactDecision:
    """One fact's answer. `rests_on` holds the ids of consent events, approvals and serious-risk decisions.

    `protocols` are the ids of the protocols that the release passed through: with the purpose and the two
    units, its channel. Empty for a unit's own record. Without slots, as `Fact`.
    """

    outcome: Outcome
    reason: Reason
    caveats: frozenset[Caveat] = frozenset()
    rests_on: frozenset[str] = frozenset()
    protocols: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one ask about one case: a decision for every fact, by fact id."""

    facts: Mapping[str, FactDecision]
