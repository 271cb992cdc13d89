"""A log whose key signed what no program of ours writes: what of it shows in the entries themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from sharehub.audit.layout import sealed_line
from sharehub.audit.tiles import write_bundle
from sharehub.verify import tree
from sharehub.verify.brought import Brought
from sharehub.verify.failures import Failure
from sharehub.verify.verify import verify
from tests.sharehub.audit.growing import ORIGIN
from tests.sharehub.verify.forging import BEGUN, LOG, an_act, an_entry, entries, write_export

if TYPE_CHECKING:
    from pathlib import Path

FACT = UUID(int=7)
NOW = BEGUN // 1_000_000 + 60
DIGEST = "ab" * 32
BROUGHT = Brought(ORIGIN, (LOG.verifier,))


def found(folder: Path, bodies: list[bytes], *sealed: bytes) -> dict[Failure, list[str]]:
    report = verify(write_export(folder, bodies, sealed), BROUGHT, NOW)
    return {failure: one.places for failure, one in report.failures}


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 600])
def test_a_log_of_any_size_verifies_clean(tmp_path: Path, count: int) -> None:
    assert found(tmp_path, entries(count)) == {}


def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    bodies = entries(21_000)
    bodies[4_200] = bodies[17]
    folder = write_export(tmp_path, bodies, every=5_000)
    (folder / "tile" / "0" / "020").write_bytes(b"cut short")

    reports = [verify(folder, BROUGHT, NOW, processes=processes) for processes in (1, 2)]

    assert reports[0].as_json() == reports[1].as_json()
    assert {failure for failure, _ in reports[0].failures} == {Failure.DUPLICATE, Failure.TILE}


def test_of_very_many_entries_that_were_changed_the_first_are_named_and_all_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "MOST_ASTRAY", 2)
    folder = write_export(tmp_path, entries(300))
    changed = write_bundle([an_entry(number, purpose="audit") for number in range(256)])
    (folder / "tile/entries/000").write_bytes(changed)

    report = verify(folder, BROUGHT, NOW)

    assert report.found[Failure.EDITED].count == 256
    assert report.found[Failure.EDITED].places == ["leaf 0", "leaf 1", "and so on"]


def test_an_entry_that_is_there_twice_is_named_by_its_id(tmp_path: Path) -> None:
    bodies = entries(300)
    identity = "0" * 8 + "-0000-7000-8000-" + "0" * 12
    bodies[5], bodies[280] = an_entry(5, id=identity), an_entry(280, id=identity)
    assert found(tmp_path / "id", bodies) == {Failure.DUPLICATE: [f"entry {identity}"]}

    bodies[5] = bodies[280]
    assert found(tmp_path / "whole", bodies).keys() == {Failure.DUPLICATE}


PLAIN = an_entry(1)
IDENTITY = PLAIN[PLAIN.index(b'"id":"') + 6 :][:36]


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[]",
        b"no json",
        b"\xff",
        PLAIN + b" ",
        PLAIN.replace(b",", b", ", 1),
        PLAIN.replace(b'"v":1', b'"v":1.0'),
        PLAIN.replace(b'"v":1', b'"v":2'),
        PLAIN.replace(b'"v":1', b'"v":true'),
        PLAIN.replace(b'"v":1', b'"v":1,"v":1'),
        PLAIN.replace(b'"v":1', b'"u":null,"v":1'),
        PLAIN.replace(b'"v":1', b'"u":1.5,"v":1'),
        PLAIN.replace(b'"v":1', b'"u":9007199254740992,"v":1'),
        PLAIN.replace(b'"v":1', b'"u":"\\u00e9","v":1'),
        PLAIN.replace(b'"v":1', '"u\u00e9":1,"v":1'.encode()),
        PLAIN.replace(b'"v":1', b'"u":' + b"[" * 2000 + b"]" * 2000 + b',"v":1'),
        PLAIN.replace(b'"at":1', b'"at":"1'),
        PLAIN.replace(b'"action"', b'"zction"'),
        PLAIN.replace(IDENTITY, IDENTITY.upper()),
        PLAIN.replace(IDENTITY, IDENTITY[:-1]),
        PLAIN.replace(b'"id":"' + IDENTITY + b'",', b""),
        an_entry(1, at=True),
        an_entry(1, id=5),
        an_entry(1, fact="7", revision=1, manifest=DIGEST),
        an_entry(1, fact=7, revision=1, manifest=DIGEST),
        an_entry(1, revision=1, manifest=DIGEST),
        an_entry(1, fact=str(FACT), revision=1),
        an_entry(1, fact=str(FACT), revision=1, manifest="xy"),
        an_entry(1, fact=str(FACT), revision=1, manifest="ab"),
        an_entry(1, fact=str(FACT), revision=1, manifest=DIGEST, refs=[]),
        an_entry(1, fact=str(FACT), revision=-1, manifest=DIGEST),
        an_entry(1, fact=str(FACT), revision="1", manifest=DIGEST),
        an_entry(1, fact=str(FACT), revision=1, manifest=DIGEST, refs={"version": "1"}),
    ],
    ids=lambda body: repr(body[:40]),
)
def test_what_is_not_exactly_an_entry_is_found(tmp_path: Path, body: bytes) -> None:
    assert body != PLAIN
    bodies = entries(3)
    bodies[1] = body

    assert found(tmp_path, bodies) == {Failure.FORM: ["leaf 1"]}


def row(version: int = 1, manifest: str = DIGEST, *keys: str, fact: str = str(FACT)) -> bytes:
    return sealed_line(fact, version, manifest, list(keys or (f"key {version}",)))


def test_acts_upon_a_fact_count_up_in_any_order(tmp_path: Path) -> None:
    acts = [an_act(0, FACT, 2, 1, "cd" * 32), an_act(1, FACT, 1), an_act(2, FACT, 3, 2)]

    assert found(tmp_path, acts, row(1, "cd" * 32), row(2)) == {}


@pytest.mark.parametrize("revisions", [[2], [1, 3], [1, 1], [1, 2, 2], [0, 1]])
def test_a_gap_or_a_double_in_them_is_found(tmp_path: Path, revisions: list[int]) -> None:
    acts = [an_act(number, FACT, revision) for number, revision in enumerate(revisions)]

    assert found(tmp_path, acts, row()) == {Failure.REVISIONS: [f"fact {FACT}"]}


def test_an_act_that_does_not_say_which_version_it_left_is_upon_the_one_before(tmp_path: Path) -> None:
    silent = an_entry(1, fact=str(FACT), revision=2, manifest="cd" * 32)

    assert found(tmp_path, [an_act(0, FACT, 1), silent], row(1, "cd" * 32)) == {}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "its rows are gone"),
        ([row(1, "cd" * 32)], "version 1 is not the one that the log last spoke of"),
        ([row(2)], "version 1 is not the one that the log last spoke of"),
        ([row(), row(2)], "version 2 is not the one that the log last spoke of"),
        ([row(1, DIGEST, "a", "b")], "version 1 has a ciphertext of another row"),
        ([row(), row(1, fact=str(UUID(int=8)))], "the log does not know it"),
        ([row(), row(1, fact="none")], "the log does not know it"),
    ],
)
def test_a_row_that_the_log_did_not_last_speak_of_is_found(
    tmp_path: Path, rows: list[bytes], said: str
) -> None:
    places = found(tmp_path, [an_act(0, FACT, 1)], *rows)

    assert places.keys() == {Failure.SEALED}
    assert any(said in place for place in places[Failure.SEALED])


def test_two_rows_with_ciphertexts_under_one_key_are_found(tmp_path: Path) -> None:
    other = UUID(int=8)
    acts = [an_act(0, FACT, 1), an_act(1, other, 1)]

    assert found(tmp_path / "one", acts, row(1, DIGEST, "a"), row(1, DIGEST, "b", fact=str(other))) == {}
    assert found(tmp_path / "two", acts, row(1, DIGEST, "a"), row(1, DIGEST, "a", fact=str(other))) == {
        Failure.SEALED: [f"fact {other}: version 1 has a ciphertext of another row"]
    }


def test_an_entry_that_is_dated_after_now_is_found(tmp_path: Path) -> None:
    bodies = entries(2)
    assert found(tmp_path / "a little", [*bodies, an_entry(2, at=(NOW + 290) * 1_000_000)]) == {}

    bodies.append(an_entry(2, at=(NOW + 310) * 1_000_000))
    assert found(tmp_path / "much", bodies) == {Failure.TIME: ["an entry is dated 310 seconds after now"]}
