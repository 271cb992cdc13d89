"""The log's keys: made once, private, whole or refused; changed so that others can follow; one signer."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from sharehub.audit import log_keys
from sharehub.audit.checkpoint import Checkpoint, sign_checkpoint
from sharehub.audit.note import Kind, Malformed, Signer
from sharehub.errors import Conflict, KeysUnavailable
from tests.sharehub.audit.growing import ORIGIN

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.audit.log_keys import LogKeys

ROOT = b"r" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "log"
    folder.mkdir(mode=0o700)
    return folder / "log.json"


@pytest.fixture
def keys(path: Path) -> LogKeys:
    return log_keys.create(path, ORIGIN, os.urandom)


def named(keys: LogKeys, *, signers: slice = slice(None)) -> bytes:
    """Return a checkpoint that names the newest key, signed by some of the keys."""
    found = Checkpoint(ORIGIN, 1, ROOT).following(keys.verifiers[-1])
    return sign_checkpoint(found, keys.signers[signers]).encode()


def test_keys_are_read_as_they_were_made_and_are_private(path: Path, keys: LogKeys) -> None:
    found = log_keys.read(path)

    assert found.origin == keys.origin == ORIGIN
    assert found.verifiers == keys.verifiers
    assert [key.name for key in keys.verifiers] == [ORIGIN]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_file_is_never_overwritten(path: Path, keys: LogKeys) -> None:
    with pytest.raises(KeysUnavailable, match="already"):
        log_keys.create(path, ORIGIN, os.urandom)

    assert log_keys.read(path).verifiers == keys.verifiers


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\nb"])
def test_a_name_that_no_signature_can_carry_is_refused(path: Path, origin: str) -> None:
    with pytest.raises(Malformed):
        log_keys.create(path, origin, os.urandom)

    assert not path.exists()


def test_no_key_shows_in_a_description(keys: LogKeys) -> None:
    (signer,) = keys.signers

    assert signer.private.private_bytes_raw().hex() not in repr(keys)
    assert "private" not in repr(keys)


def spoilt(document: dict[str, Any]) -> list[Any]:
    """Return the document with each part left out, of another kind or of another value; and no documents."""
    without = [{name: value for name, value in document.items() if name != left} for left in document]
    others: list[Any] = [5, None, "other text", [], ["!"], ["AAAA"], document["keys"] * 2]
    changed = [document | {name: other} for name in document for other in others if document[name] != other]
    # The name that keys are made for is theirs to choose.
    changed = [one for one in changed if one["keys"] != document["keys"] or ORIGIN in one.values()]
    return [*without, *changed, document | {"more": 1}, [], 5, None]


def test_a_file_that_is_not_whole_is_refused(path: Path, keys: LogKeys) -> None:
    document = json.loads(path.read_bytes())
    assert keys.origin in document.values()
    bad = [json.dumps(one) for one in spoilt(document)]

    for text in [*bad, "", "{", "[" * 100_000]:
        path.write_text(text)
        with pytest.raises(KeysUnavailable):
            log_keys.read(path)


def test_a_file_that_others_may_read_is_refused(path: Path, keys: LogKeys) -> None:
    path.chmod(0o640)

    with pytest.raises(KeysUnavailable, match="others may read"):
        log_keys.read(path)
    assert keys.signers


def test_at_a_change_both_keys_sign_until_it_ends(path: Path, keys: LogKeys) -> None:
    both = log_keys.begin_change(path, os.urandom)
    assert both.verifiers[0] == keys.verifiers[0]
    assert log_keys.read(path).verifiers == both.verifiers
    assert len(set(both.verifiers)) == 2

    log_keys.put_down_head(path, named(both))
    assert log_keys.end_change(path).verifiers == both.verifiers[1:]
    assert log_keys.read(path).verifiers == both.verifiers[1:]


def test_changes_come_one_after_the_other(path: Path, keys: LogKeys) -> None:
    with pytest.raises(Conflict, match="no change"):
        log_keys.end_change(path)
    log_keys.begin_change(path, os.urandom)
    with pytest.raises(Conflict, match="under way"):
        log_keys.begin_change(path, os.urandom)
    assert keys.signers


def test_a_change_ends_once_a_checkpoint_of_both_keys_names_the_new_one(path: Path, keys: LogKeys) -> None:
    both = log_keys.begin_change(path, os.urandom)
    stranger = Signer.from_seed(ORIGIN, Kind.TEXT, b"s" * 32)
    unnamed = sign_checkpoint(Checkpoint(ORIGIN, 1, ROOT), both.signers).encode()
    another = Checkpoint(ORIGIN, 1, ROOT).following(stranger.verifier)
    heads = [
        None,
        b"no note",
        sign_checkpoint(Checkpoint(ORIGIN, 1, ROOT), keys.signers).encode(),
        unnamed,
        named(both, signers=slice(1)),
        named(both, signers=slice(1, 2)),
        sign_checkpoint(another, both.signers).encode(),
    ]

    for head in heads:
        if head is not None:
            log_keys.put_down_head(path, head)
        with pytest.raises(Conflict, match="names the new key"):
            log_keys.end_change(path)
        assert len(log_keys.read(path).signers) == 2


def test_the_head_is_none_until_one_is_put_down_and_then_the_last(path: Path, keys: LogKeys) -> None:
    assert log_keys.signed_head(path) is None
    for size in (1, 2):
        note = sign_checkpoint(Checkpoint(ORIGIN, size, ROOT), keys.signers).encode()
        log_keys.put_down_head(path, note)
        assert log_keys.signed_head(path) == note


def test_a_head_that_others_may_read_is_refused(path: Path, keys: LogKeys) -> None:
    log_keys.put_down_head(path, named(keys))
    path.with_name("log.json.head").chmod(0o644)

    with pytest.raises(KeysUnavailable):
        log_keys.signed_head(path)


def test_one_at_a_time_may_sign(path: Path) -> None:
    with log_keys.sequencing(path) as ours, log_keys.sequencing(path) as theirs:
        assert (ours, theirs) == (True, False)
    with log_keys.sequencing(path) as ours:
        assert ours
