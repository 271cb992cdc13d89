"""The pattern that many rules are written in: a verb with what must stand around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sharehub.language.cast import Part
    from sharehub.language.grammar.reading import Act
    from sharehub.language.rules.scene import Scene

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A verb with what must, and what must not, stand around it; what is left empty is not asked for."""

    verbs: frozenset[str]
    denied: bool | None = False
    """Whether the act must be denied; None where it does not matter."""
    says: frozenset[str] = _NONE
    """One of these words is in the clause."""
    also: frozenset[str] = _NONE
    """And one of these."""
    unless: frozenset[str] = _NONE
    """None of these is."""
    things: frozenset[str] = _NONE
    """One of these is in what the verb is done to or with."""
    onto: frozenset[Part] = field(default_factory=frozenset)
    """To one of these it is done."""
    alone: bool = False
    """Whether the verb must have no object."""
    last: bool = False
    """Whether the verb must be what is done in the end: not "declined" of "declined to let him in"."""
    passive: bool = False

    def fits(self, scene: Scene, act: Act) -> bool:
        """Say whether an act is of this pattern."""
        if act.lemma not in self.verbs or act.passive is not self.passive:
            return False
        if self.denied is not None and act.negated is not self.denied:
            return False
        return self._words_fit(scene, act) and self._shape_fits(act)

    def _words_fit(self, scene: Scene, act: Act) -> bool:
        said = scene.said(act.clause)
        wanted = all(not some or some & said for some in (self.says, self.also))
        return (
            bool(wanted)
            and not self.unless & said
            and (not self.things or bool(self.things & scene.things(act.clause)))
        )

    def _shape_fits(self, act: Act) -> bool:
        if self.onto and act.undergoer not in self.onto:
            return False
        if self.alone and act.clause.objects:
            return False
        return not self.last or act.group is act.clause.verbs[-1]


def fits_any(frames: Iterable[Frame], scene: Scene, act: Act) -> bool:
    """Say whether an act is of one of these patterns."""
    return any(frame.fits(scene, act) for frame in frames)
