"""What a form for a fact holds once its author says that it is of another kind."""

from __future__ import annotations

import pytest

from sharehub.language.vocabulary import Kind
from sharehub.pages.another_kind import of_kind, set_aside, turned
from sharehub.pages.fact_form import Family, begun
from sharehub.pages.forms import Form
from sharehub.pages.words_facts import RECORDED

FAMILY = Family(
    [{"id": "his", "name": "A", "part": "perpetrator"}, {"id": "hers", "name": "B", "part": "survivor"}]
)
USUAL = ("categories", "subject_person", "source_type")


def filled(kind: Kind, **fields: list[str]) -> Form:
    return Form({**begun(kind, FAMILY).values, **fields})


@pytest.mark.parametrize("before", RECORDED)
@pytest.mark.parametrize("after", RECORDED)
def test_what_nobody_touched_is_what_is_usual_for_the_new_kind(before: Kind, after: Kind) -> None:
    found = turned(filled(before), before, after, FAMILY)

    for name in USUAL:
        assert found.all(name) == begun(after, FAMILY).all(name)


def test_what_somebody_chose_stays_and_what_they_emptied_of_the_same_kind_stays_empty() -> None:
    chosen = filled(Kind.BEHAVIOUR, categories=["offence"], subject_person=["hers"])
    found = turned(chosen, Kind.BEHAVIOUR, Kind.NOTE, FAMILY)
    assert (found.all("categories"), found.all("subject_person")) == (["offence"], ["hers"])

    emptied = filled(Kind.BEHAVIOUR, categories=[], subject_person=[""])
    found = turned(emptied, Kind.BEHAVIOUR, Kind.BEHAVIOUR, FAMILY)
    assert (found.all("categories"), found.all("subject_person")) == ([], [])


@pytest.mark.parametrize("kind", RECORDED)
def test_every_field_is_either_asked_or_set_aside(kind: Kind) -> None:
    parts = {"first_known-year": ["2024"], "last_known-day": ["3"], "due-month": ["5"], "about_then": ["yes"]}
    other = {"tactics": ["ISOLATE", "STALK"], "covert": ["no"], "subject_unit": ["x"], "statement": ["One."]}
    form = Form(parts | other | {"form_key": ["k"], "rest": ["Two."], "voice": ["professional"]})

    shown, aside = of_kind(form, kind), set_aside(form, kind)

    assert {name for name, _ in aside} | {*shown.values} == {*parts, *other}
    assert not {name for name, _ in aside} & {*shown.values}
    if kind is not Kind.BEHAVIOUR and kind is not Kind.CHANGE_EVIDENCE:
        assert [value for name, value in aside if name == "tactics"] == other["tactics"]
