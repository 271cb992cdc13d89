"""The questions that officers ask the log: where each is asked, what it is called, and what narrows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from sharehub.pages.forms import DATE_PARTS, Form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.datastructures import QueryParams

DAYS = ("from", "to")
NUMBERS = ("opens", "closes", "more_than", "minutes", "within")
IDS = ("case", "user", "unit", "action", "fact")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the API's word for it in exports, its path there, and how its answers are shown.

    `narrowing` names what may be filled in: days, or numbers with the value they have otherwise.
    """

    word: str
    path: str
    title: str
    lead: str
    empty: str
    shown: str = "acts"
    narrowing: tuple[str, ...] = DAYS


QUESTIONS: Final = {
    "case": Question(
        "case",
        "/oversight/cases/{case}/acts",
        "Who saw what of this case",
        "Who looked, wrote or decided, when, why, and how much went to them. Never what it said.",
        "Nothing is on record for these days. When somebody looks or writes, a line for it comes here.",
    ),
    "user": Question(
        "user",
        "/oversight/users/{user}/acts",
        "What one person did",
        "Everything this person did on the hub, newest first, as far as it concerns your unit.",
        "Nothing of this person is on record for these days.",
    ),
    "unit": Question(
        "unit",
        "/oversight/units/{unit}/acts",
        "What a unit's people did",
        "Everything the people of this unit did on the hub, newest first.",
        "Nothing of this unit's people is on record for these days.",
    ),
    "action": Question(
        "action",
        "/oversight/actions/{action}/acts",
        "Who did acts of one kind",
        "Everybody who did this, newest first.",
        "Nobody did this in these days.",
    ),
    "refusals": Question(
        "refusals",
        "/oversight/refusals",
        "Refusals",
        "Looks that had no answer, and acts that were not done. A refusal often means that a protocol or an"
        " allocation is missing, and seldom that somebody pries.",
        "Nobody was refused anything in these days. Looks without an answer would be here.",
    ),
    "out_of_hours": Question(
        "out_of_hours",
        "/oversight/looks/out-of-hours",
        "Looks out of hours",
        "Looks at night or on a weekend. Duty teams work then; this says who to ask, not who did wrong.",
        "Nobody looked out of hours in these days.",
        narrowing=(*DAYS, "opens", "closes"),
    ),
    "bulk": Question(
        "bulk",
        "/oversight/looks/bulk",
        "Many looks in a short time",
        "People who looked more often within a while than is usual.",
        "Nobody looked that often in these days. Somebody who went through many patterns would be here.",
        "bursts",
        (*DAYS, "more_than", "minutes"),
    ),
    "since_excluded": Question(
        "since_excluded",
        "/oversight/looks/since-excluded",
        "Looks by people since kept away",
        "People who were excluded from a case, or found in conflict, and how often they had looked before.",
        "Nobody is kept from a case. Whoever is, would be here with the looks they had before.",
        "kept",
        (),
    ),
    "readings_of_fact": Question(
        "readings_of_fact",
        "/oversight/facts/{fact}/readings",
        "Who had read this fact",
        "Everybody who had read it by the end of a day, in full or in short form. What it says is not shown.",
        "Nobody had read it by then.",
        narrowing=("by",),
    ),
    "holders_of_fact": Question(
        "holders_of_fact",
        "/oversight/facts/{fact}/holders",
        "Who holds this fact",
        "Who has which version, in which form, and what became of a recall.",
        "Nobody holds it.",
        "holders",
        (),
    ),
    "consents_ending": Question(
        "consents_ending",
        "/oversight/consents-ending",
        "Consents about to end",
        "Whose part, for what, and until when. The person's own worker asks again, alone; nobody else does.",
        "No consent ends within these days. Those that do come here in time to be asked for again.",
        "consents",
        ("within",),
    ),
    "protocols_lapsing": Question(
        "protocols_lapsing",
        "/oversight/protocols-lapsing",
        "Protocols about to lapse",
        "Protocols that end, or whose review is due or overdue. When one lapses, what it carried stops.",
        "No protocol lapses or is due within these days.",
        "lapsing",
        ("within",),
    ),
}
"""By the API's own word."""

USUAL: Final = {"opens": "8", "closes": "18", "more_than": "30", "minutes": "60"}
USUAL_WITHIN: Final = {"consents_ending": "30", "protocols_lapsing": "90"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: of what, and narrowed how."""

    question: Question
    of: Mapping[str, str]
    form: Form
    cursor: str = ""

    @classmethod
    def read(cls, question: Question, of: Mapping[str, str], query: QueryParams) -> Asked:
        """Read it out of an address; what no form of ours puts there counts for nothing."""
        names = [name for name in question.narrowing if name in NUMBERS]
        names += [
            f"{name}-{part}" for name in (*DAYS, "by") if name in question.narrowing for part in DATE_PARTS
        ]
        found = {name: [query[name].strip()] for name in names if query.get(name, "").strip()}
        return cls(question, of, Form(found), query.get("cursor", ""))

    def path(self) -> str:
        """Return where it is asked."""
        return self.question.path.format(**self.of)

    def narrowed(self) -> dict[str, str]:
        """Return what it is narrowed to, in the API's words."""
        days = {name: self.form.day(name) for name in (*DAYS, "by") if name in self.question.narrowing}
        numbers = {name: self.form.one(name) for name in NUMBERS if name in self.question.narrowing}
        return {name: value for name, value in (days | numbers).items() if value}

    def query(self, more: Mapping[str, str]) -> dict[str, str]:
        """Return what is asked of the API."""
        cursor = {"cursor": self.cursor} if self.cursor else {}
        return {**self.narrowed(), **cursor, **more}

    def older(self, cursor: str | None) -> str:
        """Return the address of the next page, empty where there is none."""
        if cursor is None:
            return ""
        own = {name: values[0] for name, values in self.form.values.items()}
        return f"?{urlencode(own | {'cursor': cursor})}"

    def usual(self, name: str) -> str:
        """Return the value that a number has where nobody fills it in."""
        return USUAL_WITHIN.get(self.question.word, "") if name == "within" else USUAL.get(name, "")

    def held(self) -> Sequence[tuple[str, str]]:
        """Return what an export has to be told, as names and values."""
        return (("query", self.question.word), *self.of.items(), *self.narrowed().items())


def question_of(form: Form) -> dict[str, object]:
    """Return the question of a form of `Asked.held`, as exports take it."""
    words = {name: form.one(name) for name in ("query", *IDS, *DAYS, "by") if form.one(name)}
    numbers = {name: int(form.one(name)) for name in NUMBERS if form.one(name).isdecimal()}
    return {**words, **numbers}
