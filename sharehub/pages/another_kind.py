"""A fact that turns out to be of another kind than its form was for: nothing that was filled in is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sharehub.pages.fact_form import LATER, SHOWN, begun
from sharehub.pages.forms import DATE_PARTS, Form
from sharehub.pages.words_facts import RECORDED

if TYPE_CHECKING:
    from sharehub.language.vocabulary import Kind
    from sharehub.pages.fact_form import Family

SENT_AS: Final = {
    "first_known": (*(f"first_known-{part}" for part in DATE_PARTS), "about_then"),
    "last_known": tuple(f"last_known-{part}" for part in DATE_PARTS),
    "due": tuple(f"due-{part}" for part in DATE_PARTS),
}
"""Under which names a browser sends what is asked in several fields; all else goes under its own."""


def turned(form: Form, before: Kind, kind: Kind, family: Family) -> Form:
    """Return a form that was filled in for one kind as it is shown for another.

    What nobody touched is what is usual for the new kind; what somebody filled in stays.
    """
    if kind is before:
        return form
    old, new = begun(before, family).values, begun(kind, family).values
    untouched = {
        name: list(new.get(name, ()))
        for name in old.keys() | new.keys()
        if form.all(name) in ([], list(old.get(name, ())))
    }
    return Form({**form.values, **untouched})


def set_aside(form: Form, kind: Kind) -> list[tuple[str, str]]:
    """Return what was filled in for other kinds alone: kept out of sight, in case it turns back."""
    others = frozenset[str]().union(*map(_sent, RECORDED)) - _sent(kind)
    return [(name, value) for name in sorted(others) for value in form.all(name)]


def of_kind(form: Form, kind: Kind) -> Form:
    """Return what a form holds for a kind, without what is set aside: the rest is never sent."""
    asked = _sent(kind)
    return Form({name: values for name, values in form.values.items() if name in asked})


def _sent(kind: Kind) -> frozenset[str]:
    return frozenset(part for name in (*SHOWN[kind], *LATER[kind]) for part in SENT_AS.get(name, (name,)))
