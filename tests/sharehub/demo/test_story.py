"""The demo's story: every reader at each of three moments, in which form and why, and legible."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from policies.vocabulary import Outcome, Reason
from sharehub.demo.folder import HUB, MARK, MARK_FILE, own_folder
from sharehub.demo.run import run
from sharehub.demo.story import MOMENTS, case_file
from sharehub.demo.wording import WHY, in_ranges
from sharehub.errors import Conflict
from tests.sharehub.rehearsal.builders import read, the_rulebook

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.rehearsal.parts import CaseFile


@pytest.fixture(scope="module")
def case() -> CaseFile:
    """Return the demo's case."""
    return read(json.loads(case_file()))


def told(folder: Path, width: int) -> list[str]:
    """Return the lines of a demo that is not served."""
    out = io.StringIO()
    run(Console(file=out, width=width), folder, 0, serve=False)
    return out.getvalue().splitlines()


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the demo as it stands in a terminal of 80 columns."""
    return told(tmp_path_factory.mktemp("demo") / "demo", 80)


def by_moment(lines: list[str]) -> list[list[str]]:
    starts = [place for place, line in enumerate(lines) if any(moment.title in line for moment in MOMENTS)]
    return [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


def part_of(moment: list[str], reader: str) -> str:
    """Return what one moment tells of one reader, as one line."""
    start = next(place for place, line in enumerate(moment) if line.startswith(f"{reader} ("))
    end = next(
        (place for place, line in enumerate(moment) if place > start and " (" in line and line[0] != " "),
        len(moment),
    )
    return " ".join(" ".join(moment[start:end]).split())


def test_every_reader_is_told_of_at_each_of_the_three_moments(lines: list[str], case: CaseFile) -> None:
    moments = by_moment(lines)

    assert len(moments) == 3
    for moment in moments:
        named = [line.partition(" (")[0] for line in moment if line and line[0] != " " and " (" in line]
        assert [name for name in named if name in case.readers] == [*case.readers]


def test_the_first_moment_says_of_every_reader_and_fact_in_which_form_it_came_and_why(
    lines: list[str], case: CaseFile
) -> None:
    first = by_moment(lines)[0]

    for reader in case.readers:
        part = part_of(first, reader)
        forms = [form for form in ("in full:", "gist:", "withheld:") if form in part]
        assert forms
        assert any(f"({why})" in part for why in WHY.values())


def test_her_agreement_opens_and_its_withdrawal_closes_for_the_mens_programme(lines: list[str]) -> None:
    before, after, withdrawn = (part_of(moment, "respekt") for moment in by_moment(lines))

    assert "does not work with the family on that day" in before
    assert "in full: " in after
    assert "agreed to" in after
    assert "a yes taken back" in withdrawn


def test_whoever_gets_the_same_as_before_has_one_line(lines: list[str]) -> None:
    last = by_moment(lines)[2]

    assert "as before (24 in full, 5 gist, 1 withheld)" in part_of(last, "police")


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_terminal_and_none_of_it_is_a_screenful_too_many(
    tmp_path: Path, width: int
) -> None:
    lines = told(tmp_path / "demo", width)

    assert max(map(len, lines)) <= width
    assert len(lines) < 310


def test_the_facts_themselves_take_a_line_each(lines: list[str], case: CaseFile) -> None:
    for fact in case.facts:
        assert len([line for line in lines if line.startswith(f"{fact.id}  {fact.metadata.owner} ")]) == 1


def test_every_reason_has_its_words() -> None:
    assert WHY.keys() == set(Reason)
    assert len(set(WHY.values())) == len(WHY)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["b", "a"], "a b"),
        (["c", "a", "b"], "a-c"),
        (["e", "a", "c", "b"], "a-c e"),
        (["a", "b", "d", "e"], "a b d e"),
    ],
)
def test_three_or_more_neighbours_are_told_as_a_range(facts: list[str], said: str) -> None:
    assert in_ranges(facts, "abcde") == said


def test_every_role_of_the_case_has_a_purpose_to_ask_for(case: CaseFile) -> None:
    assert all(the_rulebook().roles[reader.role].purposes for reader in case.readers.values())
    assert set(Outcome) == {Outcome.FULL, Outcome.GIST, Outcome.WITHHELD}


class TestFolder:
    def test_a_demo_takes_the_place_of_the_one_before(self, tmp_path: Path) -> None:
        for _ in range(2):
            with own_folder(tmp_path / "a" / "demo") as place:
                assert not place.exists()
                place.mkdir()
                (place / "hub.db").write_text("made in this run")

        assert {path.name for path in (tmp_path / "a" / "demo").iterdir()} == {MARK_FILE, HUB}
        assert (tmp_path / "a" / "demo").stat().st_mode & 0o777 == 0o700

    @pytest.mark.parametrize(
        "held",
        [
            {"thesis.txt": "years of work"},
            {MARK_FILE: "a folder of somebody's demos", HUB: "theirs"},
            {MARK_FILE: MARK, "thesis.txt": "years of work"},
            {HUB: "no mark beside it"},
        ],
    )
    def test_a_folder_of_anything_else_is_left_alone(self, tmp_path: Path, held: dict[str, str]) -> None:
        for name, text in held.items():
            (tmp_path / name).write_text(text)

        with pytest.raises(Conflict, match="holds something else"), own_folder(tmp_path):
            pass

        assert {path.name: path.read_text() for path in tmp_path.iterdir()} == held

    @pytest.mark.parametrize("content", [b"a file", b"\xff"])
    def test_a_file_in_its_place_and_a_mark_that_is_no_text_are_left_alone(
        self, tmp_path: Path, content: bytes
    ) -> None:
        (tmp_path / MARK_FILE).write_bytes(content)

        for place in (tmp_path, tmp_path / MARK_FILE):
            with pytest.raises(Conflict), own_folder(place):
                pass

        assert (tmp_path / MARK_FILE).read_bytes() == content

    def test_two_demos_never_share_a_folder(self, tmp_path: Path) -> None:
        with own_folder(tmp_path / "demo") as place:
            place.mkdir()
            with pytest.raises(Conflict, match="another demo is running"), own_folder(tmp_path / "demo"):
                pass
            assert place.is_dir()
