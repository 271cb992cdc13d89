"""Valid small tables and documents for tests of policy: change only what the test is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from policies.findings import PolicyError
from policies.parse import parse_rulebook
from policies.protocol import Article6, Article9, Article10, Controller, Evidence, Lawful, Party, Protocol
from policies.table import Row, Table
from policies.vocabulary import Category, Code, WorksWith

if TYPE_CHECKING:
    from collections.abc import Callable

    from policies.findings import Finding
    from policies.rulebook import Rulebook

DIGEST = "ab" * 32


def cells(every: Code = Code.FULL, **exceptions: Code) -> dict[Category, Code]:
    """All sixteen cells with one code, but for those named: `cells(Code.FULL, safety=Code.NEVER)`."""
    return dict.fromkeys(Category, every) | {Category(name): code for name, code in exceptions.items()}


def a_row(**changes: Any) -> Row:
    """A survivor's advocate asking in support of her: no gate, no lists, and every cell full."""
    row = Row(
        works_with=WorksWith.SURVIVOR,
        perp_facing=False,
        he_reads=False,
        statutory=False,
        gate=None,
        lists_gist_about_her=False,
        gist_about_her=frozenset(),
        break_glass=frozenset(),
        codes=cells(),
    )
    return replace(row, **changes)


def a_table(**changes: Any) -> Table:
    """One role, `idaa`, that may ask for one purpose, `survivor_support`."""
    table = Table(
        digest=DIGEST,
        roles=frozenset({"idaa"}),
        about_her=frozenset(
            {Category.SURVIVOR_HEALTH, Category.SEXUAL, Category.IDENTITY, Category.IMMIGRATION},
        ),
        rows={("idaa", "survivor_support"): a_row()},
    )
    return replace(table, **changes)


A_RULEBOOK = """\
id: small
purposes:
  survivor_support: {gate: none}
  child_protection: {gate: cp_concern}
  programme_delivery: {gate: programme_start}
  court_report: {gate: court_request}
statutory_purposes: [child_protection]
perpetrator_reads: [court_report]
roles:
  idaa:
    works_with: survivor
    perp_facing: no
    purposes: [survivor_support, child_protection]
    default:
      behaviour: F
      survivor_account: Cs
      child_account: Ck
      third_party: N
      survivor_health: GCs
      perpetrator_health: N
      child_wellbeing: Ck
      offence: G
      intelligence: N
      safety: Cs
      sexual: Cs
      identity: Cs
      immigration: Cs
      progress: G
      service_risk: F
      protective_effort: Os
    by_purpose:
      child_protection: {survivor_account: F, safety: A}
  caledonian_men:
    works_with: perpetrator
    perp_facing: yes
    purposes: [programme_delivery]
    default: {behaviour: F, survivor_account: GCs, child_account: GCk, third_party: GCt,
      survivor_health: GCs, perpetrator_health: Cp, child_wellbeing: G, offence: F,
      intelligence: A, safety: X, sexual: GCs, identity: Cs,
      immigration: X, progress: F, service_risk: N, protective_effort: Cs}
    by_purpose: {}
  court:
    works_with: case
    perp_facing: no
    purposes: [court_report]
    default: {behaviour: RA, survivor_account: R, child_account: R, third_party: X,
      survivor_health: N, perpetrator_health: Cp, child_wellbeing: G, offence: F,
      intelligence: X, safety: X, sexual: R, identity: N,
      immigration: X, progress: F, service_risk: N, protective_effort: R}
    by_purpose: {}
gist_about_her:
  roles: [idaa]
  categories: [survivor_health, sexual]
  purposes: [child_protection]
silent_categories: [safety, sexual]
may_record:
  open_case: [idaa]
  allocate: [idaa]
  decide_conflict: [idaa]
  exclude: [idaa]
  record_fact: [idaa, caledonian_men]
  publish_summary: [idaa, caledonian_men]
  record_consent_survivor: [idaa]
  record_consent_child: []
  record_consent_perpetrator: [caledonian_men]
  record_consent_third_party: [idaa]
  approve_release: [idaa, caledonian_men]
  ask_serious_risk: [idaa]
  approve_serious_risk: [idaa]
  decide_mapping: [idaa]
  keep_directory: [idaa]
  refer: [idaa]
  answer_referral: [caledonian_men]
  assess_change: [idaa, caledonian_men]
  ask_permission: [idaa]
  ask_service: [idaa]
  gates:
    cp_concern: [idaa]
    programme_start: [idaa]
    court_request: []
attribution:
  show: [owner_unit, basis]
  discreet_roles: [idaa]
obligations:
  survivor_support: [THIS_PURPOSE_ONLY]
  child_protection: [THIS_PURPOSE_ONLY, SEEK_CHILD_VIEWS]
  programme_delivery: []
  court_report: [ASK_HER_WORKER_BEFORE_ACTING]
break_glass:
  roles: [idaa]
  categories: [behaviour, offence]
  minutes: 60
  review_hours: 24
retention:
  fact_years: 7
  log_years: 10
"""
"""A valid rulebook of three roles and four purposes, as text."""

A_PROTOCOL = f"""\
id: ISP-SMALL
version: 2
rulebook: {DIGEST}
lead: ADV
parties:
  ADV:
    name: Advocacy service
    controller: separate_controller
    contacts: [duty@advocacy.example, officer@advocacy.example]
    signatory: Chief Officer
  MEN:
    name: Men's programme
    controller: joint_controller
    contacts: [duty@programme.example]
    signatory: Programme Director
purposes: [survivor_support, child_protection]
effective: 2024-01-01
review_due: 2025-01-01
expires: 2026-12-31
supersedes: ISP-SMALL/1
lawful:
  survivor_support:
    article_6: [6(1)(e)]
    article_9: [9(2)(c)]
    article_10: not_shared
    conditions: []
    power: A power.
    confidentiality: A reason.
    part_3: {{}}
  child_protection:
    article_6: [6(1)(c), 6(1)(e)]
    article_9: [9(2)(g)]
    article_10: schedule_1
    conditions: [Sch 1 para 6, Sch 1 para 18]
    power: >-
      A duty written
      over two lines.
    confidentiality: Another reason.
    part_3: {{ADV: A condition.}}
evidence:
  dpia: DPIA-1
  policy_document: APD-1
  notice: PN-1
  record_of_processing: ROPA-1
exceptions: []
breach_contacts: [officer@advocacy.example]
"""
"""A valid protocol between two units for two purposes, as text."""


def changed(text: str, old: str, new: str) -> str:
    """Change one passage of a document, which must be there exactly once."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def line_with(text: str, passage: str) -> int:
    """Give the line, counted from 1, on which a passage first begins."""
    return text.count("\n", 0, text.index(passage)) + 1


def findings_in(parse: Callable[[str], object], text: str) -> tuple[Finding, ...]:
    """Give what a parser finds wrong with a text, which it must refuse."""
    with pytest.raises(PolicyError) as refused:
        parse(text)
    return refused.value.findings


def outcome(parse: Callable[[str], Rulebook | Protocol], text: str) -> str | tuple[Finding, ...]:
    """Give the digest of what a parser reads, or what it finds wrong."""
    try:
        return parse(text).digest
    except PolicyError as refused:
        return refused.findings


def a_rulebook(**changes: Any) -> Rulebook:
    """Give the small rulebook as parsed."""
    return replace(parse_rulebook(A_RULEBOOK), **changes)


def a_lawful_basis(**changes: Any) -> Lawful:
    """Public task and substantial public interest, with the condition that safeguarding has in Schedule 1."""
    lawful = Lawful(
        article_6=frozenset({Article6.PUBLIC_TASK}),
        article_9=frozenset({Article9.SUBSTANTIAL_PUBLIC_INTEREST}),
        article_10=Article10.SCHEDULE_1,
        conditions=frozenset({"Sch 1 para 18"}),
        power="A power.",
        confidentiality="A reason.",
        part_3={},
    )
    return replace(lawful, **changes)


def a_protocol(**changes: Any) -> Protocol:
    """Two parties, one purpose, three years; it cites the digest that `a_table` has."""
    party = Party("A service", Controller.SEPARATE, ("duty@service.example",), "Chief Officer")
    protocol = Protocol(
        id="ISP-SMALL",
        version=1,
        digest="cd" * 32,
        rulebook=DIGEST,
        lead="ADV",
        parties={"ADV": party, "MEN": party},
        purposes=frozenset({"survivor_support"}),
        effective=date(2024, 1, 1),
        review_due=date(2025, 1, 1),
        expires=date(2026, 12, 31),
        supersedes=None,
        lawful={"survivor_support": a_lawful_basis()},
        evidence=Evidence("DPIA-1", "APD-1", "PN-1", "ROPA-1"),
        exceptions=(),
        breach_contacts=("officer@service.example",),
    )
    return replace(protocol, **changes)
