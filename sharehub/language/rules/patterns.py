"""The pattern that several rules are written in: a verb with what must stand around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sharehub.language.cast import Part
    from sharehub.language.grammar.reading import Act
    from sharehub.language.rules.scene import Scene

_NONE: frozenset[str] = frozenset()
_NOBODY: frozenset[Part] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A verb with what must, and what must not, stand around it; what is left empty is not asked for."""

    verbs: frozenset[str]
    denied: bool = False
    """Whether the act must be denied, or must not."""
    says: frozenset[str] = _NONE
    """One of these words is in the clause."""
    unless: frozenset[str] = _NONE
    """None of these is."""
    things: frozenset[str] = _NONE
    """One of these is in what the verb is done to or with."""
    onto: frozenset[Part] = _NOBODY
    """To one of these it is done."""

    def fits(self, scene: Scene, act: Act) -> bool:
        """Say whether an act is of this pattern."""
        if act.lemma not in self.verbs or act.passive or act.negated is not self.denied:
            return False
        said, things = scene.said(act.clause), scene.things(act.clause)
        if self.unless & said or (self.onto and act.undergoer not in self.onto):
            return False
        return (not self.says or bool(self.says & said)) and (not self.things or bool(self.things & things))


def fits_any(frames: Iterable[Frame], scene: Scene, act: Act) -> bool:
    """Say whether an act is of one of these patterns."""
    return any(frame.fits(scene, act) for frame in frames)
