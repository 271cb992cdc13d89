"""Reading a file of sentences, and what the command prints about them; what is refused is never repeated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sharehub.language.cast import Voice
from sharehub.language.lines import LONGEST, LineFlawError, as_json, read
from tests.sharehub.commands import InProcess
from tests.sharehub.language.measured import HERE

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "Zwielicht"


def a_line(**changed: Any) -> bytes:
    """Return a good line with some fields changed, or left out where they are None."""
    line = {
        "id": "A1",
        "text": f"{SECRET} was hysterical.",
        "voice": "professional",
        "cast": {"perpetrator": ["he"], "survivor": [SECRET, "she"], "children": []},
        **changed,
    }
    return json.dumps({name: value for name, value in line.items() if value is not None}).encode()


def test_lines_are_read_in_order_and_more_fields_are_passed_over() -> None:
    content = (
        a_line(flag=True, why="so")
        + b"\n\n"
        + a_line(id="A2", voice="imported", kind="her_treatment")
        + b"\r\n"
    )
    first, second = read(b"\xef\xbb\xbf" + content)

    assert (first.id, second.id) == ("A1", "A2")
    assert (first.voice, second.voice) == (Voice.PROFESSIONAL, Voice.IMPORTED)
    assert (first.her_treatment, second.her_treatment) == (False, True)
    assert first.cast.survivor == (SECRET, "she")
    assert first.cast.adult_a == ()
    assert SECRET not in repr(first)


def test_a_line_of_json_answers_each_sentence() -> None:
    lines = read(a_line() + b"\n" + a_line(id="A2", text="Nothing here."))

    assert list(as_json(lines)) == [
        '{"id": "A1", "flag": true, "rules": ["L06"]}',
        '{"id": "A2", "flag": false, "rules": []}',
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"\xff", "not UTF-8"),
        (SECRET.encode(), "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"id": NaN}', "not JSON"),
        (b"[1]", "must be a JSON object"),
        (a_line(id=None), "id: must be a text"),
        (a_line(id=7), "id: must be a text"),
        (a_line(text=None), "text: must be a text"),
        (a_line(text="x" * (LONGEST + 1)), f"text: longer than {LONGEST} characters"),
        (a_line(text="\ud800"), "text: not valid Unicode"),
        (a_line(voice=None), "voice: must be a text"),
        (
            a_line(voice=SECRET),
            f"voice: must be one of {', '.join(Voice)}",
        ),
        (a_line(cast=None), "cast: must be an object"),
        (a_line(cast=[SECRET]), "cast: must be an object"),
        (a_line(cast={"survivor": SECRET}), "cast.survivor: must be a list of texts"),
        (a_line(cast={"children": [7]}), "cast.children: must be a list of texts"),
    ],
)
def test_what_cannot_be_used_is_refused_by_line_and_field(line: bytes, problem: str) -> None:
    with pytest.raises(LineFlawError) as refused:
        read(a_line() + b"\n" + line)

    assert str(refused.value) == f"line 2: {problem}"


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> InProcess:
    """Return the command line, called in this process."""
    monkeypatch.setenv("COLUMNS", "160")
    return InProcess(monkeypatch, capsys)


def test_the_command_prints_a_line_of_json_for_each_sentence(command: InProcess) -> None:
    ended = command("language-check", HERE / "shared.jsonl", "--json")
    printed = [json.loads(line) for line in ended.out.splitlines()]
    expected = [json.loads(line) for line in (HERE / "shared.jsonl").read_bytes().splitlines()]

    assert (ended.code, ended.err) == (0, "")
    assert printed == [
        {"id": row["id"], "flag": row["flag"], "rules": sorted(row["rules"])} for row in expected
    ]


def test_the_command_shows_people_a_table_and_is_no_gate(command: InProcess, tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_bytes(a_line() + b"\n" + a_line(id="A2", text=f"{SECRET} failed to protect the children."))
    ended = command("language-check", file)

    assert (ended.code, ended.err) == (0, "")
    for shown in (
        "A1",
        "L06",
        "A2",
        "L03",
        "asks for a reason",
        "before a document",
        "talk to a trained worker",
    ):
        assert shown in ended.out
    assert "Nothing is changed, counted or held up." in ended.out


@pytest.mark.parametrize("content", [b'{"id": "A1", "text": 1}', SECRET.encode()])
def test_the_command_refuses_what_it_cannot_use(command: InProcess, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "some.jsonl"
    file.write_bytes(content)
    ended = command("language-check", file, "--json")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("line 1: ")
    assert SECRET not in ended.err


def test_the_command_says_when_there_is_no_such_file(command: InProcess, tmp_path: Path) -> None:
    ended = command("language-check", tmp_path / "none.jsonl")

    assert (ended.code, ended.err) == (2, "FILE.jsonl: this file cannot be read\n")
