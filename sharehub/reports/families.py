"""The families of tactics in the words of a document's headings, the most worrying first.

Source: domain/model.md, section 3.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sharehub.language.vocabulary import Tactic
from sharehub.referrals.words import MOST_WORRYING_FIRST

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_WORDS = {
    Tactic.PHYSICAL: "Physical violence",
    Tactic.STRANGLE: "Strangling, choking, smothering",
    Tactic.SEXUAL: "Sexual violence and coercion",
    Tactic.THREATEN: "Threats",
    Tactic.INTIMIDATE: "Intimidation and damage",
    Tactic.DEGRADE: "Insults and humiliation",
    Tactic.ISOLATE: "Cutting off from people and language",
    Tactic.MONITOR: "Watching and timing",
    Tactic.TECH: "Control through phones, accounts and devices",
    Tactic.CONFINE: "Keeping in, by keys, doors, papers, sleep or food",
    Tactic.ECONOMIC: "Control of money and work",
    Tactic.DOMINATE: "Making all the decisions",
    Tactic.MINIMISE: "Denying, minimising, blaming",
    Tactic.USE_CHILD: "Using the children",
    Tactic.HARM_CHILD: "Harm to the children",
    Tactic.UNDERMINE_PARENTING: "Undermining parenting",
    Tactic.SYSTEMS: "Using services against the family",
    Tactic.SERVICE_BLOCK: "Blocking services",
    Tactic.SUBSTANCE_COERCION: "Control through substances",
    Tactic.MENTAL_HEALTH_COERCION: "Control through mental health",
    Tactic.EXPLOIT_IDENTITY: "Exploiting status, language, faith or poverty",
    Tactic.BREACH: "Breaking orders and conditions",
}

FAMILIES: Mapping[str, str] = MappingProxyType({tactic: _WORDS[tactic] for tactic in MOST_WORRYING_FIRST})
"""Every family, in the order in which it stands in any document: the same in each, telling nothing."""


def in_a_sentence(tactic: str) -> str:
    """Return a family's words within a sentence."""
    words = FAMILIES[tactic]
    return f"{words[0].lower()}{words[1:]}"


def listed(tactics: Collection[str]) -> str:
    """Return several families in the order of all."""
    return "; ".join(in_a_sentence(word) for word in FAMILIES if word in tactics)
