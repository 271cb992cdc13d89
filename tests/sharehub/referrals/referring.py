"""A family's way to a programme: the directory, a draft, and everything up to the reading of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import orjson

from policies.vocabulary import Category, RelationshipContext, SourceType
from sharehub.language.vocabulary import Kind, Pathway, Tactic
from sharehub.referrals import directory, draft, lifecycle, queries
from sharehub.referrals.approve import approve
from sharehub.referrals.directory import NewProgramme
from sharehub.referrals.draft import NewReferral
from sharehub.referrals.eligibility import Strip, Takes
from sharehub.referrals.preview import Preview, preview
from sharehub.referrals.read import OutOfDate, Reading, read
from sharehub.referrals.send import send
from sharehub.referrals.words import Known, Mandate, Parenting, Relationship, Status

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.audit.note import Signer
    from sharehub.patterns.new_fact import NewFact
    from tests.sharehub.world import World

POLISH = Takes(
    mandates=frozenset({Mandate.NON_COURT_MANDATED}),
    men_only=True,
    heterosexual_only=False,
    languages=frozenset({"pl", "en"}),
    areas=frozenset(),
    open=True,
)
HE = Strip(
    mandate=Mandate.NON_COURT_MANDATED,
    man=Known.YES,
    relationship=Relationship.HETEROSEXUAL,
    languages=frozenset({"pl", "en"}),
    interpreter=False,
    area=None,
    parenting=frozenset({Parenting.LIVES_WITH_CHILDREN}),
)


def a_programme(world: World, by: str = "facilitator", unit: str = "RESP-M", **takes: Any) -> UUID:
    """List a programme; one that takes him by default."""
    code = takes.pop("code", f"{unit}-{len(takes)}")
    new = NewProgramme(world.units[unit], code, f"Programme {code}", replace(POLISH, **takes))
    with world.hub.begin() as work:
        return directory.list_programme(work, world.actor(by), new)


def an_impact(world: World, **changes: Any) -> NewFact:
    """Return what it does to the child, as the school saw it."""
    return world.behaviour(
        **{
            "kind": Kind.IMPACT,
            "statement": "Agnes comes to school without her coat after nights at home.",
            "gist": "School is concerned about the child's day-to-day care.",
            "categories": frozenset({Category.BEHAVIOUR}),
            "tactics": frozenset(),
            "pathways": frozenset({Pathway.FAMILY_ECOLOGY}),
            "targets": frozenset({world.people["child"]}),
            "subject_person": world.people["him"],
        }
        | changes
    )


def an_earlier(world: World) -> NewFact:
    """Return something he did in an earlier relationship."""
    return world.behaviour(
        statement="A court kept him from his children of an earlier relationship.",
        gist="There is relevant history.",
        source_type=SourceType.COURT_RECORD,
        tactics=frozenset({Tactic.HARM_CHILD}),
        relationship_context=RelationshipContext.PREVIOUS_RELATIONSHIP,
    )


@dataclass(frozen=True, slots=True)
class Referring:
    """One referral in a world, and what everybody does with it; `by` refers, `to` receives."""

    world: World
    new: NewReferral
    id: UUID
    by: str = "social_worker"
    to: str = "mens_worker"

    @classmethod
    def of(cls, world: World, **changes: Any) -> Self:
        """Draft a referral in a case in which the gates for it are open."""
        by = changes.pop("by", "social_worker")
        world.open("cp_concern", "CF-SW")
        world.open("programme_referral", "RESP-M")
        programme = changes.pop("programme", None) or a_programme(world)
        him = world.people["him"]
        man = world.actor("mens_worker")
        new = NewReferral(programme, him, man.user, man.role, "child_protection", HE)
        new = replace(new, **changes)
        return cls(world, new, world.act(draft.draft, by, new), by)

    @property
    def row(self) -> RowMapping:
        """Its row, as it is stored."""
        with self.world.hub.begin() as work:
            found = queries.referral(work.tx, self.world.case, self.id)
            assert found is not None
            return found

    @property
    def revision(self) -> int:
        """The revision that it has."""
        found: int = self.row["revision"]
        return found

    @property
    def status(self) -> Status:
        """How it stands."""
        return Status(self.row["status"])

    def previewed(self) -> Preview:
        """Look at what would go."""
        found = preview(self.world.hub, self.world.actor(self.by), self.world.case, self.id)
        assert isinstance(found, Preview), found
        return found

    def approved(self, signer: Signer | None = None) -> Self:
        """Approve what would go now."""
        seen = self.previewed().digest
        self.world.act(approve, self.by, self.id, seen, self.revision, signer)
        return self

    def sent(self) -> Self:
        """Send it."""
        self.world.act(send, self.by, self.id, self.revision)
        return self

    def read(self, name: str | None = None) -> Reading | OutOfDate:
        """Read it as its recipient, or another."""
        found = read(self.world.hub, self.world.actor(name or self.to), self.world.case, self.id)
        assert isinstance(found, Reading | OutOfDate), found
        return found

    def moved(self, to: Status, by: str | None = None, **more: Any) -> Self:
        """Take it a step further."""
        sender = to in lifecycle.BY_ITS_SENDER
        who = by or (self.by if sender else self.to)
        self.world.act(lifecycle.move, who, self.id, lifecycle.Step(to, **more), self.revision)
        return self


def texts(of: Preview | Reading) -> list[str]:
    """Return every text of a document, sorted, each once."""
    found: set[str] = set()
    _gather(asdict(of.sections), found)
    return sorted(found)


def _gather(value: Any, found: set[str]) -> None:
    if isinstance(value, dict):
        if "text" in value:
            found.add(value["text"])
        for inner in value.values():
            _gather(inner, found)
    elif isinstance(value, list | tuple):
        for inner in value:
            _gather(inner, found)


def said(of: object) -> str:
    """Return all that a value says, as it goes out."""
    return orjson.dumps(of, default=str).decode()
