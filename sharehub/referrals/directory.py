"""The directory of programmes that a partnership keeps: whom each of them takes. It names no case."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sharehub.audit.entry import Act, Action
from sharehub.errors import ChangedSince, Conflict, Invalid, NotFound
from sharehub.protocols import queries as partnership
from sharehub.protocols.permits import permit
from sharehub.referrals import queries
from sharehub.referrals.eligibility import Takes
from sharehub.referrals.words import Mandate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.audit.entry import Value
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor

FIRST = 1
CODE = re.compile(r"[A-Z][A-Z0-9-]{0,63}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
"""A language, with script and region where they matter, each in the letter case of BCP 47, section 2.1.1."""
AREA = re.compile(r"[^\x00-\x1f]{1,200}")
"""A local authority, as the agencies of the hub are registered with it."""
MOST = 100


@dataclass(frozen=True, slots=True)
class NewProgramme:
    """A programme as it is listed or changed: whose it is, what it is called, and whom it takes."""

    unit: UUID
    code: str
    name: str = field(repr=False)
    takes: Takes


def list_programme(work: Work, actor: Actor, new: NewProgramme) -> UUID:
    """Enter a programme into the directory.

    Raises:
        Forbidden: the rulebook gives this to other roles.
        Invalid: a unit that there is not, no mandate, or a language, area or code that is none.
        Conflict: another programme has this code.
    """
    permit(work, actor, "keep_directory")
    _check(work, new, None)
    identity = work.new_id()
    queries.add_programme(work.tx, id=identity, revision=FIRST, **_columns(work, actor, new))
    work.record(_act(actor, Action.PROGRAMME_LISTED, identity, new))
    return identity


def change_programme(work: Work, actor: Actor, programme: UUID, new: NewProgramme, expected: int) -> int:
    """Change what the directory says of a programme; return its revision from now on.

    What was sent before is looked at anew where it is sent or approved, so that a closed programme gets none.

    Raises:
        NotFound: there is no such programme.
        ChangedSince: it has another revision than the one expected.
        Forbidden, Invalid, Conflict: as `list_programme`; or it is another unit's from now on.
    """
    permit(work, actor, "keep_directory")
    held = queries.programme(work.tx, programme, lock=True)
    if held is None:
        raise NotFound("no such programme")
    if held["revision"] != expected:
        raise ChangedSince("the programme has changed since you last saw it: look again, then decide anew")
    if held["unit_id"] != new.unit:
        raise Conflict("a programme stays with its unit: list another")
    _check(work, new, programme)
    revision = expected + 1
    queries.change_programme(work.tx, programme, revision=revision, **_columns(work, actor, new))
    work.record(_act(actor, Action.PROGRAMME_CHANGED, programme, new))
    return revision


def takes(row: RowMapping) -> Takes:
    """Read out of a programme's row whom it takes."""
    return Takes(
        mandates=frozenset(map(Mandate, row["mandates"])),
        men_only=row["men_only"],
        heterosexual_only=row["heterosexual_only"],
        languages=frozenset(row["languages"]),
        areas=frozenset(row["areas"]),
        open=row["open"],
    )


def check_languages(where: str, tags: Iterable[str]) -> None:
    """Refuse what is no language tag.

    Raises:
        Invalid: one of them is none.
    """
    if not all(map(LANGUAGE.fullmatch, tags)):
        raise Invalid(where, "write languages as BCP 47 tags, such as pl or en-GB")


def check_area(where: str, area: str) -> None:
    """Refuse what is no local authority's name or code.

    Raises:
        Invalid: it is empty, too long, or holds what no name does.
    """
    if not AREA.fullmatch(area) or area != area.strip():
        raise Invalid(where, "write a local authority as agencies have it, in at most 200 characters")


def _check(work: Work, new: NewProgramme, but: UUID | None) -> None:
    if not partnership.known_units(work.tx, frozenset({new.unit})):
        raise Invalid("unit", "name a unit of this hub")
    if not CODE.fullmatch(new.code):
        raise Invalid("code", "capital letters, digits and dashes, beginning with a letter")
    if not new.takes.mandates:
        raise Invalid("mandates", "say how men may come to it")
    if not new.takes.languages:
        raise Invalid("languages", "say in which languages it is given")
    check_languages("languages", new.takes.languages)
    for area in new.takes.areas:
        check_area("areas", area)
    if queries.programme_coded(work.tx, new.code, but):
        raise Conflict("another programme has this code")


def _columns(work: Work, actor: Actor, new: NewProgramme) -> dict[str, object]:
    return {
        "unit_id": new.unit,
        "code": new.code,
        "name": new.name,
        "mandates": sorted(new.takes.mandates),
        "men_only": new.takes.men_only,
        "heterosexual_only": new.takes.heterosexual_only,
        "languages": sorted(new.takes.languages),
        "areas": sorted(new.takes.areas),
        "open": new.takes.open,
        "changed_by": actor.user,
        "changed_at": work.tx.now,
    }


def _act(actor: Actor, action: Action, programme: UUID, new: NewProgramme) -> Act:
    references: dict[str, Value] = {
        "programme": str(programme),
        "of": str(new.unit),
        "mandates": [*sorted(new.takes.mandates)],
        "men_only": new.takes.men_only,
        "heterosexual_only": new.takes.heterosexual_only,
        "languages": [*sorted(new.takes.languages)],
        "open": new.takes.open,
    }
    return Act(action, actor=actor.user, unit=actor.unit, role=actor.role, references=references)
