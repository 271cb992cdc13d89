"""What a draft would change: the whole domain of two rulebooks is walked, and each difference told in words.

Replay shows what was asked, and nobody may have asked yet for what a draft opens. So every cell of every role
and purpose is compared here, and every list and setting, whether anybody has ever come to it or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.compile import compile_table
from policies.difference import Difference, Turn, in_order
from policies.plain_words import listed, row
from policies.simulate_cells import cells, lets_out, seen
from policies.simulate_settings import lists, purposes
from policies.vocabulary import WorksWith

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policies.rulebook import Role, Rulebook
    from policies.simulate_cells import Seen
    from policies.table import Table

__all__ = ["Difference", "Turn", "differences"]


def differences(before: Rulebook, after: Rulebook) -> tuple[Difference, ...]:
    """Tell how two rulebooks differ: what opens first, then what opens here and closes there, then the rest.

    Within each the order is that of a rulebook's parts, then of names, however the two were written. What a
    rulebook is called, and a cell written where it changes nothing, is no difference.
    """
    return in_order([*purposes(before, after), *_roles(before, after), *lists(before, after)])


def _roles(before: Rulebook, after: Rulebook) -> Iterator[Difference]:
    tables = compile_table(before), compile_table(after)
    for name in sorted(before.roles.keys() | after.roles.keys()):
        was, now = before.roles.get(name), after.roles.get(name)
        if now is None:
            asked = f"it asked for {listed(before.roles[name].purposes)}"
            yield Difference(Turn.CLOSES, f"roles.{name}", f"{name} is a role no more; {asked}")
        elif was is None:
            yield Difference(Turn.NEITHER, f"roles.{name}", f"{name} is a new role: {_described(now)}")
        else:
            yield from _kept(name, was, now)
        yield from _asking(name, *tables)
        yield from cells(name, *tables)


def _described(role: Role) -> str:
    faces = "counts as working with him" if role.perp_facing else "does not count as working with him"
    return f"it works with {role.works_with} and {faces}"


def _asking(name: str, before: Table, after: Table) -> Iterator[Difference]:
    """Tell which purposes a role may ask for now, and which no longer."""
    for _, purpose in sorted({key for key in after.rows.keys() - before.rows.keys() if key[0] == name}):
        row_now = seen(after, name, purpose)
        gate = after.rows[name, purpose].gate
        when = "at all times" if gate is None else f"while the gate {gate} is open"
        yield Difference(
            Turn.OPENS if lets_out(row_now) else Turn.NEITHER,
            f"roles.{name}.purposes",
            f"{name} may ask for {purpose}, {when}: {_written(row_now)}",
        )
    if name in after.roles:
        for _, purpose in sorted({key for key in before.rows.keys() - after.rows.keys() if key[0] == name}):
            yield Difference(
                Turn.CLOSES if lets_out(seen(before, name, purpose)) else Turn.NEITHER,
                f"roles.{name}.purposes",
                f"{name} may no longer ask for {purpose}",
            )


def _written(found: Seen) -> str:
    return row({category: code for category, (code, _) in found.items()})


def _kept(name: str, was: Role, now: Role) -> Iterator[Difference]:
    where = f"roles.{name}"
    if was.perp_facing and not now.perp_facing:
        told = "no longer counts as working with him: what would show him who spoke is not kept from it"
        yield Difference(Turn.OPENS, f"{where}.perp_facing", f"{name} {told}")
    if now.perp_facing and not was.perp_facing:
        told = "counts as working with him: what would show him who spoke is kept from it"
        yield Difference(Turn.CLOSES, f"{where}.perp_facing", f"{name} {told}")
    if was.works_with is not now.works_with:
        told = f"works with {now.works_with} instead of {was.works_with}"
        yield Difference(
            _works_otherwise(was.works_with, now.works_with), f"{where}.works_with", f"{name} {told}"
        )


_HIS_UNTIL_DECIDED = frozenset({WorksWith.SURVIVOR, WorksWith.PERPETRATOR, WorksWith.FAMILY})
_COULD_TELL_HER = frozenset({WorksWith.SURVIVOR, WorksWith.FAMILY, WorksWith.CHILD})


def _works_otherwise(was: WorksWith, now: WorksWith) -> Turn:
    """Say what it does that a role works with somebody else.

    Who works with nobody gets no answer. Who may turn out to be on his side, while it is open whose pattern
    it is, or could tell her of his earlier relationships, gets what they get with more care.
    """
    if WorksWith.NONE in {was, now}:
        return Turn.CLOSES if now is WorksWith.NONE else Turn.OPENS
    care = [(was in kind, now in kind) for kind in (_HIS_UNTIL_DECIDED, _COULD_TELL_HER)]
    less, more = (True, False) in care, (False, True) in care
    if less and more:
        return Turn.SHIFTS
    return Turn.OPENS if less else Turn.CLOSES if more else Turn.NEITHER
