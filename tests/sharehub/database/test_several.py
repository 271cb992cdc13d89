"""Several values in one parameter: the rows that an `IN` finds, by a statement that never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from sharehub.database.schema import Unit
from sharehub.database.several import IDS, TEXTS, among
from sharehub.protocols import partnership

if TYPE_CHECKING:
    from collections.abc import Collection

    from sharehub.hub import Hub

BY_ID = select(Unit.id).where(among(Unit.id, "ids", IDS), Unit.oversight.is_(False))
BY_CODE = select(Unit.id).where(among(Unit.code, "codes", TEXTS))
QUOTED = 'a "quoted" code, in {braces} and \\'


@pytest.fixture
def units(hub: Hub) -> list[UUID]:
    with hub.begin() as work:
        return [
            partnership.register_unit(work, code, code, discreet=False) for code in ("one", "two", QUOTED)
        ]


def found(hub: Hub, ids: Collection[UUID]) -> set[UUID]:
    with hub.begin() as work:
        return set(work.tx.connection.execute(BY_ID, {"ids": ids}).scalars())


def test_rows_are_found_by_any_number_of_ids(hub: Hub, units: list[UUID]) -> None:
    assert found(hub, units[:1]) == {units[0]}
    assert found(hub, [*units[1:], uuid4()]) == {*units[1:]}
    assert found(hub, set(units)) == {*units}


def test_no_ids_find_nothing(hub: Hub, units: list[UUID]) -> None:
    assert units
    assert found(hub, []) == set()


def test_texts_are_found_whatever_they_are_made_of(hub: Hub, units: list[UUID]) -> None:
    with hub.begin() as work:
        asked = work.tx.connection.execute(BY_CODE, {"codes": ["one", QUOTED, "' or 1=1"]})
        assert set(asked.scalars()) == {units[0], units[2]}


def test_the_statement_is_the_same_however_many_there_are(hub: Hub) -> None:
    written = str(BY_ID.compile(dialect=hub.engine.dialect))

    assert written.count("ids") <= 1
    assert "POSTCOMPILE" not in written
