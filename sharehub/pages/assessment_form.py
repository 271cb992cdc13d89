"""The form of the three questions: naming, claiming, changing; what it asks, and the body sent of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from consent.people import UNDETERMINED
from sharehub.pages.forms import Error, Form
from sharehub.pages.words_referring import CLAIMS, DIFFERENCES, REPORTS, SHARES, pairs
from sharehub.reports.families import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sharehub.pages.visits import Json

FIELDS: Final = {"named": "share", "others": "report"}
NAMES: Final = (("yes", "He names it"), ("no", "He denies it"))
NOT_NAMED: Final = frozenset({"third_party"})


def options(
    on_file: Sequence[str], names: Mapping[str, Json], units: Sequence[Json], *, his_side: bool
) -> dict[str, Any]:
    """Return what the form asks about: the families that its reader has on file, and the family's people.

    To those who work with him it is not offered to say what she or a child reports: that is theirs, and
    their own workers bring it.
    """
    family = [one for one in names.values() if one["part"] not in NOT_NAMED]
    last = sorted(family, key=lambda one: (one["part"] == "perpetrator", one["part"] == "child", one["name"]))
    tactics = [(tactic, FAMILIES[tactic]) for tactic in FAMILIES if tactic in on_file]
    return {
        "shares": pairs(SHARES),
        "claims": pairs(CLAIMS),
        "differences": pairs(DIFFERENCES),
        "reports": pairs(REPORTS),
        "names": NAMES,
        "on_file": tactics,
        "families": [(tactic, words) for tactic, words in FAMILIES.items()],
        "people": last,
        "whose": whose(names),
        "reporters": [] if his_side else [one for one in last if one["part"] != "perpetrator"],
        "units": [(one["id"], one["name"]) for one in units],
    }


def whose(names: Mapping[str, Json]) -> list[tuple[str, str]]:
    """Return whose change it can be, where that has to be said: while it is open whose pattern it is."""
    adults = [(one["id"], one["name"]) for one in names.values() if one["part"] in UNDETERMINED]
    his = any(one["part"] == "perpetrator" for one in names.values())
    return [] if his else adults


def lacking(form: Form) -> list[Error]:
    """Return which of the three questions has no answer yet; that one does not know is an answer."""
    found = []
    if not form.day("start"):
        found.append(Error("start", "Say from which day."))
    if not form.day("end"):
        found.append(Error("end", "Say until which day."))
    if not form.one("share"):
        found.append(Error("share", "Answer this; “I do not know” is an answer."))
    if not any(name.startswith("claim-") and form.one(name) for name in form.values):
        found.append(Error("claims", "Answer for at least one of them; “I do not know” is an answer."))
    if not any(name.startswith("change-") and form.one(name) for name in form.values):
        found.append(Error("changes", "Answer for at least one; “I do not know” is an answer."))
    return [*found, *_replaced(form), *_since(form)]


def body_of(form: Form) -> dict[str, Any]:
    """Return what is sent to the API of a form."""
    body: dict[str, Any] = {
        "start": form.day("start"),
        "end": form.day("end"),
        "named": _worded(
            {"answer": form.one("share"), "named": _said(form, "yes"), "denied": _said(form, "no")},
            form.one("named_words"),
        ),
        "claimed": [
            {"person": person, "answer": answer} for person, answer in _answers(form, "claim-").items()
        ],
        "changed": [_changed(form, tactic, answer) for tactic, answer in _answers(form, "change-").items()],
        "others": [
            *({"person": one, "answer": answer} for one, answer in _answers(form, "report-").items()),
            *_of_unit(form),
        ],
    }
    body |= form.given("person")
    if form.one("offered") or form.one("attended"):
        body["attendance"] = {"offered": _number(form, "offered"), "attended": _number(form, "attended")}
    return body


def _changed(form: Form, tactic: str, answer: str) -> dict[str, Any]:
    found: dict[str, Any] = {"tactic": tactic, "answer": answer}
    if form.one(f"by-{tactic}"):
        found["replaced_by"] = form.one(f"by-{tactic}")
    if form.one(f"since-{tactic}"):
        found["since"] = form.one(f"since-{tactic}")
    return _worded(found, form.one(f"seen-{tactic}"))


def _worded(found: dict[str, Any], words: str) -> dict[str, Any]:
    return found | {"words": {"text": words}} if words else found


def _said(form: Form, what: str) -> list[str]:
    return [tactic for tactic, said in _answers(form, "names-").items() if said == what]


def _of_unit(form: Form) -> list[dict[str, Any]]:
    if not form.one("report"):
        return []
    return [{"unit": form.one("report_unit"), "answer": form.one("report")}]


def _answers(form: Form, begins: str) -> dict[str, str]:
    return {
        name.removeprefix(begins): form.one(name)
        for name in form.values
        if name.startswith(begins) and form.one(name)
    }


def _replaced(form: Form) -> list[Error]:
    return [
        Error(f"by-{tactic}", "Say by what it was replaced.")
        for tactic, answer in _answers(form, "change-").items()
        if answer == "replaced" and not form.one(f"by-{tactic}")
    ]


def _since(form: Form) -> list[Error]:
    return [
        Error(name, "Write a year and a month, such as 2024-07, or a year.")
        for name in form.values
        if name.startswith("since-") and form.one(name) and not _is_since(form.one(name))
    ]


def _is_since(text: str) -> bool:
    year, _, month = text.partition("-")
    return len(year) == 4 and year.isdecimal() and (not month or (month.isdecimal() and len(month) == 2))  # noqa: PLR2004


def _number(form: Form, name: str) -> int | str:
    text = form.one(name)
    return int(text) if text.isascii() and text.isdecimal() else text
