"""How Cedar text is written: a policy, a reference to an entity, a span of days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

IN_FULL = ("releaseInFull",)
AS_GIST = ("releaseAsGist",)
EITHER = (*IN_FULL, *AS_GIST)
"""Whoever may have a fact in full may have its gist: a rule that opens the first always opens the second."""

NEVER = "false"


@dataclass(frozen=True, slots=True)
class Policy:
    """One Cedar policy; `id` is the rule's place in the rulebook or in the order of decision.

    All of `when` must hold and none of `unless`; an `unless` that never holds is left out. `code` is the
    cell's code, where the rule is a cell. `role` None means every reader. Without `actions` it forbids, and
    whatever is asked.
    """

    id: str
    actions: tuple[str, ...] = ()
    role: str | None = None
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    code: str | None = None

    def __str__(self) -> str:
        """The policy as Cedar text."""
        code = "" if self.code is None else f" @code({quoted(self.code)})"
        lines = [f"@id({quoted(self.id)}){code}", self._scope()]
        lines += [f"when {{ {condition} }}" for condition in self.when]
        lines += [f"unless {{ {condition} }}" for condition in self.unless if condition != NEVER]
        return "\n".join(lines) + ";"

    def _scope(self) -> str:
        """A forbid leaves open what it is about, so that nothing new slips past it; a permit never does."""
        reader = None if self.role is None else f"principal in {entity('Role', self.role)}"
        if not self.actions:
            return f"forbid ({reader or 'principal'}, action, resource)"
        actions = [entity("Action", action) for action in self.actions]
        action = f"action == {actions[0]}" if len(actions) == 1 else f"action in [{', '.join(actions)}]"
        return f"permit ({reader or 'principal is Reader'}, {action}, resource is Fact)"


def quoted(name: str) -> str:
    """A name as a Cedar string; a quote in it cannot end it."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def entity(kind: str, name: str) -> str:
    """A reference to one entity."""
    return f"{kind}::{quoted(name)}"


def entities(kind: str, names: Iterable[str]) -> str:
    """A set of entities, in the order of their names so that the text never depends on hashing."""
    return f"[{', '.join(entity(kind, name) for name in sorted(names))}]"


def one_of(what: str, kind: str, names: Iterable[str]) -> str:
    """The condition that `what` is one of the named entities; false where nothing is named."""
    known = sorted(names)
    if not known:
        return NEVER  # Cedar's validator refuses an empty set
    if len(known) == 1:
        return f"{what} == {entity(kind, known[0])}"
    return f"{what} in {entities(kind, known)}"


def all_of(*conditions: str) -> str:
    """All of the conditions together."""
    return " && ".join(conditions)


def any_of(*conditions: str) -> str:
    """At least one of the conditions, in brackets."""
    return f"({' || '.join(conditions)})"


def covers(span: str) -> str:
    """The condition that the day asked about lies within a span; both ends count, a missing end is open.

    Days are ordinals of civil days. Written as "has not ended" because Cedar's validator follows a `has`
    only through `&&`.
    """
    return all_of(
        f"{span}.first <= context.day",
        f"!({span} has last && {span}.last < context.day)",
    )
