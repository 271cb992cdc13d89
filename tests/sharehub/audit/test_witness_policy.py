"""A policy file says who watches a log and how many have to agree; what is not understood is refused."""

from __future__ import annotations

import pytest

from sharehub.audit.note import Kind
from sharehub.audit.witness_policy import parse_policy
from sharehub.errors import Invalid
from tests.sharehub.witness.logs import ORIGIN, key_of

LOG = key_of(ORIGIN).verifier
POLICE, COUNCIL, AID = (
    key_of(f"witness.{name}.example", Kind.COSIGNATURE).verifier for name in ("police", "council", "aid")
)
WITNESSES = f"""
# who watches
log {LOG.text}
witness police {POLICE.text} https://witness.police.example/
witness council {COUNCIL.text}
witness aid {AID.text} http://127.0.0.1:8100
"""


def test_a_group_of_which_some_are_needed() -> None:
    found = parse_policy(WITNESSES + "group partners 2 police council aid\nquorum partners\n", "policy")

    assert found.logs == (LOG,)
    assert (found.policy.witnesses, found.policy.needed) == ((POLICE, COUNCIL, AID), 2)
    assert found.addresses == {POLICE: "https://witness.police.example", AID: "http://127.0.0.1:8100"}


@pytest.mark.parametrize(("needed", "number"), [("all", 2), ("any", 1), ("1", 1), ("2", 2)])
def test_how_many_are_needed_is_a_number_all_or_any(needed: str, number: int) -> None:
    found = parse_policy(WITNESSES + f"group g {needed} police aid\nquorum g\n", "policy")

    assert (found.policy.needed, found.policy.witnesses) == (number, (POLICE, AID))


def test_one_witness_may_be_the_quorum_and_nobody_may() -> None:
    assert parse_policy(WITNESSES + "quorum aid\n", "policy").policy.witnesses == (AID,)
    nobody = parse_policy(WITNESSES + "quorum none\n", "policy")
    assert (nobody.policy.witnesses, nobody.policy.needed, nobody.addresses) == ((), 0, {})


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ("", None),
        ("quorum nobody\n", None),
        ("quorum none\nquorum aid\n", 8),
        ("group g 3 police aid\nquorum g\n", 7),
        ("group g 0 police aid\nquorum g\n", 7),
        ("group g ² police aid\nquorum g\n", 7),
        ("group g 1 police police\nquorum g\n", 7),
        ("group g 1 stranger\nquorum g\n", 7),
        ("group g 1\nquorum g\n", 7),
        ("group g 1 aid\ngroup h 1 aid\nquorum g\n", 8),
        (f"witness police {AID.text}\nquorum none\n", 7),
        ("group aid 1 police\nquorum aid\n", 7),
        ("group none 1 police\nquorum none\n", 7),
        (f"witness none {AID.text}\nquorum none\n", 7),
        (f"witness more {LOG.text}\nquorum none\n", 7),
        (f"log {AID.text}\nquorum none\n", 7),
        ("log nonsense\nquorum none\n", 7),
        (f"witness more {AID.text} ftp://witness.example\nquorum none\n", 7),
        (f"witness more {AID.text} https://witness.example?x=1\nquorum none\n", 7),
        (f"witness more {AID.text}\ngroup g 2 aid more\nquorum g\n", None),
        ("watcher x\n", 7),
    ],
)
def test_what_makes_no_policy_is_refused_by_its_line(more: str, line: int | None) -> None:
    with pytest.raises(Invalid) as refused:
        parse_policy(WITNESSES + more, "policy")

    assert refused.value.where == ("policy" if line is None else f"policy, line {line}")
    assert "nonsense" not in str(refused.value)
