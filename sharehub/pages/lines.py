"""What stands beside a line that the API gave, for templates: when, how it is known, how it is handled."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from policies.vocabulary import Caveat
from sharehub.disclosure.wording import BASES, SOURCES, day_in_words, language_in_words, month_in_words, when
from sharehub.pages.words import first_large, plain
from sharehub.pages.words_referring import handling
from sharehub.referrals.wording import MANDATES, PARENTING, PATHWAYS, RELATIONSHIPS, TACTICS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["PATHWAYS", "TACTICS"]
"""Of the words of others, for templates."""


def beside(line: Mapping[str, Any]) -> str:
    """Return when and how often, and how a line is handled, in one row of words."""
    said = when(
        {
            "first_known": line.get("first_known") or line.get("since"),
            "last_known": line.get("last_known"),
            "frequency": line.get("frequency"),
            "trend": line.get("trend"),
        }
    )
    # What is not to be put to him has a mark of its own beside the words.
    caveats = [one for one in line.get("caveats") or () if one != Caveat.NOT_TO_PERPETRATOR]
    return "; ".join([*said, *_owed(line.get("to_close")), *handling(caveats)])


def known_by(line: Mapping[str, Any]) -> str:
    """Return how a line is known, as far as its reader is told; empty to those who work with him."""
    how = line.get("how_we_know") or {}
    said = [
        how.get("unit"),
        SOURCES.get(how.get("source_type", ""), ""),
        BASES.get(how.get("basis", ""), ""),
    ]
    return ", ".join(words for words in said if words)


def not_to_him(line: Mapping[str, Any]) -> bool:
    """Say whether a line is marked as not to be put to him."""
    return Caveat.NOT_TO_PERPETRATOR in (line.get("caveats") or ())


def families(tactics: Iterable[str]) -> str:
    """Return families of tactics as a row of words."""
    return ", ".join(TACTICS.get(one, plain(one)) for one in tactics)


def strip(top: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    """Return the top of a referral as pairs of a label and words."""
    spoken = ", ".join(map(language_in_words, top["languages"])) or "not known"
    with_one = "with an interpreter" if top["interpreter"] else "without an interpreter"
    return [
        ("Who he is", top["name"]),
        ("How he comes", first_large(MANDATES[top["mandate"]])),
        ("Programme", top["programme"]),
        ("Referred by", top["referrer"]),
        ("Languages", f"{spoken}; {with_one}"),
        ("Relationship", first_large(RELATIONSHIPS[top["relationship"]])),
        ("Area", top["area"]),
        (
            "With his children",
            first_large(", ".join(PARENTING[one] for one in top["parenting"]) or "not known"),
        ),
    ]


def takes(programme: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return whom a programme takes, as pairs of a label and words."""
    who = "Men" if programme["men_only"] else "Men and women"
    whom = " who abuse a woman" if programme["heterosexual_only"] else ""
    areas = ", ".join(programme["areas"])
    return [
        ("Now", "Takes people" if programme["open"] else "Takes nobody at present"),
        ("Takes", f"{who}{whom}"),
        ("How they come", first_large("; or ".join(MANDATES[one] for one in programme["mandates"]))),
        ("Languages", ", ".join(map(language_in_words, programme["languages"]))),
        ("Areas", areas or "All"),
    ]


def entries(found: object) -> list[Mapping[str, Any]]:
    """Return the lines of a referral, wherever under its headings they stand."""
    if isinstance(found, dict):
        inside = [one for part in found.values() for one in entries(part)]
        return [found, *inside] if "text" in found and "id" in found else inside
    return [one for part in found for one in entries(part)] if isinstance(found, list) else []


def said_to_him(found: object) -> list[Mapping[str, Any]]:
    """Return those lines, once each, that are said to him already and can be used."""
    return list({one["id"]: one for one in entries(found) if one.get("may_be_used")}.values())


def days(text: str) -> str:
    """Write a day, a month or a year as it was told: ISO 8601, with as many parts as there are."""
    return day_in_words(date.fromisoformat(text)) if len(text) == len("2024-07-03") else month_in_words(text)


def _owed(owed: Mapping[str, Any] | None) -> Iterable[str]:
    if not owed:
        return
    if owed.get("yours"):
        yield "for your unit to close"
    elif owed.get("unit"):
        yield f"for {owed['unit']} to close"
    if owed.get("due"):
        yield f"by {day_in_words(date.fromisoformat(owed['due']))}"
