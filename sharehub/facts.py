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
    from collections.abc import Mapping
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


_BOUND_IN_ORDER = tuple(sorted(BOUND))
_bound_values = itemgetter(*_BOUND_IN_ORDER)
_sealed_values = itemgetter(*SEALED)


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
def _binding(owner: UUID, case: UUID, fact: UUID, version: int, categories: tuple[str, ...]) -> Binding:
    """Keep the bindings of facts that are read again and again: ids and closed words, nothing secret."""
    return Binding("fact", str(owner), str(case), str(fact), version, categories)


def bound(row: Mapping[str, Any]) -> bytes:
    """Return the canonical form of the columns that the manifest protects."""
    return orjson.dumps(dict(zip(_BOUND_IN_ORDER, _bound_values(row), strict=True)))


def sealed_in(row: Mapping[str, Any]) -> Sealed:
    """Return the seal that a row holds."""
    return Sealed(
        wrapping_key=row["wrapping_key"],
        wrapped_key=row["wrapped_key"],
        commitment=row["commitment"],
        manifest=row["manifest"],
        fields=dict(zip(SEALED, _sealed_values(row), strict=True)),
    )
