"""Whoever writes to the log's database past the program is found out, and it is said by which check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sharehub.verify.attacks import ATTACKS
from tests.sharehub.verify.tampering import undone

if TYPE_CHECKING:
    from sharehub.verify.failures import Failure
    from tests.sharehub.verify.attacks import Attack
    from tests.sharehub.verify.audits import Audit


@pytest.mark.parametrize(("attack", "found"), ATTACKS, ids=[attack.__name__ for attack, _ in ATTACKS])
def test_an_attack_is_found_by_these_checks_and_no_others(
    on_sqlite: Audit, attack: Attack, found: set[Failure]
) -> None:
    assert on_sqlite.failures() == {}

    attack(on_sqlite)

    assert on_sqlite.failures(on_sqlite.export("attacked")).keys() == found


@pytest.mark.postgres
def test_the_same_attacks_on_postgresql_are_found_by_the_same_checks(on_postgres: Audit) -> None:
    for attack, found in ATTACKS:
        with undone(on_postgres.growing):
            attack(on_postgres)
            assert on_postgres.failures(on_postgres.export(attack.__name__)).keys() == found, attack
