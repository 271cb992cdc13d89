"""How a fact's row is tied to its seal: what is sealed, what is bound, under which keys.

Shared by those who record facts and by the one door out, so that the two can never drift apart.
"""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import orjson

from sharehub.crypto.sealing import Binding, Sealed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

SEALED = (
    "statement",
    "gist",
    "pathway_note",
    "disclosed_to",
    "police_grade",
    "pathway_unknown_reason",
    "no_link_found_reason",
    "gist_reason",
)
"""The fields that are encrypted, each in an envelope of its own."""

BOUND = (
    "fact_id",
    "case_id",
    "owner_unit_id",
    "version",
    "revision",
    "published",
    "retracted",
    "kind",
    "section",
    "subject_person_id",
    "subject_unit_id",
    "targets",
    "about",
    "tactics",
    "pathways",
    "dasa_effects",
    "child_link",
    "ric_items",
    "intersection_links",
    "relationship_context",
    "first_known",
    "last_known",
    "date_precision",
    "frequency",
    "trend",
    "source_type",
    "source_person_id",
    "basis",
    "corroboration",
    "perp_aware",
    "aware_claimed_by",
    "source_exposure",
    "categories",
    "covert",
    "has_gist",
    "caveats",
    "travels_with",
    "concern_rank",
    "action_unit_id",
    "due",
    "imported",
)
"""The columns in the clear that the manifest protects: whoever edits one of them in the database is found out
at the next reading, before anything is opened."""

IN_CLEAR = tuple(sorted(BOUND))
"""The same in the order in which they are bound."""
IN_SEAL = ("wrapping_key", "wrapped_key", "commitment", "manifest", *sorted(SEALED))
"""The columns of a seal, the sealed fields among them, in the order in which `sealed_from` takes them."""

_FIELDS = len(IN_SEAL) - len(SEALED)
_names = IN_SEAL[_FIELDS:]
_in_clear = itemgetter(*IN_CLEAR)
_in_seal = itemgetter(*IN_SEAL)


def fact_binding(row: Mapping[str, Any]) -> Binding:
    """Return what a fact version's envelopes are bound to."""
    return _binding(
        row["owner_unit_id"],
        row["case_id"],
        row["fact_id"],
        row["version"],
        tuple(sorted(row["categories"])),
    )


@lru_cache(maxsize=4096)
def _binding(
    owner: UUID | str, case: UUID | str, fact: UUID | str, version: int, categories: tuple[str, ...]
) -> Binding:
    """Keep the bindings of facts that are read again and again: ids and closed words, nothing secret."""
    return Binding("fact", str(owner), str(case), str(fact), version, categories)


def bound(row: Mapping[str, Any]) -> bytes:
    """Return the canonical form of the columns that the manifest protects."""
    return canonical(dict(zip(IN_CLEAR, _in_clear(row), strict=True)))


def canonical(clear: Mapping[str, Any]) -> bytes:
    """Return the canonical form of the columns in the clear: these, no other, in the order of `IN_CLEAR`."""
    return orjson.dumps(clear)


def sealed_in(row: Mapping[str, Any]) -> Sealed:
    """Return the seal that a row holds."""
    return sealed_from(_in_seal(row))


def sealed_from(seal: Sequence[Any]) -> Sealed:
    """Return the seal whose columns are given in the order of `IN_SEAL`."""
    wrapping_key, wrapped_key, commitment, manifest = seal[:_FIELDS]
    fields = dict(zip(_names, seal[_FIELDS:], strict=True))
    return Sealed(wrapping_key, wrapped_key, commitment, manifest, fields)
