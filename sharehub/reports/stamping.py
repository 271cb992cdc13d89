"""For whom, for what and under what a document was made; nothing of what it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.vocabulary import Caveat
from sharehub.disclosure.papers import case_reference
from sharehub.disclosure.wording import CAVEATS, ON_PAPERS_HE_READS, purpose_in_words, role_in_words
from sharehub.documents.document import Stamp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sharehub.disclosure.compose import Composed
    from sharehub.disclosure.rendering import Line


def stamped(composed: Composed, lines: Iterable[Line], case: UUID, role: str, unit: str) -> Stamp:
    """Return the stamp of a document for a reader in this role, of the unit of this name.

    Everything in it comes from who asks for what, and from `lines`: those of the release that it shows.
    """
    return Stamp(
        case_reference(case),
        f"{role_in_words(role)}, {unit}",
        purpose_in_words(composed.purpose),
        composed.day,
        protocols=tuple(protocol.replace("/", ", version ") for protocol in composed.protocols),
        standing=composed.told,
        caveats=caveats_of(lines, he_reads=composed.he_reads),
    )


def caveats_of(lines: Iterable[Line], *, he_reads: bool) -> tuple[str, ...]:
    """Return what the caveats on some lines ask, each once."""
    found = {Caveat(word) for line in lines for word in line["caveats"]}
    shown = found & ON_PAPERS_HE_READS if he_reads else found
    return tuple(words for caveat, words in CAVEATS.items() if caveat in shown)
