"""The lists and settings of two rulebooks, side by side: what each addition or removal does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.difference import Difference, Turn
from policies.rulebook import Act

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from policies.rulebook import Rulebook

OPENS, SHIFTS, CLOSES = Turn.OPENS, Turn.SHIFTS, Turn.CLOSES

Told = tuple[Turn, str]


def purposes(before: Rulebook, after: Rulebook) -> Iterator[Difference]:
    """Tell of purposes, the gates that open them, and what is special to some."""
    yield from _listed(
        "purposes",
        before.purposes,
        after.purposes,
        (OPENS, "{} is a new purpose"),
        (CLOSES, "{} is a purpose no more, and nobody may ask for it"),
    )
    for purpose in sorted(before.purposes.keys() & after.purposes.keys()):
        yield from _gate(purpose, before.purposes[purpose], after.purposes[purpose])
    yield from _listed(
        "statutory_purposes",
        before.statutory_purposes,
        after.statutory_purposes,
        (OPENS, "{} counts as required by law: a no does not stop a short form"),
        (CLOSES, "{} no longer counts as required by law: a no stops a short form of what its giver told"),
    )
    yield from _listed(
        "perpetrator_reads",
        before.perpetrator_reads,
        after.perpetrator_reads,
        (CLOSES, "what is written for {} counts as read by him: it is judged as if he were the reader"),
        (OPENS, "what is written for {} no longer counts as read by him"),
    )


def _gate(purpose: str, was: str | None, now: str | None) -> Iterator[Difference]:
    where = f"purposes.{purpose}.gate"
    if was == now:
        return
    if now is None:
        yield Difference(OPENS, where, f"{purpose} is open at all times; until now it needed the gate {was}")
    elif was is None:
        yield Difference(CLOSES, where, f"{purpose} needs the gate {now}; until now it was open at all times")
    else:
        yield Difference(SHIFTS, where, f"{purpose} is opened by the gate {now} instead of {was}")


def lists(before: Rulebook, after: Rulebook) -> Iterator[Difference]:
    """Tell of everything in a rulebook that is neither a purpose nor a role."""
    yield from _gist_about_her(before, after)
    yield from _listed(
        "silent_categories",
        before.silent_categories,
        after.silent_categories,
        (CLOSES, "that there is anything of {} at all must not be guessed"),
        (OPENS, "that there is something of {} may be guessed"),
    )
    yield from _may_record(before, after)
    yield from _listed(
        "attribution.show",
        before.attribution.show,
        after.attribution.show,
        (OPENS, "protective readers are told the {} of what they get"),
        (CLOSES, "protective readers are no longer told the {} of what they get"),
    )
    yield from _listed(
        "attribution.discreet_roles",
        before.attribution.discreet_roles,
        after.attribution.discreet_roles,
        (CLOSES, "a unit in which {} works on the case is not named"),
        (OPENS, "a unit in which {} works on the case may be named"),
    )
    for purpose in sorted(before.obligations.keys() & after.obligations.keys()):
        yield from _listed(
            f"obligations.{purpose}",
            before.obligations[purpose],
            after.obligations[purpose],
            (CLOSES, f"whoever has something for {purpose} takes on {{}}"),
            (OPENS, f"whoever has something for {purpose} no longer takes on {{}}"),
        )
    yield from _break_glass(before, after)
    yield from _retention(before, after)


def _gist_about_her(before: Rulebook, after: Rulebook) -> Iterator[Difference]:
    was, now = before.gist_about_her, after.gist_about_her
    yield from _listed(
        "gist_about_her.roles",
        was.roles,
        now.roles,
        (OPENS, "{} is among those who may have a short form about her without her consent"),
        (CLOSES, "{} is no longer among those who may have a short form about her without her consent"),
    )
    yield from _listed(
        "gist_about_her.categories",
        was.categories,
        now.categories,
        (
            CLOSES,
            "a short form of {} is one about her: without her consent it goes to the listed roles alone",
        ),
        (OPENS, "a short form of {} is no longer one about her: it goes to every role whose cell has one"),
    )
    yield from _listed(
        "gist_about_her.purposes",
        was.purposes,
        now.purposes,
        (OPENS, "a short form about her goes to the listed roles without her consent for {}"),
        (CLOSES, "no short form about her goes without her consent for {} any more"),
    )


_KEEPS_OUT = frozenset({Act.EXCLUDE.value})
"""The acts that only ever let less out."""


def _may_record(before: Rulebook, after: Rulebook) -> Iterator[Difference]:
    was, now = before.may_record, after.may_record
    for act in sorted(Act):
        more, fewer = (CLOSES, OPENS) if act in _KEEPS_OUT else (OPENS, CLOSES)
        yield from _listed(
            f"may_record.{act}",
            was.acts[act],
            now.acts[act],
            (more, f"{{}} may {act.replace('_', ' ')}"),
            (fewer, f"{{}} may no longer {act.replace('_', ' ')}"),
        )
    for gate in sorted(was.gates.keys() | now.gates.keys()):
        yield from _listed(
            f"may_record.gates.{gate}",
            was.gates.get(gate, ()),
            now.gates.get(gate, ()),
            (OPENS, f"{{}} may open the gate {gate}"),
            (CLOSES, f"{{}} may no longer open the gate {gate}"),
        )


def _break_glass(before: Rulebook, after: Rulebook) -> Iterator[Difference]:
    was, now = before.break_glass, after.break_glass
    yield from _listed(
        "break_glass.roles",
        was.roles,
        now.roles,
        (OPENS, "{} may break the glass"),
        (CLOSES, "{} may no longer break the glass"),
    )
    yield from _listed(
        "break_glass.categories",
        was.categories,
        now.categories,
        (OPENS, "broken glass opens {}"),
        (CLOSES, "broken glass no longer opens {}"),
    )
    yield from _number(
        "break_glass.minutes", was.minutes, now.minutes, "broken glass stays open for {} minutes"
    )
    yield from _number(
        "break_glass.review_hours",
        was.review_hours,
        now.review_hours,
        "broken glass is reviewed within {} hours",
    )


def _retention(before: Rulebook, after: Rulebook) -> Iterator[Difference]:
    was, now = before.retention, after.retention
    yield from _number(
        "retention.fact_years",
        was.fact_years,
        now.fact_years,
        "facts are kept for {} years before somebody decides",
    )
    yield from _number(
        "retention.log_years",
        was.log_years,
        now.log_years,
        "the log is kept for {} years before somebody decides",
    )


def _listed(
    where: str, before: Collection[str], after: Collection[str], added: Told, removed: Told
) -> Iterator[Difference]:
    for (turn, told), names in ((added, {*after} - {*before}), (removed, {*before} - {*after})):
        for name in sorted(names):
            yield Difference(turn, where, told.format(name))


def _number(where: str, was: int, now: int, told: str) -> Iterator[Difference]:
    for turn, turned in ((OPENS, now > was), (CLOSES, now < was)):
        if turned:
            yield Difference(turn, where, f"{told.format(now)}, until now {was}")
