"""Looking at what would go before it goes: exactly that, and how complete it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.vocabulary import Category, SourceType
from sharehub.audit.entry import Action
from sharehub.cases import queries as cases
from sharehub.cases.admission import admit
from sharehub.disclosure.compose import Wanted, opened, prepare_for
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.identify import identify
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.recording import asking
from sharehub.language.cast import Cast, Voice
from sharehub.language.check import Check
from sharehub.language.vocabulary import Tactic
from sharehub.protocols.permits import permit
from sharehub.protocols.sides import side_of
from sharehub.referrals import queries
from sharehub.referrals.completeness import Agreement, Beside, Completeness, Finding, asked, completeness
from sharehub.referrals.directory import takes
from sharehub.referrals.eligibility import eligibility
from sharehub.referrals.held import CHANGES, Held, taken
from sharehub.referrals.manifest import digest_of
from sharehub.referrals.sections import Sections, arrange
from sharehub.referrals.top import Top, name_of, top_of
from sharehub.referrals.words import PURPOSE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sharehub.audit.entry import Value
    from sharehub.audit.log import Entered
    from sharehub.cases.admission import Admitted
    from sharehub.disclosure.compose import Composed, Prepared
    from sharehub.disclosure.identify import Identified
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor
    from sharehub.referrals.words import WhyNot

WORDS_OF_OTHERS = frozenset({SourceType.SURVIVOR, SourceType.CHILD, SourceType.PERPETRATOR})
ACCOUNTS = frozenset({Category.SURVIVOR_ACCOUNT, Category.CHILD_ACCOUNT})


@dataclass(frozen=True, slots=True)
class Preview:
    """What would go, as its recipient would read it; `digest` says of it, when approving, what was seen."""

    top: Top
    sections: Sections
    completeness: Completeness
    why_not: tuple[WhyNot, ...]
    digest: str
    revision: int
    told: tuple[str, ...]
    entered: Entered


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read in the same unit of work as the decision."""

    held: Held
    prepared: Prepared
    top: Top
    pairs: Mapping[str, queries.Pair]
    why_not: tuple[WhyNot, ...]
    permission: bool
    agreement: Agreement | None
    his_side: bool


def preview(hub: Hub, actor: Actor, case: UUID, referral: UUID) -> Preview | Refused:
    """Decide what would go to the recipient, record that, and only then open it for the sender.

    Raises:
        Forbidden: the rulebook gives this to other roles.
        NotFound: the actor's unit makes no such referral.
        Conflict: it has been sent, or revoked.
        KeysUnavailable, KeyDestroyed, Tampered: as `sharehub.disclosure.disclose.disclose`.
    """
    with asking(hub, actor, Action.REFERRAL_PREVIEWED, case) as work:
        known = _decided(work, actor, case, referral)
    if isinstance(known, Refused):
        return known
    composed = opened(hub, known.prepared, work.entries[-1])
    names = identify(hub, actor, case)
    if isinstance(names, Refused):
        return names
    row = known.held.row
    beside = Beside(
        asked_tactics=frozenset(map(Tactic, row["asked_tactics"])),
        earlier_asked=row["earlier_asked"],
        permission_sought=known.permission,
        agreement=known.agreement,
        findings=_findings(known, composed, names, str(actor.unit)),
    )
    return Preview(
        top=name_of(known.top, names, row["person_id"]),
        sections=arrange(composed, known.pairs),
        completeness=completeness(composed, beside),
        why_not=known.why_not,
        digest=digest_of(known.prepared.forms),
        revision=row["revision"],
        told=composed.told,
        entered=composed.entered,
    )


def recipient(held: Held) -> Seat:
    """Return for whom it is decided what a referral holds."""
    row = held.row
    return Seat(row["recipient_user_id"], row["to_unit_id"], row["recipient_role"])


def wanted(action: Action, held: Held, **references: Value) -> Wanted:
    """Return what is composed of a referral, recorded as an act with these references beside its own."""
    named: dict[str, Value] = {
        "referral": str(held.id),
        "recipient": str(held.row["recipient_user_id"]),
        "to": str(held.row["to_unit_id"]),
    }
    return Wanted(action, PURPOSE, named | references)


def _decided(work: Work, actor: Actor, case: UUID, referral: UUID) -> _Known | Refused:
    permit(work, actor, "refer")
    admitted = admit(work, actor, case)
    held = taken(admitted, referral)
    held.require(*CHANGES)
    row = held.row
    programme = queries.programme(work.tx, row["programme_id"])
    prepared = prepare_for(
        work, actor, case, recipient(held), wanted(Action.REFERRAL_PREVIEWED, held), row["sender_purpose"]
    )
    if isinstance(prepared, Refused):
        return prepared
    his = _his_side(admitted)
    return _Known(
        held=held,
        prepared=prepared,
        top=top_of(work.tx, held),
        pairs=queries.goals(work.tx, case),
        why_not=() if programme is None else eligibility(takes(programme), held.strip),
        permission=not his and queries.permission_sought(work.tx, case, row["person_id"], actor.unit),
        agreement=None if his else asked(queries.agreement(work.tx, case, row["to_unit_id"], PURPOSE)),
        his_side=his,
    )


def _his_side(admitted: Admitted) -> bool:
    """Say whether the actor works with him, or may turn out to; those are not told when she was asked."""
    tx = admitted.work.tx
    open_still = any(part in {"adult_a", "adult_b"} for part in cases.parts(tx, admitted.case).values())
    return side_of(tx, admitted.actor).is_his(undetermined=open_still)


def _findings(known: _Known, composed: Composed, names: Identified, unit: str) -> list[Finding]:
    """Ask about how lines are worded that are agencies' own words; survivors' and children's never.

    To those who work with him the absence of a finding could tell who spoke: there, only what their own unit
    recorded is looked at.
    """
    stored = known.prepared.decided.recorded.stored
    check = Check(_cast(names))
    found = []
    for fact in composed.places:
        row = stored[fact].clear
        words_of_others = row["source_type"] in WORDS_OF_OTHERS or ACCOUNTS & set(row["categories"])
        foreign = known.his_side and row["owner_unit_id"] != unit
        if words_of_others or foreign:
            continue
        line = composed.lines[fact]
        found += [
            Finding(line["id"], one.rule.id, one.start, one.end)
            for one in check.findings(line["text"], Voice.PROFESSIONAL)
        ]
    return found


def _cast(names: Identified) -> Cast:
    of: dict[str, tuple[str, ...]] = {}
    for one in names.people:
        of[one.part] = (*of.get(one.part, ()), one.name)
    return Cast(
        perpetrator=of.get("perpetrator", ()),
        survivor=of.get("survivor", ()),
        children=of.get("child", ()),
        adult_a=of.get("adult_a", ()),
        adult_b=of.get("adult_b", ()),
    )
