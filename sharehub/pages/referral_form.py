"""The form of a referral: what it asks, and the body that is sent of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from consent.people import UNDETERMINED, Part
from sharehub.disclosure.wording import LANGUAGES, PURPOSES
from sharehub.pages.forms import Error, Form
from sharehub.pages.words import first_large, plain, purpose, role
from sharehub.pages.words_referring import KNOWN, pairs
from sharehub.referrals.wording import MANDATES, RELATIONSHIPS, TACTICS
from sharehub.referrals.words import MOST_WORRYING_FIRST, Parenting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sharehub.pages.visits import Json

HIS = UNDETERMINED | {Part.PERPETRATOR}
YES_NO = (("yes", "Yes"), ("no", "No"))
USUAL = ("child_protection", "order_supervision", "case_mapping")
"""For which purpose somebody refers, where their role has it; else what their role has first."""
FIELDS = {"recipient_role": "recipient", "asked_tactics": "asked", "earlier_asked": "earlier"}
"""Fields of the form by the API's, where they differ."""
_FAMILY = {
    Parenting.LIVES_WITH_CHILDREN: "He lives with them",
    Parenting.CONTACT: "He has contact",
    Parenting.SUPERVISED_CONTACT: "He has supervised contact",
    Parenting.NO_CONTACT: "He has no contact",
    Parenting.NO_CHILDREN: "He has no children",
    Parenting.EXPECTING: "A child is expected",
}


def options(me: Json, recipients: Sequence[Json], names: Sequence[Json]) -> dict[str, Any]:
    """Return what the form's lists offer."""
    his = [one for one in names if one["part"] in HIS]
    return {
        "recipients": [(f"{one['user']} {one['role']}", role(one["role"])) for one in recipients],
        "people": [(one["id"], one["name"]) for one in his],
        "purposes": [(one, purpose(one)) for one in me["purposes"] if one in PURPOSES],
        "usual": next((one for one in USUAL if one in me["purposes"]), ""),
        "mandates": [(each, first_large(words)) for each, words in MANDATES.items()],
        "known": pairs(KNOWN),
        "relationships": [(each, first_large(words)) for each, words in RELATIONSHIPS.items()],
        "languages": sorted(LANGUAGES.items(), key=lambda one: one[1]),
        "parenting": pairs(_FAMILY),
        "tactics": [(one.value, TACTICS[one]) for one in MOST_WORRYING_FIRST],
        "yes_no": YES_NO,
    }


def body_of(form: Form, programme: str) -> dict[str, Any]:
    """Return what is sent to the API of a form."""
    recipient, _, recipient_role = form.one("recipient").partition(" ")
    body: dict[str, Any] = {
        "programme": programme,
        "person": form.one("person"),
        "recipient": recipient,
        "recipient_role": recipient_role,
        "purpose": form.one("purpose"),
        "mandate": form.one("mandate"),
        "man": form.one("man"),
        "relationship": form.one("relationship"),
        "languages": [*form.all("languages"), *form.one("other_languages").replace(",", " ").split()],
        "interpreter": form.one("interpreter") == "yes",
        "parenting": form.all("parenting"),
        "asked_tactics": form.all("asked"),
        "earlier_asked": form.one("earlier") == "yes",
    }
    return body | form.given("area")


def lacking(form: Form) -> list[Error]:
    """Return what has to be chosen and was not, before anything is sent."""
    asked = {
        "person": "Choose whom you refer.",
        "recipient": "Choose who of the programme is to have it.",
        "purpose": "Choose for what you refer him.",
        "mandate": "Say how he comes.",
        "man": "Say whether he is a man, or that it is not known.",
        "relationship": "Say in which relationship, or that it is not known.",
        "interpreter": "Say whether an interpreter is needed.",
        "earlier": "Say whether you asked about earlier relationships.",
    }
    return [Error(name, text) for name, text in asked.items() if not form.one(name)]


def filled(preview: Mapping[str, Any]) -> Form:
    """Return the form as a draft fills it, from what its sender sees of it.

    A family of which something is here counts as asked about; who receives it and for what is chosen anew.
    """
    top, complete = preview["top"], preview["completeness"]
    not_asked = set(complete["not_asked"])
    known = [tag for tag in top["languages"] if tag in LANGUAGES]
    values: dict[str, list[str]] = {
        "mandate": [top["mandate"]],
        "man": [top["man"]],
        "relationship": [top["relationship"]],
        "languages": known,
        "other_languages": [" ".join(tag for tag in top["languages"] if tag not in LANGUAGES)],
        "interpreter": ["yes" if top["interpreter"] else "no"],
        "area": [top["area"] or ""],
        "parenting": list(top["parenting"]),
        "asked": [one.value for one in MOST_WORRYING_FIRST if one.value not in not_asked],
        "earlier": ["yes" if complete["earlier_asked"] else "no"],
    }
    return Form(values)


def called(names: Mapping[str, str], unit: str) -> str:
    """Return what a unit is called."""
    return names.get(unit, plain("another unit"))
