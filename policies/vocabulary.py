"""The closed words of policy: categories, codes, outcomes, reasons, caveats.

Source: domain model sections 1, 2 and 5, and the release matrix. Roles, purposes and gates are not here:
a rulebook names its own.
"""

from __future__ import annotations

from enum import StrEnum


class Category(StrEnum):
    """What kind of information a fact carries; a fact usually carries more than one."""

    BEHAVIOUR = "behaviour"
    SURVIVOR_ACCOUNT = "survivor_account"
    CHILD_ACCOUNT = "child_account"
    THIRD_PARTY = "third_party"
    SURVIVOR_HEALTH = "survivor_health"
    PERPETRATOR_HEALTH = "perpetrator_health"
    CHILD_WELLBEING = "child_wellbeing"
    OFFENCE = "offence"
    INTELLIGENCE = "intelligence"
    SAFETY = "safety"
    SEXUAL = "sexual"
    IDENTITY = "identity"
    IMMIGRATION = "immigration"
    PROGRESS = "progress"
    SERVICE_RISK = "service_risk"
    PROTECTIVE_EFFORT = "protective_effort"


class Code(StrEnum):
    """What a cell of the release matrix says; decisions.md, "Resolving a cell"."""

    FULL = "F"
    GIST = "G"
    CONSENT_SURVIVOR = "Cs"
    CONSENT_PERPETRATOR = "Cp"
    CONSENT_CHILD = "Ck"
    CONSENT_THIRD_PARTY = "Ct"
    GIST_CONSENT_SURVIVOR = "GCs"
    GIST_CONSENT_PERPETRATOR = "GCp"
    GIST_CONSENT_CHILD = "GCk"
    GIST_CONSENT_THIRD_PARTY = "GCt"
    OWN_EFFORTS = "Os"
    APPROVAL = "A"
    FULL_IF_AWARE = "FA"
    REPORT_IF_AWARE = "RA"
    REPORT_CONSENT = "R"
    NOT_NEEDED = "N"
    NEVER = "X"


class Outcome(StrEnum):
    """How a fact leaves, strictest first."""

    WITHHELD = "withheld"
    GIST = "gist"
    FULL = "full"


class Reason(StrEnum):
    """Why a fact is released or withheld; for the log and for officers, never for the reader."""

    OWN_RECORD = "OWN_RECORD"
    ROLE_AND_PURPOSE = "ROLE_AND_PURPOSE"
    CONSENT = "CONSENT"
    PERPETRATOR_ALREADY_KNOWS = "PERPETRATOR_ALREADY_KNOWS"
    ORIGINATOR_APPROVED = "ORIGINATOR_APPROVED"
    OVERRIDE_SERIOUS_RISK = "OVERRIDE_SERIOUS_RISK"
    BREAK_GLASS = "BREAK_GLASS"
    GIST_FOR_ROLE = "GIST_FOR_ROLE"
    FAULT = "FAULT"
    CONFLICT_OF_INTEREST = "CONFLICT_OF_INTEREST"
    CONFLICT_CHECK_PENDING = "CONFLICT_CHECK_PENDING"
    NOT_ALLOCATED = "NOT_ALLOCATED"
    METADATA_ONLY = "METADATA_ONLY"
    PURPOSE_NOT_FOR_ROLE = "PURPOSE_NOT_FOR_ROLE"
    NOT_YET_PUBLISHED = "NOT_YET_PUBLISHED"
    RETRACTED = "RETRACTED"
    PURPOSE_GATE_CLOSED = "PURPOSE_GATE_CLOSED"
    NO_PROTOCOL = "NO_PROTOCOL"
    CHANNEL_NARROWED = "CHANNEL_NARROWED"
    NEVER_FOR_THIS_ROLE = "NEVER_FOR_THIS_ROLE"
    PERPETRATOR_WILL_READ = "PERPETRATOR_WILL_READ"
    CONSENT_REFUSED = "CONSENT_REFUSED"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
    CONSENT_EXCLUDES_FACT = "CONSENT_EXCLUDES_FACT"
    CONSENT_EXPIRED = "CONSENT_EXPIRED"
    CONSENT_ABSENT = "CONSENT_ABSENT"
    SOURCE_EXPOSED = "SOURCE_EXPOSED"
    ORIGINATOR_APPROVAL_NEEDED = "ORIGINATOR_APPROVAL_NEEDED"
    NOT_NEEDED_FOR_ROLE = "NOT_NEEDED_FOR_ROLE"
    NO_GIST_WRITTEN = "NO_GIST_WRITTEN"
    CONTEXT_WITHHELD = "CONTEXT_WITHHELD"


class Caveat(StrEnum):
    """How a released fact must be handled."""

    NOT_TO_PERPETRATOR = "NOT_TO_PERPETRATOR"
    NOT_IN_DOCUMENT_HE_MAY_READ = "NOT_IN_DOCUMENT_HE_MAY_READ"
    CHECK_WITH_SURVIVOR_FIRST = "CHECK_WITH_SURVIVOR_FIRST"
    CHILD_VIEWS_SOUGHT_FIRST = "CHILD_VIEWS_SOUGHT_FIRST"
    NOT_TO_PARENTS = "NOT_TO_PARENTS"
    NOT_TO_SURVIVOR_EXCEPT_VIA_DSDAS = "NOT_TO_SURVIVOR_EXCEPT_VIA_DSDAS"
    POLICE_HANDLING_CONDITIONS = "POLICE_HANDLING_CONDITIONS"
    ORIGINATOR_CONTROLS_ONWARD = "ORIGINATOR_CONTROLS_ONWARD"
    INDEPENDENT_INTERPRETER = "INDEPENDENT_INTERPRETER"
    COURT_CONTROLLED = "COURT_CONTROLLED"


class WorksWith(StrEnum):
    """Whom a role works with; it decides more than the job title does."""

    SURVIVOR = "survivor"
    PERPETRATOR = "perpetrator"
    CHILD = "child"
    FAMILY = "family"
    CASE = "case"
    NONE = "none"


class SourceType(StrEnum):
    """Where a fact is known from; an input to decisions, never shown to those who work with him."""

    SURVIVOR = "survivor"
    CHILD = "child"
    PERPETRATOR = "perpetrator"
    AGENCY_OBSERVATION = "agency_observation"
    POLICE_RECORD = "police_record"
    POLICE_INTELLIGENCE = "police_intelligence"
    COURT_RECORD = "court_record"
    DOCUMENT = "document"
    THIRD_PARTY = "third_party"
    PROFESSIONAL_JUDGEMENT = "professional_judgement"


class SourceExposure(StrEnum):
    """If he heard this, could he tell who spoke? Missing is read as certain."""

    NONE = "none"
    POSSIBLE = "possible"
    CERTAIN = "certain"


class PerpAware(StrEnum):
    """Does he know that agencies hold this? Unknown counts as no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class RelationshipContext(StrEnum):
    """In which relationship it happened."""

    THIS_RELATIONSHIP = "this_relationship"
    POST_SEPARATION = "post_separation"
    PREVIOUS_RELATIONSHIP = "previous_relationship"
    NEW_RELATIONSHIP = "new_relationship"
    OUTSIDE_FAMILY = "outside_family"
