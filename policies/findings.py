"""What is wrong with a policy document: where, on which line, and why it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong. `line` counts from 1 and is None where there is no text to point into.

    `problem` is a fixed sentence or names what was expected: the offending value is never repeated.
    """

    path: str
    line: int | None
    problem: str

    def __str__(self) -> str:
        """Write the finding as an officer reads it: `line 12: roles.school.default.safety is missing`."""
        where = f"line {self.line}: " if self.line is not None else ""
        return f"{where}{self.path} {self.problem}"


class PolicyError(ValueError):
    """A policy document is refused as a whole; `findings` holds everything found, in order of line."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep the findings and make one message of them all."""
        self.findings = tuple(
            sorted(findings, key=lambda found: (found.line or 0, found.path, found.problem))
        )
        super().__init__("\n".join(str(found) for found in self.findings))
