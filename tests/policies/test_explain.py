from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from consent.record import Capacity, Status
from policies.change import Change, ChangeKind, Situation, make
from policies.explain import Cell, Explanation, explain
from policies.question import ConflictCheck, Span
from policies.vocabulary import Category, Code, Outcome, PerpAware, Reason, SourceExposure
from tests.policies.builders import a_row, a_table, cells
from tests.policies.matters import (
    AFTER,
    ASK,
    BEFORE,
    DAY,
    HE,
    MA,
    MINE,
    MISSING,
    PURPOSE,
    ROLE,
    SHE,
    THEIRS,
    TODAY,
    YESTERDAY,
    a_case,
    a_decision,
    a_fact,
    a_gate,
    a_no,
    a_protocol,
    a_reader,
    a_yes,
    an_approval,
    everyone,
    of_code,
    of_row,
)

if TYPE_CHECKING:
    from policies.question import Case, Fact, Reader
    from policies.table import Row

APPROVAL = Change(ChangeKind.APPROVAL, fact="f")
DECISION = Change(ChangeKind.SERIOUS_RISK_DECISION, fact="f")
GIST = Change(ChangeKind.GIST_WRITTEN, fact="f")
KNOWN = Change(ChangeKind.HE_ALREADY_KNOWS, fact="f")
MEMBER = Change(ChangeKind.MEMBERSHIP)
OUT = Change(ChangeKind.PUBLICATION, fact="f")


def her_yes(category: Category = Category.BEHAVIOUR, **changes: Any) -> Change:
    return Change(ChangeKind.CONSENT, **({"person": "SHE", "category": category} | changes))


def explained(*facts: Fact, row: Row | None = None, reader: Reader | None = None, **case: Any) -> Explanation:
    """The first fact explained, under one protocol between the two units."""
    table = of_row(row or a_row())
    given = (reader or a_reader(), ASK, a_case(*facts, **case), [a_protocol(table)], table)
    return explain(*given, facts[0].id)


def test_what_comes_in_full_needs_no_explanation() -> None:
    found = explained(a_fact())
    assert found.decision.reason is Reason.ROLE_AND_PURPOSE
    assert (found.cells, found.openings) == ((), ())


def test_a_fault_is_for_those_it_alarms_and_no_change_is_proposed() -> None:
    found = explained(a_fact(published=None), row=of_code(Code.GIST))
    assert found.decision.reason is Reason.FAULT
    assert (found.cells, found.openings) == ((), ())


def test_the_cells_that_hold_a_fact_back_are_named_with_the_rules_place_its_code_and_its_reason() -> None:
    row = a_row(codes=cells(Code.FULL, safety=Code.NOT_NEEDED, offence=Code.GIST))
    found = explained(a_fact(Category.SAFETY, Category.OFFENCE, Category.BEHAVIOUR), row=row)
    at = ("P1", ROLE, PURPOSE)
    assert found.cells == (
        Cell(*at, Category.OFFENCE, Code.GIST, Outcome.GIST, Reason.GIST_FOR_ROLE),
        Cell(*at, Category.SAFETY, Code.NOT_NEEDED, Outcome.WITHHELD, Reason.NOT_NEEDED_FOR_ROLE),
    )
    assert found.openings == ((DECISION,),)


def test_every_rulebook_that_was_asked_names_its_own_cells() -> None:
    tables = [of_row(of_code(code)) for code in (Code.GIST, Code.NEVER)]
    protocols = [a_protocol(table, id=f"P{number}") for number, table in enumerate(tables)]
    found = explain(a_reader(), ASK, a_case(a_fact()), protocols, tables[0], "f")
    assert [(cell.protocol, cell.code) for cell in found.cells] == [("P0", Code.GIST), ("P1", Code.NEVER)]
    assert found.openings == ()


def test_the_hubs_own_rulebook_has_no_protocol_and_a_protocol_would_open_it() -> None:
    table = of_row(of_code(Code.GIST))
    found = explain(a_reader(), ASK, a_case(a_fact()), [], table, "f")
    assert found.decision.reason is Reason.NO_PROTOCOL
    assert [cell.protocol for cell in found.cells] == [None]
    assert found.openings == ((Change(ChangeKind.PROTOCOL, unit=THEIRS),),)


NEEDS = [
    (Code.APPROVAL, {}, [(APPROVAL,), (DECISION,)]),
    (Code.CONSENT_SURVIVOR, {}, [(her_yes(),), (DECISION,)]),
    (Code.GIST_CONSENT_SURVIVOR, {}, [(her_yes(),), (DECISION,)]),
    (Code.GIST_CONSENT_SURVIVOR, {"has_gist": False}, [(her_yes(),), (GIST,), (DECISION,)]),
    (Code.OWN_EFFORTS, {"source_person": "SHE"}, [(her_yes(),), (DECISION,)]),
    (Code.GIST, {}, [(DECISION,)]),
    (Code.GIST, {"has_gist": False}, [(GIST,), (DECISION,)]),
    (Code.FULL_IF_AWARE, {}, [(KNOWN,), (DECISION,)]),
    (Code.REPORT_IF_AWARE, {}, [(APPROVAL,), (KNOWN,), (DECISION,)]),
    (Code.REPORT_CONSENT, {}, [(DECISION,)]),
    (Code.NOT_NEEDED, {}, [(DECISION,)]),
    (Code.NEVER, {}, []),
]


@pytest.mark.parametrize(("code", "fact", "openings"), NEEDS)
def test_what_would_open_a_cell_is_found_by_trying(
    code: Code, fact: dict[str, Any], openings: list[tuple[Change, ...]]
) -> None:
    assert list(explained(a_fact(**fact), row=of_code(code)).openings) == openings


def test_a_door_may_be_opened_by_membership_publication_or_a_gate() -> None:
    assert explained(a_fact(), reader=a_reader(memberships=(YESTERDAY,))).openings == ((MEMBER,),)
    for days in ({"published": AFTER}, {"retracted": DAY}):
        assert explained(a_fact(**days)).openings == ((OUT,),)
    gated = explained(a_fact(), row=a_row(gate="gate"), gates=(a_gate(span=YESTERDAY),))
    assert gated.openings == ((Change(ChangeKind.GATE_OPENED, gate="gate"),),)


@pytest.mark.parametrize(
    "check", [ConflictCheck(DAY), ConflictCheck(BEFORE, AFTER), ConflictCheck(BEFORE, AFTER, excluded=True)]
)
def test_a_pending_check_may_be_cleared_an_exclusion_may_not(check: ConflictCheck) -> None:
    pending = explained(a_fact(), reader=a_reader(conflict_checks=(check, ConflictCheck(BEFORE, BEFORE))))
    assert pending.openings == ((Change(ChangeKind.CONFLICT_CHECK_CLEARED),),)
    decided = ConflictCheck(BEFORE, DAY, excluded=True)
    for excluded in ({"exclusions": (TODAY,)}, {"conflict_checks": (check, decided)}):
        assert explained(a_fact(), reader=a_reader(**excluded)).openings == ()


def test_two_changes_are_named_together_only_where_neither_alone_would_do() -> None:
    reader = a_reader(memberships=())
    found = explained(a_fact(published=AFTER), reader=reader)
    assert found.openings == ((OUT, MEMBER),)
    needs = explained(a_fact(), row=of_code(Code.APPROVAL), reader=reader)
    assert needs.openings == ((MEMBER, APPROVAL), (MEMBER, DECISION))


def test_three_changes_are_more_than_anybody_is_told() -> None:
    found = explained(a_fact(published=AFTER), row=a_row(gate="gate"), reader=a_reader(memberships=()))
    assert found.openings == ()


def test_the_pair_may_be_the_yes_of_two_people_or_of_one_for_two_categories() -> None:
    row, people = of_code(Code.CONSENT_SURVIVOR), everyone(HE, SHE, MA)
    two = explained(a_fact(), row=row, people=people)
    assert two.openings == ((DECISION,), (her_yes(person="MA"), her_yes()))
    fact = a_fact(Category.OFFENCE, Category.SAFETY)
    hers = explained(fact, row=row)
    assert hers.openings == ((DECISION,), (her_yes(Category.OFFENCE), her_yes(Category.SAFETY)))


def test_her_no_is_lifted_only_by_her_own_later_yes_and_a_refused_fact_is_no_longer_excluded() -> None:
    row = of_code(Code.CONSENT_SURVIVOR)
    for event in (a_no("SHE", 9), a_yes("SHE", 9, exclude_facts=frozenset({"f"}))):
        assert explained(a_fact(), row=row, consent_events=(event,)).openings == ((her_yes(),), (DECISION,))


@pytest.mark.parametrize("child", ["KIM", "LEE"])
def test_a_childs_own_yes_is_tried_whatever_the_age(child: str) -> None:
    found = explained(a_fact(about=frozenset({child})), row=of_code(Code.CONSENT_CHILD))
    assert found.openings == ((her_yes(person=child),), (DECISION,))


def test_into_a_report_only_a_consent_that_says_so_is_tried_and_no_decision_helps() -> None:
    fact = a_fact(Category.SURVIVOR_ACCOUNT)
    found = explained(fact, row=of_code(Code.REPORT_CONSENT, he_reads=True))
    assert found.openings == ((her_yes(Category.SURVIVOR_ACCOUNT, in_report=True),),)
    elsewhere = explained(fact, row=of_code(Code.REPORT_CONSENT))
    assert elsewhere.openings == ((DECISION,),)


def test_an_exposed_source_is_opened_by_whoever_may_accept_it() -> None:
    row = a_row(codes=cells(Code.GIST_CONSENT_SURVIVOR), perp_facing=True)
    fact = a_fact(source_person="SHE", source_exposure=SourceExposure.CERTAIN)
    assert explained(fact, row=row).openings == ((her_yes(),), (KNOWN,), (DECISION,))


def test_what_a_companion_lacks_may_open_the_fact() -> None:
    fact = a_fact(travels_with=frozenset({"g"}))
    far = a_fact(id="h", published=AFTER)
    found = explained(fact, a_fact(id="g", travels_with=frozenset({"h"})), far, a_fact(id="unrelated"))
    assert found.decision.reason is Reason.CONTEXT_WITHHELD
    assert found.cells == ()
    assert found.openings == ((Change(ChangeKind.PUBLICATION, fact="h"),),)


def test_a_companion_next_to_the_fact_may_open_it_and_a_stranger_is_not_asked() -> None:
    fact = a_fact(travels_with=frozenset({"g"}))
    found = explained(fact, a_fact(id="g", published=AFTER), a_fact(id="unrelated", published=AFTER))
    assert found.openings == ((Change(ChangeKind.PUBLICATION, fact="g"),),)


def test_ones_own_record_is_explained_by_the_hubs_own_table_where_no_protocol_is() -> None:
    own = a_case(a_fact(owner=MINE, has_gist=True))
    reads = of_row(of_code(Code.FULL_IF_AWARE, he_reads=True))
    found = explain(a_reader(), ASK, own, [], reads, "f")
    assert (found.decision.outcome, found.openings) == (Outcome.GIST, ((KNOWN,),))
    withheld = a_case(a_fact(owner=MINE, published=AFTER))
    assert explain(a_reader(), ASK, withheld, [], a_table(), "f").openings == ((OUT,),)


def test_a_companion_that_is_broken_or_gone_opens_nothing() -> None:
    fact = a_fact(travels_with=frozenset({"g"}))
    assert explained(fact).openings == ()
    broken = (an_approval(facts=frozenset({"g"}), span=Span(MISSING)),)
    assert explained(fact, a_fact(id="g"), approvals=broken).openings == ()


def test_a_role_that_may_not_ask_has_no_cell_to_name() -> None:
    table = a_table(rows={})
    found = explain(a_reader(), ASK, a_case(a_fact()), [a_protocol(table)], table, "f")
    assert found.decision.reason is Reason.PURPOSE_NOT_FOR_ROLE
    assert (found.cells, found.openings) == ((), ())


def test_what_already_is_so_is_not_proposed() -> None:
    row = of_code(Code.CONSENT_SURVIVOR, he_reads=True)
    fact = a_fact(perp_aware=PerpAware.YES)
    case: dict[str, Any] = {"approvals": (an_approval(),), "serious_risk_decisions": (a_decision(),)}
    assert explained(fact, row=row, **case).openings == ((her_yes(in_report=True),),)


def test_a_fact_that_is_not_in_the_case_cannot_be_explained() -> None:
    with pytest.raises(KeyError):
        explain(a_reader(), ASK, a_case(a_fact()), [], a_table(), "gone")


def test_explaining_changes_nothing_about_the_matter() -> None:
    case = a_case(a_fact(), consent_events=(a_no("SHE"),))
    before = a_case(a_fact(), consent_events=(a_no("SHE"),))
    table = of_row(of_code(Code.CONSENT_SURVIVOR))
    explain(a_reader(), ASK, case, [a_protocol(table)], table, "f")
    assert case == before


def after(change: Change, case: Case, reader: Reader | None = None) -> Situation:
    return make(change, Situation(reader or a_reader(), ASK, case, ()), a_table())


def test_a_trial_consent_is_the_persons_own_for_this_unit_purpose_and_category_after_all_they_said() -> None:
    case = a_case(a_fact(), consent_events=(a_no("SHE", 7), a_no("HE", 8)))
    *said, yes = after(her_yes(Category.SAFETY, in_report=True), case).case.consent_events
    assert tuple(said) == case.consent_events
    assert yes == a_yes(
        "SHE",
        id="SHE-7trial",
        categories=frozenset({"safety"}),
        capacity=Capacity.SELF,
        may_appear_in_report=True,
    )
    first = after(her_yes(person="LEE"), a_case(a_fact())).case.consent_events[0]
    assert (first.id, first.capacity, first.may_appear_in_report) == (
        "trial",
        Capacity.CHILD_UNDERSTANDS,
        False,
    )
    assert (first.status, first.may_be_put_to_perpetrator) == (Status.ACTIVE, False)


def test_a_trial_reaches_no_further_than_the_unit_purpose_day_and_fact_asked_about() -> None:
    case = a_case(a_fact(), a_fact(id="g"), gates=(a_gate(),))
    assert after(APPROVAL, case).case.approvals == (an_approval(id="trial"),)
    assert after(DECISION, case).case.serious_risk_decisions == (a_decision(id="trial"),)
    opened = after(Change(ChangeKind.GATE_OPENED, gate="door"), case).case.gates
    assert opened == (a_gate(), a_gate(gate="door", units=frozenset({MINE})))
    agreed = after(Change(ChangeKind.PROTOCOL, unit=THEIRS), case).protocols
    assert agreed == (a_protocol(a_table(), id="trial"),)
    assert after(MEMBER, case).reader.memberships == (TODAY, TODAY)


def test_a_trial_changes_the_fact_it_names_and_no_other() -> None:
    other = a_fact(id="g", published=AFTER, retracted=DAY, has_gist=False)
    case = a_case(a_fact(published=AFTER, retracted=DAY, has_gist=False), other)
    tried = {change.kind: after(change, case).case.facts for change in (OUT, GIST, KNOWN)}
    assert tried == {
        ChangeKind.PUBLICATION: (a_fact(has_gist=False), other),
        ChangeKind.GIST_WRITTEN: (a_fact(published=AFTER, retracted=DAY), other),
        ChangeKind.HE_ALREADY_KNOWS: (
            a_fact(published=AFTER, retracted=DAY, has_gist=False, perp_aware=PerpAware.YES),
            other,
        ),
    }


def test_clearing_clears_what_is_pending_and_leaves_what_was_decided() -> None:
    checks = (
        ConflictCheck(BEFORE),
        ConflictCheck(BEFORE, AFTER, excluded=True),
        ConflictCheck(BEFORE, DAY, excluded=True),
    )
    change = Change(ChangeKind.CONFLICT_CHECK_CLEARED)
    cleared = after(change, a_case(a_fact()), a_reader(conflict_checks=checks)).reader.conflict_checks
    assert cleared == (ConflictCheck(BEFORE, DAY), ConflictCheck(BEFORE, DAY), checks[2])


def test_changes_stand_in_one_order_the_ordinary_first() -> None:
    last_first = [Change(kind) for kind in reversed(ChangeKind)]
    assert [change.kind for change in sorted(last_first, key=lambda change: change.order)] == list(ChangeKind)
    alike = [
        Change(ChangeKind.CONSENT, fact="a", person="b", category=Category.SAFETY),
        Change(ChangeKind.CONSENT, fact="b", person="a", category=Category.IDENTITY),
        Change(ChangeKind.CONSENT, fact="b", person="a", category=Category.SAFETY),
        Change(ChangeKind.CONSENT, fact="b", person="b"),
        Change(ChangeKind.CONSENT, fact="b", person="b", gate="a"),
        Change(ChangeKind.CONSENT, fact="b", person="b", gate="a", unit="a"),
        Change(ChangeKind.CONSENT, fact="b", person="b", gate="a", unit="a", in_report=True),
    ]
    assert sorted(set(alike), key=lambda change: change.order) == alike
