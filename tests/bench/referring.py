"""How long it takes to enrich a referral of a big case, and to read it as a PDF, beside looks at the case."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sharehub.demo.referral import PURPOSE, RECIPIENT, SENDER, drafted
from sharehub.disclosure.disclose import Refused
from sharehub.documents.pdf import as_pdf
from sharehub.referrals.approve import approve
from sharehub.referrals.document import Stamped, as_document
from sharehub.referrals.preview import Preview, preview
from sharehub.referrals.read import Reading as Read
from sharehub.referrals.read import read
from sharehub.referrals.send import send
from sharehub.referrals.words import PURPOSE as REFERRAL
from tests.bench.documenting import DAY, FACTS, filled
from tests.bench.family import Reading
from tests.bench.readings import MILLISECONDS, ratio_of
from tests.bench.spread import compared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sharehub.rehearsal.stage import Stage
    from tests.bench.spread import Compared, Effort


def referring(stage: Stage, effort: Effort) -> Iterator[str]:
    """Measure a preview with its report of completeness, then reading what was sent as a PDF."""
    effort = replace(effort, calls=max(1, effort.calls // 5))
    stage.put_clock(DAY)
    filled(stage)
    sender, recipient = stage.readers[SENDER], stage.readers[RECIPIENT]
    referral = drafted(stage, sender, recipient)
    looks = Reading(stage, sender, PURPOSE), Reading(stage, recipient, REFERRAL)

    def both() -> bytes:
        return looks[0]() + looks[1]()

    yield f"of {FACTS} facts, {len(looks[1].disclosed().lines)} lines for {RECIPIENT}, {REFERRAL}"
    yield "a preview, beside a look of its sender and one of its recipient"
    yield from _lines(compared(lambda: _previewed(stage, referral), both, effort))
    _sent(stage, referral)
    size = len(_as_pdf(stage, referral))
    yield f"what was sent, read as a PDF of {size} bytes, beside a look of its recipient"
    yield from _lines(compared(lambda: _as_pdf(stage, referral), looks[1], effort))


def _lines(found: Compared) -> Iterator[str]:
    yield f"  {'ours':<20} {found.ours.times(MILLISECONDS)} ms"
    yield f"  {'looks alone':<20} {found.bare.times(MILLISECONDS)} ms"
    yield ratio_of(found)


def _previewed(stage: Stage, referral: UUID) -> Preview:
    found = preview(stage.hub, stage.readers[SENDER], stage.case, referral)
    if isinstance(found, Refused):
        raise TypeError("a referral that is measured is looked at")
    return found


def _sent(stage: Stage, referral: UUID) -> None:
    sender, look = stage.readers[SENDER], _previewed(stage, referral)
    with stage.hub.begin(sender.unit) as work:
        revision = approve(work, sender, stage.case, referral, look.digest, look.revision)
    with stage.hub.begin(sender.unit) as work:
        send(work, sender, stage.case, referral, revision)


def _as_pdf(stage: Stage, referral: UUID) -> bytes:
    found = read(stage.hub, stage.readers[RECIPIENT], stage.case, referral)
    if not isinstance(found, Read):
        raise TypeError("a referral that is measured is there to be read")
    return as_pdf(as_document(found, Stamped("BENCH", found.reader, found.day)))
