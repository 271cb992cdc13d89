"""The Cedar schema that a rulebook's policies are validated against: its words, and what a question holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent.people import Part
from policies.cedar_text import quoted
from policies.vocabulary import Category, Caveat, PerpAware, SourceType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policies.rulebook import Rulebook

CONSENT_STATES = ("absent", "excludes_fact", "given", "refused", "withdrawn")

SHAPES = """\
// Days are ordinals of civil days; both ends of a span count, and a missing end is open.
type Span = { first: Long, last?: Long };
type ConflictCheck = { raised: Long, decided?: Long, excluded: Bool };
type Gate = { opened: Gate_, first: Long, last?: Long, units?: Set<Unit> };
type Protocol = { parties: Set<Unit>, purposes: Set<Purpose>, first: Long, last?: Long };
// What the owner keeps back from a channel; without categories, everything.
type Narrowing = {
  by: Unit, to: Unit, purpose: Purpose, categories?: Set<Category>, first: Long, last?: Long
};
type Approval = {
  by: Unit, facts: Set<Fact>, units: Set<Unit>, purposes: Set<Purpose>, first: Long, last?: Long
};
type SeriousRisk = { facts: Set<Fact>, units: Set<Unit>, purposes: Set<Purpose>, first: Long, last?: Long };
type BreakGlass = { reader: Reader, purposes: Set<Purpose> };

// What everyone of one part to whom the fact belongs has said, taken together; `last` is a grant's last day.
type Consent = { state: ConsentState, last?: Long, may_appear_in_report: Bool };
type Consents = { survivor: Consent, perpetrator: Consent, child: Consent, third_party: Consent };

entity Unit;
entity Reader in [Role] = {
  unit: Unit,
  membership?: Span,
  exclusion?: Span,
  conflict_check?: ConflictCheck,
};
entity Fact = {
  owner: Unit,
  categories: Set<Category>,
  caveats: Set<Caveat>,
  source_type: SourceType,
  came_from: Set<Part>,
  perp_aware: PerpAware,
  published?: Long,
  retracted?: Long,
};

// One question for each category of the fact; the strictest answer is the fact's.
type Question = {
  day: Long,
  purpose: Purpose,
  category: Category,
  consent: Consents,
  gate?: Gate,
  protocol?: Protocol,
  narrowing?: Narrowing,
  approval?: Approval,
  serious_risk?: SeriousRisk,
  break_glass?: BreakGlass,
};
action releaseInFull, releaseAsGist appliesTo { principal: Reader, resource: Fact, context: Question };
"""


def schema(rulebook: Rulebook) -> str:
    """The schema as Cedar text: closed lists of words, so that a misspelt one in a policy is an error."""
    words = {
        "Role": rulebook.roles,
        "Purpose": rulebook.purposes,
        "Gate_": {gate for gate in rulebook.purposes.values() if gate is not None},
        "Category": Category,
        "Caveat": Caveat,
        "ConsentState": CONSENT_STATES,
        "Part": Part,
        "PerpAware": PerpAware,
        "SourceType": SourceType,
    }
    return "\n".join([*(_closed(kind, names) for kind, names in words.items()), "", SHAPES])


def _closed(kind: str, names: Iterable[str]) -> str:
    return f"entity {kind} enum [{', '.join(quoted(name) for name in sorted(names))}];"
