"""The rulebooks a hub holds, parsed and compiled once per process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.compile import compile_table
from policies.parse import PolicyError, parse_rulebook
from sharehub.audit.entry import Action
from sharehub.errors import Conflict, Invalid, Tampered
from sharehub.identity.actor import ADMINISTRATOR
from sharehub.protocols import queries
from sharehub.protocols.governing import act_of, permit_governing

if TYPE_CHECKING:
    from policies.rulebook import Rulebook
    from policies.table import Table
    from sharehub.database.transaction import Transaction
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rulebook and the table it compiles to."""

    rulebook: Rulebook
    table: Table


_compiled: dict[str, Compiled] = {}
"""By digest. A rulebook never changes, so an entry never goes stale; a hub holds a handful of them."""


def register(work: Work, actor: Actor | None, text: str, *, base: bool) -> str:
    """Register a rulebook under its digest; registering it again changes nothing but what is base.

    `actor` is None where the hub's own command line does it.

    Raises:
        Forbidden: the actor does not administer the hub.
        Invalid: the text is no rulebook; every finding has a path and a line.
    """
    permit_governing(actor, ADMINISTRATOR)
    try:
        rulebook = parse_rulebook(text)
    except PolicyError as error:
        raise Invalid("rulebook", str(error)) from None
    if queries.rulebook_text(work.tx, rulebook.digest) is None:
        queries.add_rulebook(
            work.tx, digest=rulebook.digest, text=text, base=False, registered_at=work.tx.now
        )
    if base:
        queries.unset_base(work.tx)
        queries.set_base(work.tx, rulebook.digest)
    work.record(act_of(actor, Action.RULEBOOK_REGISTERED, rulebook=rulebook.digest, base=base))
    return rulebook.digest


def held(tx: Transaction, digest: str) -> Compiled:
    """Return the rulebook with this digest.

    Raises:
        Tampered: the stored text is missing or is no longer the one that has this digest.
    """
    if digest not in _compiled:
        text = queries.rulebook_text(tx, digest)
        if text is None:
            raise Tampered("a rulebook that is cited is not held")
        try:
            rulebook = parse_rulebook(text)
        except PolicyError:
            raise Tampered("a stored rulebook cannot be read") from None
        if rulebook.digest != digest:
            raise Tampered("a stored rulebook is not the one its digest names")
        _compiled[digest] = Compiled(rulebook, compile_table(rulebook))
    return _compiled[digest]


def base(tx: Transaction) -> Compiled:
    """Return the hub's own rulebook: used where no protocol applies, and for who may record what.

    Raises:
        Conflict: none has been registered yet.
    """
    digest = queries.base_digest(tx)
    if digest is None:
        raise Conflict("the hub has no rulebook yet: register one first")
    return held(tx, digest)
