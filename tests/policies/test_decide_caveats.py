from __future__ import annotations

from typing import Any

import pytest

from policies.vocabulary import (
    Category,
    Caveat,
    Code,
    Outcome,
    PerpAware,
    RelationshipContext,
    SourceType,
    WorksWith,
)
from tests.policies.builders import a_row, cells
from tests.policies.matters import (
    HE,
    MA,
    MINE,
    SHE,
    a_fact,
    a_yes,
    answer,
    everyone,
    of_code,
)

KEPT = Caveat.NOT_TO_PERPETRATOR
PUT: dict[str, Any] = {"may_be_put_to_perpetrator": True}
EARLIER: dict[str, Any] = {"relationship_context": RelationshipContext.PREVIOUS_RELATIONSHIP}


def keeps(fact: Any, row: Any = None, *events: Any, **case: Any) -> bool:
    decision = answer(fact, row, consent_events=events, **case)
    assert decision.outcome is not Outcome.WITHHELD
    return KEPT in decision.caveats


@pytest.mark.parametrize("code", [Code.FULL, Code.GIST])
@pytest.mark.parametrize("aware", PerpAware)
def test_everything_is_kept_from_him_but_what_he_knows_and_is_nobodys_account(
    code: Code, aware: PerpAware
) -> None:
    knows = aware is PerpAware.YES
    assert keeps(a_fact(perp_aware=aware), of_code(code)) is not knows
    for told in (
        {"source_person": "SHE"},
        {"source_type": SourceType.CHILD},
        {"categories": {Category.SURVIVOR_ACCOUNT}},
        {"categories": {Category.CHILD_ACCOUNT}},
    ):
        assert keeps(a_fact(perp_aware=aware, **told), of_code(code))


def test_a_facts_own_caveats_go_with_it_out_of_its_unit() -> None:
    fact = a_fact(
        caveats=frozenset({Caveat.COURT_CONTROLLED, Caveat.NOT_TO_PARENTS}), perp_aware=PerpAware.YES
    )
    assert answer(fact).caveats == fact.caveats
    assert answer(a_fact(owner=MINE, caveats=fact.caveats, **EARLIER)).caveats == frozenset()


HERS = of_code(Code.CONSENT_SURVIVOR)


@pytest.mark.parametrize("told", [{"source_person": "SHE"}, {"source_type": SourceType.SURVIVOR}])
def test_what_she_agreed_to_have_put_to_him_may_be(told: dict[str, Any]) -> None:
    assert not keeps(a_fact(**told), HERS, a_yes("SHE", **PUT))
    assert keeps(a_fact(**told), HERS, a_yes("SHE"))


def test_what_came_from_nobody_in_particular_nobody_agreed_to_put_to_him() -> None:
    assert keeps(a_fact(), HERS, a_yes("SHE", **PUT))


def test_a_consent_the_release_does_not_rest_on_puts_nothing_to_him() -> None:
    assert keeps(a_fact(source_person="SHE"), a_row(), a_yes("SHE", **PUT))


def test_only_what_goes_in_full_may_be_put_to_him() -> None:
    row = a_row(codes=cells(Code.CONSENT_SURVIVOR, offence=Code.GIST))
    fact = a_fact(Category.BEHAVIOUR, Category.OFFENCE, source_person="SHE")
    assert keeps(fact, row, a_yes("SHE", **PUT))


def test_one_of_the_consents_it_rests_on_is_enough() -> None:
    of_behaviour = a_yes("SHE", categories=frozenset({"behaviour"}))
    of_offence = a_yes("SHE", 2, categories=frozenset({"offence"}), **PUT)
    fact = a_fact(Category.BEHAVIOUR, Category.OFFENCE, source_person="SHE")
    assert not keeps(fact, HERS, of_behaviour, of_offence)


def test_everyone_it_came_from_must_agree_to_its_being_put_to_him() -> None:
    people = everyone(HE, SHE, MA)
    fact = a_fact(source_type=SourceType.SURVIVOR)
    assert keeps(fact, HERS, a_yes("SHE", **PUT), a_yes("MA"), people=people)
    assert not keeps(fact, HERS, a_yes("SHE", **PUT), a_yes("MA", **PUT), people=people)


def test_his_own_consent_puts_his_own_words_to_him_and_never_lifts_hers() -> None:
    both = a_row(codes=cells(Code.CONSENT_PERPETRATOR, survivor_account=Code.CONSENT_SURVIVOR))
    his = a_fact(Category.PERPETRATOR_HEALTH, source_person="HE")
    assert not keeps(his, both, a_yes("HE", **PUT))
    assert keeps(his, both, a_yes("HE"))
    hers = a_fact(Category.PERPETRATOR_HEALTH, Category.SURVIVOR_ACCOUNT, source_person="SHE")
    assert keeps(hers, both, a_yes("HE", **PUT), a_yes("SHE"))
    hers_from_him = a_fact(Category.PERPETRATOR_HEALTH, Category.SURVIVOR_ACCOUNT, source_person="HE")
    assert keeps(hers_from_him, both, a_yes("HE", **PUT), a_yes("SHE", **PUT))


@pytest.mark.parametrize("works_with", WorksWith)
def test_an_earlier_relationship_reaches_her_only_through_the_disclosure_scheme(
    works_with: WorksWith,
) -> None:
    row = a_row(works_with=works_with)
    could_tell_her = works_with in {WorksWith.SURVIVOR, WorksWith.FAMILY, WorksWith.CHILD}
    caveat = Caveat.NOT_TO_SURVIVOR_EXCEPT_VIA_DSDAS
    assert (caveat in answer(a_fact(**EARLIER), row).caveats) is could_tell_her


@pytest.mark.parametrize(
    "context", [one for one in RelationshipContext if one is not RelationshipContext.PREVIOUS_RELATIONSHIP]
)
def test_no_other_relationship_carries_the_disclosure_scheme_caveat(context: RelationshipContext) -> None:
    assert answer(a_fact(relationship_context=context)).caveats == {KEPT}


def test_ones_own_record_carries_caveats_into_what_he_reads() -> None:
    own = a_fact(owner=MINE, perp_aware=PerpAware.YES, caveats=frozenset({Caveat.COURT_CONTROLLED}))
    assert answer(own, a_row(he_reads=True)).caveats == {Caveat.COURT_CONTROLLED}


def test_what_is_withheld_carries_no_caveat() -> None:
    fact = a_fact(caveats=frozenset({Caveat.COURT_CONTROLLED}))
    assert answer(fact, of_code(Code.NOT_NEEDED)).caveats == frozenset()
