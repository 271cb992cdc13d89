"""What a check says of each seeded mistake, word for word."""

from __future__ import annotations

import pytest

from policies.analyse import RemarkCode
from tests.policies.test_analyse import SEEDED, checked

SAID = {
    RemarkCode.SAFETY_TOWARDS_HIM: (
        "caledonian_men is his side for case_mapping, programme_delivery and "
        "programme_referral: no code but X keeps from him where she is"
    ),
    RemarkCode.OPEN_TO_HIM: (
        "justice_sw is his side for case_mapping, marac_safety, order_supervision and "
        "programme_referral: sexual goes to it with nobody's leave"
    ),
    RemarkCode.REQUIRED_AND_READ: "a no does not stop a short form for court_report, and he reads it",
    RemarkCode.HIS_SIDE_DECIDES: "justice_sw works with him, and may decide mapping in her case",
    RemarkCode.GLASS_OPENS_SAFETY: "one person's word alone would be enough to learn where she is",
    RemarkCode.CITES_ANOTHER_RULEBOOK: "cites another rulebook than the one that is checked here",
    RemarkCode.PURPOSE_UNKNOWN: "idle is not a purpose of the rulebook",
    RemarkCode.ROLE_GETS_NOTHING: (
        "every cell of substance_perpetrator is X or N: it may ask, and nothing will ever come"
    ),
    RemarkCode.PURPOSE_GETS_NOTHING: (
        "every cell of reporter for hearing_report is X or N: it may ask, and nothing will ever come"
    ),
    RemarkCode.NEVER_READ: ("ig_officer reads no content, so that none of its cells can mean anything but X"),
    RemarkCode.REPORT_CODE_ELSEWHERE: (
        "RA is for papers that he reads, and nothing for case_mapping, child_protection and "
        "marac_safety is one"
    ),
    RemarkCode.REPORT_OF_NOBODYS: (
        "offence is nobody's account, so that nobody can agree to its being in a report"
    ),
    RemarkCode.CATEGORY_NEVER_FULL: "no role can ever have service_risk in full, whatever it asks for",
    RemarkCode.PURPOSE_UNASKED: "no role may ask for idle",
    RemarkCode.WITHOUT_GATE: (
        "court_report is open at all times, although so much follows from it: give it a gate"
    ),
    RemarkCode.GATE_OF_NOBODY: "no role may open the gate hearing_arranged, so that its purposes stay shut",
    RemarkCode.ACT_OF_NOBODY: "no role may decide conflict",
    RemarkCode.ACT_OF_AN_OUTSIDER: "ig_officer works with nobody of the family, and may record fact",
    RemarkCode.GIST_ROLE_IDLE: (
        "no cell lets a short form about her go by child_therapist: there it is listed in vain"
    ),
    RemarkCode.GIST_CATEGORY_IDLE: (
        "no cell lets a short form about her go by safety: there it is listed in vain"
    ),
    RemarkCode.GIST_PURPOSE_IDLE: (
        "no cell lets a short form about her go by reporter_investigation: there it is listed in vain"
    ),
    RemarkCode.GIST_ROLE_NOT_REQUIRED: (
        "court asks for nothing that the law requires, nor for a wall: it has no need to pass her by"
    ),
    RemarkCode.GIST_PURPOSE_NOT_REQUIRED: (
        "the law does not require survivor_support, and it is no wall's: there she can be asked"
    ),
    RemarkCode.GLASS_OF_NOBODY: (
        "court may break the glass, and behind it there is nothing that it could ever have"
    ),
    RemarkCode.NOT_SILENT: "that there is something of safety could itself put somebody at risk",
    RemarkCode.OBLIGES_TO_NOTHING: "whoever has something for case_mapping takes on nothing with it",
    RemarkCode.INTO_HIS_FILE: (
        "those who work with him may ask for case_mapping, and need not keep it out of his file"
    ),
    RemarkCode.LOG_OUTLIVED: "facts are kept longer than the log that says who had read them",
    RemarkCode.CONSENT_AS_BASIS: (
        "the lawful basis for survivor_support is consent, which is hardly ever given freely here"
    ),
    RemarkCode.EXPIRED: "expired on 2026-03-31: it opens nothing any more",
    RemarkCode.EXPIRES_SOON: "expires on 2026-03-31",
    RemarkCode.REVIEW_OVERDUE: "was to be reviewed by 2025-04-01",
    RemarkCode.REVIEW_SOON: "is to be reviewed by 2025-04-01",
    RemarkCode.REPEATS_DEFAULT: "F is what the default says of offence anyway",
    RemarkCode.DEFAULT_UNUSED: (
        "every purpose of police has a word of its own on protective_effort: the default is unused"
    ),
    RemarkCode.REQUIRED_IDLE: (
        "no cell for wellbeing_support has a short form beside consent, so that it changes nothing here"
    ),
    RemarkCode.RECORDS_NOTHING: "child_therapist may do no act at all on record",
    RemarkCode.PURPOSE_WITHOUT_PROTOCOL: (
        "no protocol given here covers order_supervision, so that nothing goes between units for it"
    ),
    RemarkCode.NOT_YET_EFFECTIVE: "takes effect on 2023-04-01",
}


@pytest.mark.parametrize("code", RemarkCode)
def test_a_remark_names_what_it_is_about_and_says_why(code: RemarkCode) -> None:
    seed = SEEDED[code]

    said = [one.sentence for one in checked(seed) if (one.code, one.path) == (code, seed.path)]

    assert said == [SAID[code]]
