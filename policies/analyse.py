"""Checking a valid rulebook, and protocols that cite it, for what is dead, shadowed, at odds or missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policies.analyse_cells import on_cells
from policies.analyse_lists import on_lists
from policies.analyse_protocols import on_coverage, on_protocol
from policies.parse import locate_protocol, locate_rulebook
from policies.remark import RULEBOOK, Remark, RemarkCode, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, timedelta

    from policies.protocol import Protocol
    from policies.rulebook import Rulebook

__all__ = ["Remark", "RemarkCode", "Severity", "analyse", "check"]


def analyse(
    rulebook: Rulebook, protocols: Sequence[Protocol], day: date, within: timedelta
) -> tuple[Remark, ...]:
    """Give every remark on a rulebook and on protocols as they stand on a civil day, without lines.

    The gravest come first, otherwise in the order of roles and parts; `within` is how far off a day is soon.
    """
    remarks = [
        *on_cells(rulebook),
        *on_lists(rulebook),
        *on_coverage(protocols, rulebook),
        *(one for protocol in protocols for one in on_protocol(protocol, rulebook, day, within)),
    ]
    gravity = {severity: place for place, severity in enumerate(Severity)}
    return tuple(sorted(remarks, key=lambda remark: gravity[remark.severity]))


def check(rulebook: str, protocols: Sequence[str], day: date, within: timedelta) -> tuple[Remark, ...]:
    """Check documents as they are written; each remark has the line that it points to.

    Raises:
        PolicyError: the rulebook, or one of the protocols, is not valid; nothing else of it is looked at.
    """
    parsed, line_of = locate_rulebook(rulebook)
    located = [locate_protocol(text) for text in protocols]
    lines = {f"{protocol.id}/{protocol.version}": line_of for protocol, line_of in located}
    lines[RULEBOOK] = line_of
    return tuple(
        replace(remark, line=lines[remark.document](remark.path))
        for remark in analyse(parsed, [protocol for protocol, _ in located], day, within)
    )
