"""A fact as a form: which fields each kind has, what is filled in beforehand, and what of it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from policies.vocabulary import PerpAware, RelationshipContext, SourceType
from sharehub.language.vocabulary import (
    Basis,
    Corroboration,
    DatePrecision,
    Frequency,
    Kind,
    Trend,
)
from sharehub.pages import words_facts as words
from sharehub.pages.forms import DATE_PARTS, WORDS, Error, Form, errors_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sharehub.pages.asking import Refused

WHEN = ("first_known", "source_type")
FINE = ("last_known", "frequency", "trend")
CARE = ("gist", "gist_reason", "categories", "perp_aware", "source_exposure", "caveats")
KNOWN = ("source_person", "disclosed_to", "basis", "corroboration")
PLACE = ("section", "concern_rank")
LINKED = ("travels_with",)
CHILD = ("child_link", "about")

SHOWN: Final = MappingProxyType(
    {
        Kind.BEHAVIOUR: ("subject_person", "statement", "targets", "tactics", "pathways", *WHEN),
        Kind.IMPACT: ("statement", "about", "pathways", *WHEN),
        Kind.PROTECTIVE_EFFORT: ("statement", "covert", *WHEN),
        Kind.INTERSECTION: ("statement", "intersection_links", "categories", "travels_with", *WHEN),
        Kind.SERVICE_RESPONSE: ("subject_unit", "statement", *WHEN),
        Kind.CHANGE_EVIDENCE: ("statement", "tactics", *WHEN),
        Kind.GAP: ("statement", "action_unit", "due", "source_type"),
        Kind.NOTE: ("statement", "categories", "source_type"),
        # Written down on pages of their own; here they are put right.
        Kind.GOAL: ("statement", "categories", "source_type"),
        Kind.COMMITMENT: ("statement", "categories", "source_type"),
    }
)
"""What is asked at once, so that it takes less than a minute."""
LATER: Final = MappingProxyType(
    {
        Kind.BEHAVIOUR: (
            *("pathway_note", *FINE, *CARE, *KNOWN, *CHILD, "dasa_effects", "relationship_context"),
            *("ric_items", "police_grade", *LINKED, "context_asked", *PLACE),
        ),
        Kind.IMPACT: ("pathway_note", *FINE, *CARE, *KNOWN, "child_link", *LINKED, *PLACE),
        Kind.PROTECTIVE_EFFORT: ("subject_person", *FINE, *CARE, *KNOWN, "about", *LINKED, *PLACE),
        Kind.INTERSECTION: (
            *("no_link_found_reason", "subject_person", "about", *FINE),
            *(name for name in CARE if name != "categories"),
            *(*KNOWN, *PLACE),
        ),
        Kind.SERVICE_RESPONSE: ("about", *FINE, *CARE, *KNOWN, *LINKED, *PLACE),
        Kind.CHANGE_EVIDENCE: ("subject_person", *FINE, *CARE, *KNOWN, "about", *LINKED, *PLACE),
        Kind.GAP: ("about", *CARE, "source_person", "disclosed_to", "basis", *LINKED, *PLACE),
        Kind.NOTE: (
            *("subject_person", "about", "first_known", *FINE),
            *(name for name in CARE if name != "categories"),
            *(*KNOWN, *LINKED, *PLACE),
        ),
        Kind.GOAL: ("gist", "gist_reason", "caveats", "basis"),
        Kind.COMMITMENT: ("gist", "gist_reason", "caveats", "basis"),
    }
)
"""What may come now or later."""

NOT_ASKED: Final = "not-asked"
"""The answer to how it reaches the children that nobody has asked yet."""
NOBODY_ASKED: Final = "Nobody has asked yet."
USUAL: Final = MappingProxyType(
    {
        "frequency": Frequency.UNKNOWN.value,
        "trend": Trend.UNKNOWN.value,
        "perp_aware": PerpAware.UNKNOWN.value,
        "relationship_context": RelationshipContext.THIS_RELATIONSHIP.value,
        "corroboration": Corroboration.NONE.value,
    }
)
"""What stands in a field that nobody touched."""

TEXTS = (
    *("statement", "gist", "gist_reason", "pathway_note", "no_link_found_reason", "disclosed_to"),
    *("police_grade",),
)
CHOICES = (
    *("source_type", "source_person", "source_exposure", "frequency", "trend", "perp_aware", "corroboration"),
    *("relationship_context", "subject_person", "subject_unit", "action_unit"),
)
LISTS = (
    *("targets", "about", "tactics", "dasa_effects", "child_link", "intersection_links", "caveats"),
    *("travels_with", "categories"),
)
NUMBERS = ("section", "concern_rank")
PARTS: Final = (DatePrecision.YEAR, DatePrecision.MONTH, DatePrecision.DAY)
CHOSEN: Final = frozenset(word for word, _ in words.CHOSEN_CATEGORIES)


@dataclass(frozen=True, slots=True)
class Family:
    """The people of a case, as far as whoever writes may know them, and the units of the partnership."""

    people: Sequence[Mapping[str, str]]
    units: Sequence[Mapping[str, str]] = field(default_factory=tuple)

    def of(self, *parts: str) -> list[str]:
        """Return the ids of those who have one of some parts."""
        return [one["id"] for one in self.people if one["part"] in parts]

    def options(self, *parts: str) -> list[tuple[str, str]]:
        """Return those who have one of some parts, all if none is named, to choose from."""
        return [(one["id"], one["name"]) for one in self.people if not parts or one["part"] in parts]


def begun(kind: Kind, family: Family) -> Form:
    """Return an untouched form, with what is usual filled in and shown."""
    values: dict[str, list[str]] = {name: [value] for name, value in USUAL.items()}
    category = words.USUAL_CATEGORY.get(kind)
    values["categories"] = [category.value] if category else []
    part = "survivor" if kind is Kind.PROTECTIVE_EFFORT else "perpetrator"
    theirs = family.of(part)
    if len(theirs) == 1 and kind not in {Kind.IMPACT, Kind.SERVICE_RESPONSE, Kind.GAP, Kind.NOTE}:
        values["subject_person"] = theirs
    if kind is Kind.GAP:
        values["source_type"] = [SourceType.PROFESSIONAL_JUDGEMENT.value]
    return Form(values)


def filled(record: Mapping[str, Any]) -> Form:
    """Return a form that holds a fact as it stands."""
    values: dict[str, list[str]] = {}
    for name in (*TEXTS, *CHOICES, *NUMBERS, "basis"):
        values[name] = [] if record.get(name) is None else [str(record[name])]
    for name in LISTS:
        values[name] = list(record.get(name) or ())
    values["categories"] = [word for word in values["categories"] if word in CHOSEN]
    values["pathways"] = list(record["pathways"])
    if record.get("pathway_unknown_reason"):
        values["pathways"].append(NOT_ASKED)
        values["pathway_unknown_reason"] = [record["pathway_unknown_reason"]]
    if record.get("covert") is not None:
        values["covert"] = ["yes" if record["covert"] else "no"]
    values["ric_items"] = [" ".join(map(str, record.get("ric_items") or ()))]
    if record["date_precision"] == DatePrecision.APPROX:
        values["about_then"] = ["yes"]
    for name in ("first_known", "last_known", "due"):
        for part, text in zip(("year", "month", "day"), (record.get(name) or "").split("-"), strict=False):
            values[f"{name}-{part}"] = [str(int(text)) if text else ""]
    return Form(values)


def body_of(form: Form, kind: Kind, family: Family) -> dict[str, Any]:
    """Return what is sent of a form; what nobody filled in is left to the API's own defaults."""
    asked = frozenset((*SHOWN[kind], *LATER[kind]))
    body: dict[str, Any] = {"kind": kind.value, "statement": form.one("statement")}
    body |= {name: form.one(name) for name in (*TEXTS, *CHOICES) if name in asked and form.one(name)}
    body |= {name: form.all(name) for name in LISTS if name in asked and form.all(name)}
    body |= {name: _number(form.one(name)) for name in NUMBERS if form.one(name)}
    body["categories"] = form.all("categories")
    body["statement"] = form.one("statement")
    body["source_type"] = form.one("source_type")
    body["basis"] = form.one("basis") or _usual_basis(form.one("source_type"))
    if "source_person" not in body and body["source_type"] in {SourceType.SURVIVOR, SourceType.CHILD}:
        told = family.of(body["source_type"])
        body |= {"source_person": told[0]} if len(told) == 1 else {}
    if form.one("ric_items"):
        body["ric_items"] = [_number(text) for text in form.one("ric_items").replace(",", " ").split()]
    if form.one("covert"):
        body["covert"] = form.one("covert") == "yes"
    if form.one("context_asked"):
        body["context_asked"] = True
    if form.one("gist_reason") and not form.one("gist"):
        del body["gist_reason"]
    if form.day("due"):
        body["due"] = form.day("due")
    if "first_known" in asked:
        body |= _days(form)
    return body | _pathways(form)


def left_alone(record: Mapping[str, Any], kind: Kind) -> dict[str, Any]:
    """Return what a fact holds that the form of its kind does not ask for, so that a correction keeps it."""
    asked = {*SHOWN[kind], *LATER[kind], "kind"}
    asked |= {"pathway_unknown_reason"} if "pathways" in asked else set()
    asked |= {"date_precision"} if "first_known" in asked else set()
    return {
        name: value for name, value in record.items() if name not in asked and value not in (None, [], "")
    }


def _pathways(form: Form) -> dict[str, Any]:
    chosen = [word for word in form.all("pathways") if word != NOT_ASKED]
    if not chosen and NOT_ASKED in form.all("pathways"):
        return {"pathway_unknown_reason": form.one("pathway_unknown_reason") or NOBODY_ASKED}
    return {"pathways": chosen} if chosen else {}


def _days(form: Form) -> dict[str, Any]:
    first, last = known(form, "first_known"), known(form, "last_known")
    found = {"first_known": first, "last_known": last}
    said = first or last
    if said and form.one("about_then"):
        precision = DatePrecision.APPROX
    elif said:
        precision = PARTS[min(said.count("-"), len(PARTS) - 1)]
    else:
        precision = DatePrecision.UNKNOWN
    return {name: text for name, text in found.items() if text} | {"date_precision": precision.value}


def known(form: Form, name: str) -> str:
    """Return when something happened, as far as it is known: a year, a month of a year, or a day.

    What is neither comes back as it stands, for the API to refuse.
    """
    day, month, year = (form.one(f"{name}-{part}") for part in DATE_PARTS)
    if not (day or month or year):
        return ""
    if day:
        return form.day(name)
    if month:
        return f"{year}-{int(month):02}" if month.isdecimal() else f"{year}-{month}"
    return year


def lacking(form: Form, kind: Kind) -> list[Error]:
    """Return what is still to be filled in, all at once, so that nobody is sent back twice."""
    needed = {
        "subject_person": ("subject_missing", kind is Kind.BEHAVIOUR),
        "statement": ("statement_missing", True),
        "tactics": ("tactic_missing", kind is Kind.BEHAVIOUR),
        "pathways": ("pathway_missing", kind in {Kind.BEHAVIOUR, Kind.IMPACT}),
        "covert": ("covert_not_answered", kind is Kind.PROTECTIVE_EFFORT),
        "action_unit": ("action_unit_missing", kind is Kind.GAP),
    }
    found = [
        Error(name, words.RULES[rule])
        for name, (rule, asked) in needed.items()
        if asked and not form.one(name)
    ]
    if not form.one("source_type"):
        found.append(Error("source_type", words.PLACES["source_type"]))
    if kind is Kind.GAP and not form.day("due"):
        found.append(Error("due", words.RULES["due_missing"]))
    return found


def errors_in(refused: Refused) -> list[Error]:
    """Return what to say at the fields of a fact that the API did not take."""
    found = []
    for finding in refused.findings:
        steps = [
            step
            for step in finding.where.split(".")
            if step not in {"body", "?", "subject", "links"} and not step.isdecimal()
        ]
        name = steps[0] if steps else ""
        text = words.RULES.get(finding.code) or words.PLACES.get(name) or WORDS.get(finding.code)
        found.append(Error(name, text or "Look at this again."))
    return list(dict.fromkeys(found)) or errors_of(refused)


def is_touched(form: Form, kind: Kind, before: Form) -> bool:
    """Say whether anything was filled in of what may come later, so that it is shown again unfolded."""
    return any(_values(form, name) != _values(before, name) for name in LATER[kind])


def _values(form: Form, name: str) -> list[str]:
    parts = (f"{name}-{part}" for part in DATE_PARTS)
    return sorted([*form.all(name), *(form.one(part) for part in parts if form.one(part))])


def _usual_basis(source: str) -> str:
    usual = {str(word): basis for word, basis in words.USUAL_BASIS.items()}
    return usual.get(source, Basis.AGENCY_RECORD).value


def _number(text: str) -> int | str:
    """Return a whole number, or for the API to refuse what is none."""
    return int(text) if text.isdecimal() else text
