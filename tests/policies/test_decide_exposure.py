from __future__ import annotations

from typing import Any

import pytest

from policies.vocabulary import (
    Category,
    Code,
    Outcome,
    PerpAware,
    Reason,
    SourceExposure,
    SourceType,
    WorksWith,
)
from tests.policies.builders import a_row, cells
from tests.policies.matters import (
    MINE,
    UNDETERMINED,
    a_decision,
    a_fact,
    a_yes,
    an_approval,
    answer,
    everyone,
    grounds,
    of_code,
)

HIS: dict[str, Any] = {"works_with": WorksWith.PERPETRATOR, "perp_facing": True}
CERTAIN: dict[str, Any] = {"source_exposure": SourceExposure.CERTAIN}
POSSIBLE: dict[str, Any] = {"source_exposure": SourceExposure.POSSIBLE}
TOLD_BY_HER = a_fact(source_person="SHE", **CERTAIN)
WITH_HER_YES = a_row(codes=cells(Code.FULL, survivor_account=Code.CONSENT_SURVIVOR), **HIS)


@pytest.mark.parametrize("code", [Code.FULL, Code.GIST])
@pytest.mark.parametrize("towards_him", [HIS, {"he_reads": True}])
def test_what_shows_who_spoke_goes_neither_to_who_works_with_him_nor_into_what_he_reads(
    code: Code, towards_him: dict[str, Any]
) -> None:
    exposed = answer(a_fact(has_gist=False, **CERTAIN), of_code(code, **towards_him))
    assert (exposed.outcome, exposed.reason) == (Outcome.WITHHELD, Reason.SOURCE_EXPOSED)
    assert answer(a_fact(**CERTAIN), of_code(code)).outcome is not Outcome.WITHHELD


def test_ones_own_record_that_shows_who_spoke_does_not_go_into_what_he_reads() -> None:
    own = a_fact(owner=MINE, **CERTAIN)
    assert answer(own, a_row(he_reads=True)).reason is Reason.SOURCE_EXPOSED
    assert answer(own, a_row(**HIS)).reason is Reason.OWN_RECORD


@pytest.mark.parametrize("aware", PerpAware)
def test_what_he_already_knows_exposes_nobody(aware: PerpAware) -> None:
    decision = answer(a_fact(perp_aware=aware, **CERTAIN), a_row(**HIS))
    knows = aware is PerpAware.YES
    assert decision.reason is (Reason.ROLE_AND_PURPOSE if knows else Reason.SOURCE_EXPOSED)


def test_an_exposure_that_is_missing_is_read_as_certain_and_an_awareness_as_unknown() -> None:
    assert answer(a_fact(source_exposure=None, perp_aware=None), a_row(**HIS)).reason is Reason.SOURCE_EXPOSED


@pytest.mark.parametrize(
    ("told", "account"),
    [
        ({"source_type": SourceType.SURVIVOR}, True),
        ({"source_type": SourceType.CHILD}, True),
        ({"source_person": "SHE"}, True),
        ({"source_person": "KIM"}, True),
        ({"categories": {Category.SURVIVOR_ACCOUNT}}, True),
        ({"categories": {Category.CHILD_ACCOUNT, Category.BEHAVIOUR}}, True),
        ({"source_person": "HE"}, False),
        ({"source_person": "NEIGHBOUR"}, False),
        ({"source_type": SourceType.THIRD_PARTY}, False),
        ({"categories": {Category.PROTECTIVE_EFFORT}}, False),
    ],
)
def test_a_possible_exposure_counts_for_what_came_from_a_survivor_or_a_child(
    told: dict[str, Any], *, account: bool
) -> None:
    reason = Reason.SOURCE_EXPOSED if account else Reason.ROLE_AND_PURPOSE
    assert answer(a_fact(**told, **POSSIBLE), a_row(**HIS)).reason is reason
    assert answer(a_fact(**told), a_row(**HIS)).reason is Reason.ROLE_AND_PURPOSE


@pytest.mark.parametrize("works_with", WorksWith)
def test_while_undetermined_whoever_works_with_an_adult_may_turn_out_to_work_with_him(
    works_with: WorksWith,
) -> None:
    row, fact = a_row(works_with=works_with), a_fact(**CERTAIN)
    may_be_his = works_with in {WorksWith.SURVIVOR, WorksWith.PERPETRATOR, WorksWith.FAMILY}
    reason = Reason.SOURCE_EXPOSED if may_be_his else Reason.ROLE_AND_PURPOSE
    assert answer(fact, row, people=everyone(*UNDETERMINED)).reason is reason
    assert answer(fact, row).reason is Reason.ROLE_AND_PURPOSE


def test_in_an_undetermined_case_each_adults_word_is_an_account() -> None:
    undetermined = everyone(*UNDETERMINED)
    told = answer(a_fact(source_person="A", **POSSIBLE), a_row(**HIS), people=undetermined)
    assert told.reason is Reason.SOURCE_EXPOSED


def test_a_consent_the_release_rests_on_for_any_of_its_categories_accepts_the_exposure() -> None:
    fact = a_fact(Category.BEHAVIOUR, Category.SURVIVOR_ACCOUNT, source_person="SHE", **CERTAIN)
    agreed = answer(fact, WITH_HER_YES, consent_events=(a_yes("SHE"),))
    assert grounds(agreed) == (Reason.CONSENT, {"SHE-1"})


def test_a_consent_the_release_does_not_rest_on_accepts_nothing() -> None:
    decision = answer(TOLD_BY_HER, WITH_HER_YES, consent_events=(a_yes("SHE"),))
    assert decision.reason is Reason.SOURCE_EXPOSED


def test_the_consent_of_somebody_it_did_not_come_from_accepts_nothing() -> None:
    his = of_code(Code.CONSENT_PERPETRATOR, **HIS)
    assert answer(TOLD_BY_HER, his, consent_events=(a_yes("HE"),)).reason is Reason.SOURCE_EXPOSED


def test_everyone_it_came_from_must_have_accepted() -> None:
    children = {Category.CHILD_ACCOUNT}
    fact = a_fact(*children, source_type=SourceType.CHILD, about=frozenset({"KIM"}), **CERTAIN)
    row = of_code(Code.CONSENT_CHILD, **HIS)
    assert grounds(answer(fact, row, consent_events=(a_yes("KIM"),))) == (Reason.CONSENT, {"KIM-1"})
    hers_too = a_fact(*children, source_type=SourceType.SURVIVOR, about=frozenset({"KIM"}), **CERTAIN)
    assert answer(hers_too, row, consent_events=(a_yes("KIM"),)).reason is Reason.SOURCE_EXPOSED


def test_what_came_from_nobody_in_particular_nobody_has_accepted() -> None:
    fact = a_fact(Category.SURVIVOR_ACCOUNT, **CERTAIN)
    assert answer(fact, WITH_HER_YES, consent_events=(a_yes("SHE"),)).reason is Reason.SOURCE_EXPOSED


def test_the_owners_approval_accepts_the_exposure_and_is_rested_on() -> None:
    approved = answer(TOLD_BY_HER, a_row(**HIS), approvals=(an_approval(), an_approval(id="again")))
    assert grounds(approved) == (Reason.ROLE_AND_PURPOSE, {"approval", "again"})
    not_owners = answer(TOLD_BY_HER, a_row(**HIS), approvals=(an_approval(by=MINE),))
    assert not_owners.reason is Reason.SOURCE_EXPOSED
    reads = answer(TOLD_BY_HER, a_row(he_reads=True), approvals=(an_approval(),))
    assert grounds(reads) == (Reason.ROLE_AND_PURPOSE, {"approval"})


def test_an_approval_that_was_not_needed_is_not_rested_on() -> None:
    assert answer(a_fact(), a_row(**HIS), approvals=(an_approval(),)).rests_on == frozenset()
    fact = a_fact(Category.SURVIVOR_ACCOUNT, source_person="SHE", **CERTAIN)
    agreed = answer(fact, WITH_HER_YES, consent_events=(a_yes("SHE"),), approvals=(an_approval(),))
    assert agreed.rests_on == {"SHE-1"}


def test_a_serious_risk_decision_accepts_the_exposure_but_never_in_what_he_reads() -> None:
    lifted = answer(TOLD_BY_HER, of_code(Code.NOT_NEEDED, **HIS), serious_risk_decisions=(a_decision(),))
    assert grounds(lifted) == (Reason.OVERRIDE_SERIOUS_RISK, {"decision"})
    reads = answer(TOLD_BY_HER, a_row(he_reads=True), serious_risk_decisions=(a_decision(),))
    assert reads.reason is Reason.SOURCE_EXPOSED


@pytest.mark.parametrize(
    "accepted",
    [{"approvals": (an_approval(),)}, {"consent_events": (a_yes("SHE"),)}],
)
def test_nobody_can_accept_that_a_gist_shows_who_spoke(accepted: dict[str, Any]) -> None:
    row = a_row(codes=cells(Code.GIST, survivor_account=Code.CONSENT_SURVIVOR), **HIS)
    fact = a_fact(Category.BEHAVIOUR, Category.SURVIVOR_ACCOUNT, source_person="SHE", **CERTAIN)
    assert answer(fact, row, **accepted).reason in {Reason.SOURCE_EXPOSED, Reason.CONSENT_ABSENT}
    both = answer(fact, row, approvals=(an_approval(),), consent_events=(a_yes("SHE"),))
    assert both.reason is Reason.SOURCE_EXPOSED


def test_what_the_cells_withhold_keeps_their_reason_though_it_would_also_expose() -> None:
    assert answer(TOLD_BY_HER, of_code(Code.CONSENT_SURVIVOR, **HIS)).reason is Reason.CONSENT_ABSENT
