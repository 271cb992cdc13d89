"""The families of tactics in a reader's words, the most worrying first, and what he may be asked about each.

Source: domain/model.md, section 3, for the families; domain/documents.md, 3, for questions a sheriff or a
panel member may put to him. The questions are the same in every case: they say of nobody that he did it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sharehub.language.vocabulary import Tactic

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class Family(NamedTuple):
    """A family's heading, and the question about it."""

    words: str
    question: str


FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        Tactic.STRANGLE: Family(
            "Strangling, choking, smothering",
            "What have you done that stopped somebody breathing, and what could have come of it?",
        ),
        Tactic.SEXUAL: Family(
            "Sexual violence and coercion",
            "What do you do now when the answer is no?",
        ),
        Tactic.PHYSICAL: Family(
            "Physical violence",
            "Whom have you hurt with your hands or with things, and what did your children learn from it?",
        ),
        Tactic.HARM_CHILD: Family(
            "Harm to the children",
            "What has your behaviour done to each of your children, and how do you know?",
        ),
        Tactic.THREATEN: Family(
            "Threats",
            "What did you say would happen, and what did you want them to do because of it?",
        ),
        Tactic.CONFINE: Family(
            "Keeping in: keys, doors, papers, sleep, food",
            "Who comes and goes freely in your home today, and who holds the keys?",
        ),
        Tactic.BREACH: Family(
            "Breaking orders and conditions",
            "Which conditions have you broken, and what have you arranged so that you keep them?",
        ),
        Tactic.MONITOR: Family(
            "Watching and timing",
            "Whose time and movements have you kept track of, and what have you stopped?",
        ),
        Tactic.TECH: Family(
            "Control through phones, accounts and devices",
            "Which accounts and devices of other people could you still get into today?",
        ),
        Tactic.INTIMIDATE: Family(
            "Intimidation and damage",
            "What did the others in the room do when you broke something, and what had they learned to do?",
        ),
        Tactic.ISOLATE: Family(
            "Cutting off from people and language",
            "Whom did your family stop seeing or speaking to, and what have you done so that they can again?",
        ),
        Tactic.USE_CHILD: Family(
            "Using the children",
            "What have you had your children carry, watch or say for you?",
        ),
        Tactic.UNDERMINE_PARENTING: Family(
            "Undermining parenting",
            "What did you do to your children's routines, and to what their mother had told them?",
        ),
        Tactic.SYSTEMS: Family(
            "Using services against the family",
            "What did you want each time you called a service, and what came of it for your children?",
        ),
        Tactic.SERVICE_BLOCK: Family(
            "Blocking services",
            "Which appointments of others did you stop, change or sit in on?",
        ),
        Tactic.SUBSTANCE_COERCION: Family(
            "Control through substances",
            "What have you done about somebody else's recovery, for it or against it?",
        ),
        Tactic.MENTAL_HEALTH_COERCION: Family(
            "Control through mental health",
            "What have you told others about somebody's mind, and what did you gain by it?",
        ),
        Tactic.EXPLOIT_IDENTITY: Family(
            "Exploiting status, language, faith or poverty",
            "For whom do you speak, and who decided that they should not speak for themselves?",
        ),
        Tactic.DEGRADE: Family(
            "Insults and humiliation",
            "What do your children hear you call other people, and what do you say instead?",
        ),
        Tactic.ECONOMIC: Family(
            "Control of money and work",
            "Who can spend what in your home without asking?",
        ),
        Tactic.DOMINATE: Family(
            "Making all the decisions",
            "Which decisions have you left to others, since when, and who has seen it?",
        ),
        Tactic.MINIMISE: Family(
            "Denying, minimising, blaming",
            "Which part of what is said in this report do you say you did?",
        ),
    }
)
"""Every family, in the order in which it stands in any document: the same in each, telling nothing."""

ALWAYS_ASKED = (
    "What have you done, in your own words, and which part of it do you say you did not do?",
    "What has it done to your partner, to each of your children, and to yourself?",
    "What do you do instead, since when, and who has seen it?",
)
"""Naming, claiming, changing: asked of everybody, whatever a report holds."""


def questions(families: Collection[str]) -> tuple[str, ...]:
    """Return what he may be asked, where a report speaks of these families."""
    return (*ALWAYS_ASKED, *(family.question for word, family in FAMILIES.items() if word in families))
