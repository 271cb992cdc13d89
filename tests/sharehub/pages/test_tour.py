"""The tour: its pictures can be taken, each shows what its text says, and the document has them all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.sharehub.pages.tour import PICTURES, STEPS, take

if TYPE_CHECKING:
    from tests.sharehub.pages.browsing import Served

TOUR = Path(__file__).parents[3] / "docs" / "tour.md"


@pytest.mark.browser
def test_every_picture_can_be_taken_anew(hub: Served, tmp_path: Path) -> None:
    take(hub, tmp_path)

    assert {path.stem for path in tmp_path.iterdir()} == {step.picture for step in STEPS}


def test_the_document_shows_every_picture_with_words_for_it_and_no_other() -> None:
    shown = dict(re.findall(r"!\[([^\]]+)\]\(tour/([a-z-]+)\.png\)", TOUR.read_text(encoding="utf-8")))

    assert sorted(shown.values()) == sorted(step.picture for step in STEPS)
    assert {path.name for path in PICTURES.iterdir()} == {f"{step.picture}.png" for step in STEPS}
