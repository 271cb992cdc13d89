"""Remarks on protocols beside a rulebook: whether they fit it, and what is about to lapse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.analyse_cells import SHUT, reads
from policies.compile import compile_table
from policies.protocol import Article6, Article9
from policies.remark import Remark, RemarkCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, timedelta

    from policies.protocol import Protocol
    from policies.rulebook import Rulebook


def on_protocol(protocol: Protocol, rulebook: Rulebook, day: date, within: timedelta) -> Iterator[Remark]:
    """Remark on one protocol as it stands on a civil day; `within` is how far off a day is soon."""
    document = f"{protocol.id}/{protocol.version}"
    if protocol.rulebook != rulebook.digest:
        told = "cites another rulebook than the one that is checked here"
        yield Remark(RemarkCode.CITES_ANOTHER_RULEBOOK, "rulebook", told, document)
    for purpose in sorted(protocol.purposes - rulebook.purposes.keys()):
        told = f"{purpose} is not a purpose of the rulebook"
        yield Remark(RemarkCode.PURPOSE_UNKNOWN, "purposes", told, document)
    for purpose, lawful in sorted(protocol.lawful.items()):
        if Article6.CONSENT in lawful.article_6 or Article9.EXPLICIT_CONSENT in lawful.article_9:
            told = f"the lawful basis for {purpose} is consent, which is hardly ever given freely here"
            yield Remark(RemarkCode.CONSENT_AS_BASIS, f"lawful.{purpose}", told, document)
    yield from _on_days(protocol, document, day, within)


def _on_days(protocol: Protocol, document: str, day: date, within: timedelta) -> Iterator[Remark]:
    """Remark on the one day of a protocol that matters most now."""

    def remark(code: RemarkCode, path: str, told: str) -> Remark:
        return Remark(code, path, told, document)

    soon = day + min(within, type(day).max - day)
    if day < protocol.effective:
        yield remark(RemarkCode.NOT_YET_EFFECTIVE, "effective", f"takes effect on {protocol.effective}")
    elif protocol.expires is not None and protocol.expires < day:
        yield remark(
            RemarkCode.EXPIRED, "expires", f"expired on {protocol.expires}: it opens nothing any more"
        )
    elif protocol.expires is not None and protocol.expires <= soon:
        yield remark(RemarkCode.EXPIRES_SOON, "expires", f"expires on {protocol.expires}")
    elif protocol.review_due < day:
        yield remark(RemarkCode.REVIEW_OVERDUE, "review_due", f"was to be reviewed by {protocol.review_due}")
    elif protocol.review_due <= soon:
        yield remark(RemarkCode.REVIEW_SOON, "review_due", f"is to be reviewed by {protocol.review_due}")


def on_coverage(protocols: Sequence[Protocol], rulebook: Rulebook) -> Iterator[Remark]:
    """Remark on purposes that no protocol covers although somebody could have something; given any at all."""
    if not protocols:
        return
    covered = frozenset[str]().union(*(protocol.purposes for protocol in protocols))
    wanted = {
        purpose
        for (name, purpose), row in compile_table(rulebook).rows.items()
        if reads(name, rulebook.roles[name]) and not SHUT.issuperset(row.codes.values())
    }
    for purpose in sorted(wanted - covered):
        told = f"no protocol given here covers {purpose}, so that nothing goes between units for it"
        yield Remark(RemarkCode.PURPOSE_WITHOUT_PROTOCOL, f"purposes.{purpose}", told)
