"""Codes, lists and rows of a rulebook in the words of an officer who does not know the codes by heart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.vocabulary import Category, Code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CODES = {
    Code.FULL: "in full",
    Code.GIST: "in short form",
    Code.CONSENT_SURVIVOR: "in full if she consents, else not at all",
    Code.CONSENT_PERPETRATOR: "in full if he consents, else not at all",
    Code.CONSENT_CHILD: "in full if each child it belongs to consents, else not at all",
    Code.CONSENT_THIRD_PARTY: "in full if each third party it belongs to consents, else not at all",
    Code.GIST_CONSENT_SURVIVOR: "in full if she consents, else in short form",
    Code.GIST_CONSENT_PERPETRATOR: "in full if he consents, else in short form",
    Code.GIST_CONSENT_CHILD: "in full if each child it belongs to consents, else in short form",
    Code.GIST_CONSENT_THIRD_PARTY: "in full if each third party it belongs to consents, else in short form",
    Code.OWN_EFFORTS: "in full if others saw it, if she told it only with her consent",
    Code.APPROVAL: "in full if its unit approves, else not at all",
    Code.FULL_IF_AWARE: "in full if he knows already, else in short form",
    Code.REPORT_IF_AWARE: "in full if he knows already or its unit approves, else not at all",
    Code.REPORT_CONSENT: "in full if those whose account it is agreed to a report, else not at all",
    Code.NOT_NEEDED: "not at all, but by a serious-risk decision",
    Code.NEVER: "never",
}
"""What each code does, to be read after what it is about."""


def listed(words: Iterable[str]) -> str:
    """Write words as a sentence lists them: a, b and c."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def row(codes: Mapping[Category, Code]) -> str:
    """Write a whole row: each code's words, in the order of codes, with what goes that way."""
    ways = {code: [category for category in Category if codes[category] is code] for code in Code}
    return "; ".join(f"{CODES[code]}: {', '.join(kinds)}" for code, kinds in ways.items() if kinds)
