"""The rulebook: who may have what, for which purpose, and when; immutable, known by its hash."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policies.vocabulary import Category, Code, WorksWith


class Act(StrEnum):
    """What a role may do on record, beside opening a gate; decisions.md, "Who may record"."""

    OPEN_CASE = "open_case"
    ALLOCATE = "allocate"
    DECIDE_CONFLICT = "decide_conflict"
    EXCLUDE = "exclude"
    RECORD_FACT = "record_fact"
    PUBLISH_SUMMARY = "publish_summary"
    RECORD_CONSENT_SURVIVOR = "record_consent_survivor"
    RECORD_CONSENT_CHILD = "record_consent_child"
    RECORD_CONSENT_PERPETRATOR = "record_consent_perpetrator"
    RECORD_CONSENT_THIRD_PARTY = "record_consent_third_party"
    APPROVE_RELEASE = "approve_release"
    ASK_SERIOUS_RISK = "ask_serious_risk"
    APPROVE_SERIOUS_RISK = "approve_serious_risk"
    DECIDE_MAPPING = "decide_mapping"
    KEEP_DIRECTORY = "keep_directory"
    REFER = "refer"
    ANSWER_REFERRAL = "answer_referral"
    ASSESS_CHANGE = "assess_change"
    ASK_PERMISSION = "ask_permission"
    ASK_SERVICE = "ask_service"


class Shown(StrEnum):
    """What protective readers may be told of how a fact is known."""

    OWNER_UNIT = "owner_unit"
    SOURCE_TYPE = "source_type"
    BASIS = "basis"
    CORROBORATION = "corroboration"


class Obligation(StrEnum):
    """What a reader takes on by having something for a purpose."""

    THIS_PURPOSE_ONLY = "THIS_PURPOSE_ONLY"
    NO_ONWARD_SHARING = "NO_ONWARD_SHARING"
    KEEP_OUT_OF_HIS_FILE = "KEEP_OUT_OF_HIS_FILE"
    DESTROY_WHEN_OUT_OF_DATE = "DESTROY_WHEN_OUT_OF_DATE"
    TELL_HER_WHAT_WAS_SHARED = "TELL_HER_WHAT_WAS_SHARED"
    ASK_HER_WORKER_BEFORE_ACTING = "ASK_HER_WORKER_BEFORE_ACTING"
    SEEK_CHILD_VIEWS = "SEEK_CHILD_VIEWS"
    RECORD_WHAT_WAS_DONE = "RECORD_WHAT_WAS_DONE"
    LEAVE_IN_THE_ROOM = "LEAVE_IN_THE_ROOM"
    REPORT_BREACH_AT_ONCE = "REPORT_BREACH_AT_ONCE"


@dataclass(frozen=True, slots=True)
class Role:
    """A role as the rulebook writes it: whom it works with and its rows of the release matrix."""

    works_with: WorksWith
    perp_facing: bool
    purposes: tuple[str, ...]
    default: Mapping[Category, Code]
    by_purpose: Mapping[str, Mapping[Category, Code]]


@dataclass(frozen=True, slots=True)
class GistAboutHer:
    """Who may have a gist about her without her consent, of which categories, for which purposes."""

    roles: frozenset[str]
    categories: frozenset[Category]
    purposes: frozenset[str]


@dataclass(frozen=True, slots=True)
class MayRecord:
    """Which roles may do which act; gates are named one by one, so that opening one never opens another."""

    acts: Mapping[str, frozenset[str]]
    gates: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Attribution:
    """What protective readers are told of how a fact is known.

    `show` holds field names out of owner_unit, source_type, basis, corroboration. Units in which one of
    `discreet_roles` works are never named: their very involvement is health or safety information.
    """

    show: frozenset[str]
    discreet_roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class BreakGlassTerms:
    """Who may break the glass, for which categories, for how many minutes, reviewed within how many hours."""

    roles: frozenset[str]
    categories: frozenset[Category]
    minutes: int
    review_hours: int


@dataclass(frozen=True, slots=True)
class Retention:
    """How many years facts and the log are kept before a named person decides."""

    fact_years: int
    log_years: int


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A whole rulebook as parsed; `purposes` maps each purpose to the gate that opens it, or None.

    `digest` is the SHA-256, in hex, of the canonical form (policies.parse.canonical).
    """

    id: str
    digest: str
    roles: Mapping[str, Role]
    purposes: Mapping[str, str | None]
    statutory_purposes: frozenset[str]
    perpetrator_reads: frozenset[str]
    gist_about_her: GistAboutHer
    silent_categories: frozenset[Category]
    may_record: MayRecord
    attribution: Attribution
    obligations: Mapping[str, tuple[str, ...]]
    break_glass: BreakGlassTerms
    retention: Retention
