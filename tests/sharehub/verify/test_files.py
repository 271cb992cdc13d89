"""An export that is not whole says which file is wrong, whatever it holds, and nothing of it is believed."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from sharehub.audit import layout
from sharehub.audit.checkpoint import Checkpoint, sign_checkpoint
from sharehub.audit.layout import Head, parse_head, sealed_line
from sharehub.audit.note import Malformed
from sharehub.verify import files
from sharehub.verify.brought import Brought
from sharehub.verify.failures import Failure
from sharehub.verify.verify import verify
from tests.sharehub.audit.growing import ORIGIN
from tests.sharehub.verify.forging import BEGUN, LOG, an_act, entries, write_export

if TYPE_CHECKING:
    from pathlib import Path

NOW = BEGUN // 1_000_000 + 60
BROUGHT = Brought(ORIGIN, (LOG.verifier,))
FACT = UUID(int=7)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Return a sound export of 601 entries, one of them upon a fact."""
    row = sealed_line(str(FACT), 1, "ab" * 32, ["key"])
    return write_export(tmp_path / "export", [*entries(600), an_act(600, FACT, 1)], [row])


def found(export: Path) -> dict[Failure, list[str]]:
    return {failure: one.places for failure, one in verify(export, BROUGHT, NOW).failures}


def test_whole_it_verifies_clean(export: Path) -> None:
    assert found(export) == {}


@pytest.mark.parametrize(
    ("path", "failures"),
    [
        (layout.HEAD, {Failure.UNREADABLE}),
        (layout.CHECKPOINT, {Failure.UNREADABLE}),
        (layout.CHECKPOINTS, {Failure.UNREADABLE}),
        (layout.INDEX, {Failure.UNREADABLE, Failure.INDEX}),
        (layout.OUTSIDE, {Failure.UNREADABLE}),
        (layout.SEALED, {Failure.UNREADABLE, Failure.SEALED}),
        ("tile/entries/001", {Failure.UNREADABLE, Failure.MISSING}),
        ("tile/0/001", {Failure.TILE}),
        ("tile/1/000.p/2", {Failure.TILE}),
    ],
)
def test_a_file_that_is_missing_is_named(export: Path, path: str, failures: set[Failure]) -> None:
    (export / path).unlink()

    places = found(export)

    assert places.keys() == failures
    assert path in places[min(failures, key=lambda failure: failure.code)]


@pytest.mark.parametrize(
    ("path", "failures"),
    [
        (layout.HEAD, {Failure.UNREADABLE}),
        (layout.CHECKPOINT, {Failure.UNREADABLE}),
        (layout.CHECKPOINTS, {Failure.UNREADABLE}),
        (layout.INDEX, {Failure.INDEX}),
        (layout.SEALED, {Failure.UNREADABLE, Failure.SEALED}),
        ("tile/entries/001", {Failure.UNREADABLE, Failure.MISSING}),
        ("tile/0/001", {Failure.TILE}),
        ("tile/1/000.p/2", {Failure.TILE}),
    ],
)
def test_a_file_that_is_cut_short_is_found(export: Path, path: str, failures: set[Failure]) -> None:
    whole = (export / path).read_bytes()
    (export / path).write_bytes(whole[:-5])

    assert found(export).keys() == failures


@pytest.mark.parametrize(
    ("path", "failures"),
    [
        (layout.HEAD, {Failure.UNREADABLE}),
        (layout.CHECKPOINT, {Failure.UNREADABLE}),
        (layout.CHECKPOINTS, {Failure.UNREADABLE}),
        (layout.INDEX, {Failure.UNREADABLE}),
        (layout.OUTSIDE, {Failure.UNREADABLE}),
        (layout.SEALED, {Failure.UNREADABLE}),
        ("tile/entries/001", {Failure.UNREADABLE, Failure.MISSING}),
        ("tile/0/001", {Failure.TILE}),
        ("tile/1/000.p/2", {Failure.TILE}),
    ],
)
def test_a_file_that_goes_on_is_found(export: Path, path: str, failures: set[Failure]) -> None:
    with (export / path).open("ab") as file:
        file.write(b"more\n")

    assert found(export).keys() == failures


def test_a_file_that_is_longer_than_any_can_be_is_not_read(
    export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert files.read(export, "tile/0/001", most=8_192) is not None
    assert files.read(export, "tile/0/001", most=8_191) is None
    monkeypatch.setattr(files, "MOST_LINE", 100)
    assert found(export).keys() == {Failure.UNREADABLE, Failure.SEALED}


@pytest.mark.parametrize(
    "line",
    [
        b"[]\n",
        b'{"at":1,"note":"no note","size":5}\n',
        b'{"at":1,"note":5,"size":5}\n',
        b'{"size":5}\n',
        b'{ "size":5}\n',
        b'{"at":"x","note":"","size":5}\n',
        layout.checkpoint_line(
            700, 1, sign_checkpoint(Checkpoint(ORIGIN, 5, b"r" * 32), [LOG]).encode().decode()
        ),
        layout.checkpoint_line(
            5, 1, sign_checkpoint(Checkpoint(ORIGIN, 5, b"r" * 32), [LOG]).encode().decode()
        ),
    ],
    ids=lambda line: repr(line[:40]),
)
def test_a_line_about_a_checkpoint_that_is_none_or_out_of_order_is_found(export: Path, line: bytes) -> None:
    with (export / layout.CHECKPOINTS).open("ab") as file:
        file.write(line)

    assert found(export).keys() == {Failure.UNREADABLE}


def test_a_time_of_a_checkpoint_that_is_no_number_is_found(export: Path) -> None:
    text = (export / layout.CHECKPOINTS).read_bytes()
    (export / layout.CHECKPOINTS).write_bytes(
        text.replace(b'"at":17', b'"at":"17', 1).replace(b',"note', b'","note', 1)
    )

    assert found(export).keys() == {Failure.UNREADABLE}


@pytest.mark.parametrize(
    "line",
    [
        b"{}\n",
        b'{"body":"!","leaf":null,"leaf_hash":"","waits":true}\n',
        b'{"body":"","id":"x","leaf":null,"leaf_hash":"x","waits":true}\n',
        b'{"body":"","id":"x","leaf":null,"leaf_hash":5,"waits":true}\n',
    ],
)
def test_a_line_about_a_waiting_entry_that_is_none_is_found(export: Path, line: bytes) -> None:
    (export / layout.OUTSIDE).write_bytes(line)

    assert found(export) == {Failure.UNREADABLE: [f"{layout.OUTSIDE}, line 1"]}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b'"action":"keys.rotated"', b'"action":"case.opened"', "action"),
        (b'"leaf":5', b'"leaf":6', "leaf"),
        (b'"outcome":"done"', b'"outcome":"don\r"', "all of it"),
        (b'"outcome":"done"', b'"outcome": "done"', "form"),
        (b'"outcome":"done",', b"", "outcome"),
        (b'{"action"', b'{"aaa":1,"action"', "aaa"),
    ],
)
def test_a_line_of_the_index_that_differs_says_in_which_columns(
    export: Path, before: bytes, after: bytes, said: str
) -> None:
    lines = (export / layout.INDEX).read_bytes().splitlines(keepends=True)
    lines[5] = lines[5].replace(before, after)
    (export / layout.INDEX).write_bytes(b"".join(lines))

    assert found(export) == {Failure.INDEX: [f"leaf 5: {said}"]}


def test_an_index_that_says_no_object_and_one_that_ends_early_are_found(export: Path) -> None:
    lines = (export / layout.INDEX).read_bytes().splitlines(keepends=True)
    (export / layout.INDEX).write_bytes(b"".join([*lines[:5], b"[]\n", *lines[6:-1]]))

    assert found(export) == {Failure.INDEX: ["leaf 5: all of it", "leaf 600: no line"]}


def test_a_head_of_another_size_or_log_does_not_pass(export: Path, tmp_path: Path) -> None:
    now = BEGUN // 1000
    for number, head in enumerate((Head(ORIGIN, 600, now), Head("other.example/log", 601, now))):
        shutil.copytree(export, tmp_path / f"{number}")
        (tmp_path / f"{number}" / layout.HEAD).write_bytes(head.encode())
        assert found(tmp_path / f"{number}").keys() == {Failure.UNREADABLE}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"5",
        b"{}",
        Head(ORIGIN, 1, 1).encode()[:-1],
        Head(ORIGIN, 1, 1).encode().replace(b"/1", b"/2"),
        Head(ORIGIN, True, 1).encode(),
        Head(ORIGIN, 1, 1).encode().replace(b'"at":1', b'"at":"1"'),
        Head("5", 1, 1).encode().replace(b'"5"', b"5"),
    ],
)
def test_a_head_in_any_other_form_is_malformed(data: bytes) -> None:
    assert parse_head(Head(ORIGIN, 1, 1).encode()) == Head(ORIGIN, 1, 1)
    with pytest.raises(Malformed):
        parse_head(data)


def test_an_export_of_another_log_is_not_signed_by_the_pinned_one(export: Path) -> None:
    other = Brought("other.example/log", (type(LOG)("other.example/log", LOG.kind, LOG.private).verifier,))
    report = verify(export, other, NOW)

    assert Failure.UNSIGNED in report.found
    assert report.exit_code in {Failure.UNREADABLE.code, Failure.UNSIGNED.code}


def test_a_size_beyond_what_there_is_takes_no_time(export: Path) -> None:
    for size in (5_000, 2**62):
        note = sign_checkpoint(Checkpoint(ORIGIN, size, b"r" * 32), [LOG]).encode()
        (export / layout.CHECKPOINT).write_bytes(note)
        (export / layout.HEAD).write_bytes(Head(ORIGIN, size, BEGUN // 1000).encode())
        (export / layout.CHECKPOINTS).write_bytes(layout.checkpoint_line(size, 1, note.decode()))

        assert found(export).keys() >= {Failure.UNREADABLE, Failure.OTHER_TREE}


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(export: Path) -> None:
    for path in (layout.INDEX, layout.SEALED, "tile/0/001"):
        (export / path).unlink()
        os.mkfifo(export / path)

    assert found(export).keys() == {Failure.UNREADABLE, Failure.TILE, Failure.INDEX, Failure.SEALED}
