"""What was found in a file of sentences, as a table for people; it names places, and repeats no text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from sharehub.language.lines import checked
from sharehub.language.pivot import Exit

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sharehub.language.check import Finding
    from sharehub.language.lines import Line


def as_table(lines: list[Line]) -> RenderableType:
    """Return one row for each finding: where it stands, what it is, and the three steps on from it."""
    table = Table(title=Text("Language check"), title_justify="left", show_lines=True)
    for column in ("Id", "Where", "What", "Another way"):
        table.add_column(column, overflow="fold")
    for line, findings in checked(lines):
        for finding in findings:
            table.add_row(*map(Text, (line.id, _where(finding), _what(finding), _another_way(finding))))
    exits = Text(f"When none of this helps: {', or '.join(Exit)}.")
    return Group(table, exits, Text("Nothing is changed, counted or held up."))


def _where(finding: Finding) -> str:
    return f"characters {finding.start + 1} to {finding.end}"


def _what(finding: Finding) -> str:
    reason = "\nasks for a reason before a document leaves" if finding.rule.needs_reason else ""
    return f"{finding.rule.id} {finding.rule.family}{reason}"


def _another_way(finding: Finding) -> str:
    steps = finding.suggestion
    return f"{steps.validate}\n{steps.redirect}\n{steps.come_back}"
