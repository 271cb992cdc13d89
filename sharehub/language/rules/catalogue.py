"""The eighteen rules: what each looks for, how much it matters, and what it asks instead."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sharehub.language.rules.anger import mind_as_cause
from sharehub.language.rules.attendance import attendance_as_change
from sharehub.language.rules.choices import choices
from sharehub.language.rules.conditions import conditions
from sharehub.language.rules.doubt import doubt
from sharehub.language.rules.engagement import not_engaging
from sharehub.language.rules.fathering import low_bar
from sharehub.language.rules.health import her_health_alone
from sharehub.language.rules.hidden_agent import hidden_agents
from sharehub.language.rules.labels import labels
from sharehub.language.rules.minimising import minimising
from sharehub.language.rules.mutual import mutual
from sharehub.language.rules.parenting import her_deficit_alone
from sharehub.language.rules.presentation import presentation
from sharehub.language.rules.protection import failing_to_protect
from sharehub.language.rules.provocation import provocation
from sharehub.language.rules.separation import separation_as_fix
from sharehub.language.rules.substance import substance_as_cause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sharehub.language.rules.scene import Scene, Span


class Severity(StrEnum):
    """How much a finding matters to the reader of a record; nothing is ever counted from it."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Its texts hold {him} and {her} for the names of the cast.

    `needs_reason` asks for a reason before a document leaves the agency; recording is never held up.
    """

    id: str
    family: str
    severity: Severity
    worry: str
    """The concern for the children that may well stand behind the wording."""
    asks: str
    """What turns the view to what was done, and by whom."""
    find: Callable[[Scene], Iterator[Span]]
    needs_reason: bool = False


_LOW, _MEDIUM, _HIGH = Severity.LOW, Severity.MEDIUM, Severity.HIGH

RULES = (
    Rule(
        "L01",
        "hidden agent",
        _LOW,
        "that somebody was hurt, and what the children saw of it",
        "Who did it? Begin the sentence with {him}: what did {him} do, to whom, in front of whom?",
        hidden_agents,
    ),
    Rule(
        "L02",
        "relationship as actor",
        _MEDIUM,
        "about what the children live with between two adults",
        "Write down each one's acts apart. What did {him} do? Does one decide what the other may do?",
        mutual,
    ),
    Rule(
        "L03",
        "failure to protect",
        _HIGH,
        "that the children are not safe",
        "What did {him} do that the children needed protecting from? What did {her} do about it?",
        failing_to_protect,
        needs_reason=True,
    ),
    Rule(
        "L04",
        "her choices",
        _MEDIUM,
        "that the children are back within reach of harm",
        "What would {him} have done otherwise? Ask what made this the safer thing for {her} to do.",
        choices,
    ),
    Rule(
        "L05",
        "separation as the remedy",
        _MEDIUM,
        "to see an end to what the children go through",
        "What has {him} done since they parted, at handovers, by phone, through others or the courts?",
        separation_as_fix,
    ),
    Rule(
        "L06",
        "how she came across",
        _MEDIUM,
        "about how {her} was, and what the children saw of it",
        "What had {him} done just before? Who spoke first, in which language, and was there an interpreter?",
        presentation,
    ),
    Rule(
        "L07",
        "not engaging",
        _MEDIUM,
        "that nobody gets to see how the children are",
        "How does {him} get in the way of this service? What of ours makes it unsafe for {her} to come?",
        not_engaging,
    ),
    Rule(
        "L08",
        "substance as the cause",
        _MEDIUM,
        "about what drink or drugs bring into the children's home",
        "What does {him} do when sober? Drinking can tell when it happens; it does not tell why.",
        substance_as_cause,
    ),
    Rule(
        "L09",
        "anger or illness as the cause",
        _MEDIUM,
        "that it may happen again without warning",
        "With whom does {him} keep calm, and where? What does {him} gain by it?",
        mind_as_cause,
    ),
    Rule(
        "L10",
        "attendance as change",
        _HIGH,
        "to know whether the children are safer by now",
        "What of it has {him} named? Which harm owned up to? What is different at home, and who sees it?",
        attendance_as_change,
        needs_reason=True,
    ),
    Rule(
        "L11",
        "words that doubt",
        _LOW,
        "to be exact about what is known",
        "Say who told whom: what did {her}, or the child, say {him} did?",
        doubt,
    ),
    Rule(
        "L12",
        "making it small",
        _LOW,
        "to keep in proportion what the children go through",
        "Write the act itself: what did {him} do, with what, for how long, and what came of it?",
        minimising,
    ),
    Rule(
        "L13",
        "her health alone",
        _MEDIUM,
        "about how {her} is, for the children's sake",
        "What does {him} have to do with it: cause it, worsen it, keep help away, use it against {her}?",
        her_health_alone,
    ),
    Rule(
        "L14",
        "her parenting alone",
        _MEDIUM,
        "about how the children are cared for",
        "What does {him} do in the mornings and at night? Is the same asked of {him} as a parent?",
        her_deficit_alone,
    ),
    Rule(
        "L15",
        "a low bar for fathers",
        _MEDIUM,
        "that the children have a good parent in {him}",
        "What does {him} do as a parent from day to day, and does it help or harm the children?",
        low_bar,
    ),
    Rule(
        "L16",
        "conditions on her",
        _HIGH,
        "that something has to change for the children",
        "Which act of {him} has to stop? What can we offer {her}, instead of asking for proof?",
        conditions,
    ),
    Rule(
        "L17",
        "provocation",
        _MEDIUM,
        "about what sets it off",
        "What did {him} choose to do? Who else annoys {him} and comes to no harm?",
        provocation,
    ),
    Rule(
        "L18",
        "a label without an act",
        _LOW,
        "about a pattern that reaches the children",
        "What did {him} say or do, in words a stranger could picture? How might it reach the children?",
        labels,
    ),
)
