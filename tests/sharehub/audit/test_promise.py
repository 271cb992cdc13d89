"""Promises: signed by their own key alone, read back exactly, and in no other form."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharehub.audit.checkpoint import Checkpoint, sign_checkpoint
from sharehub.audit.note import Forged, Kind, Malformed, Signer, Unsigned, sign
from sharehub.audit.promise import MERGE_DELAY, Promise, open_promise, parse_promise, promiser, sign_promise

ORIGIN = "hub.example/log"
KEY = Signer.from_seed(promiser(ORIGIN), Kind.TEXT, b"p" * 32)
LOG = Signer.from_seed(ORIGIN, Kind.TEXT, b"l" * 32)
STRANGER = Signer.from_seed(promiser(ORIGIN), Kind.TEXT, b"s" * 32)
LEAF = bytes(range(32))
PROMISE = Promise(ORIGIN, LEAF, 1_717_405_200_123)
TEXT = f"sharehub promise 1\n{ORIGIN}\n{base64.b64encode(LEAF).decode()}\n1717405200123\n60\n"


def test_a_promise_is_five_lines() -> None:
    assert PROMISE.text == TEXT
    assert parse_promise(TEXT) == PROMISE
    assert (
        sign_promise(PROMISE, KEY).encode().startswith(TEXT.encode() + b"\n\xe2\x80\x94 " + ORIGIN.encode())
    )


def test_it_is_due_when_its_delay_is_over() -> None:
    assert MERGE_DELAY == 60
    assert PROMISE.due_ms == 1_717_405_260_123
    assert replace(PROMISE, merge_delay=0).due_ms == PROMISE.at_ms


@given(st.binary(min_size=32, max_size=32), st.integers(0, 2**53 - 1), st.integers(0, 86_400))
def test_what_is_signed_is_read_back(leaf: bytes, at: int, delay: int) -> None:
    promise = Promise(ORIGIN, leaf, at, delay)

    assert open_promise(sign_promise(promise, KEY).encode(), ORIGIN, [KEY.verifier]) == promise


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": ""},
        {"origin": "a\nb"},
        {"origin": "a\tb"},
        {"leaf_hash": LEAF[1:]},
        {"at_ms": -1},
        {"at_ms": 2**53},
        {"merge_delay": -1},
        {"merge_delay": 2**53},
    ],
)
def test_what_no_promise_can_hold_is_malformed(changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        replace(PROMISE, **changes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        TEXT[:-1],
        TEXT + "\n",
        TEXT + "more\n",
        TEXT.replace("promise 1", "promise 2"),
        TEXT.replace("60\n", ""),
        TEXT.replace("\n60", "\n060"),
        TEXT.replace("\n60", "\n+60"),
        TEXT.replace("\n60", "\n\u0666"),
        TEXT.replace("\n1717405200123", "\n99999999999999999"),
        TEXT.replace("\n1717405200123", "\n9999999999999999"),
        TEXT.replace("8=\n", "8\n"),
        TEXT.replace(base64.b64encode(LEAF).decode(), base64.b64encode(LEAF[1:]).decode()),
    ],
)
def test_a_text_that_is_not_exactly_a_promise_is_malformed(text: str) -> None:
    assert text != TEXT
    with pytest.raises(Malformed):
        parse_promise(text)


def test_only_the_logs_own_key_for_promises_signs_one() -> None:
    for signer in (LOG, replace(KEY, name="other.example/log/promises")):
        with pytest.raises(ValueError, match="/promises"):
            sign_promise(PROMISE, signer)


def test_a_promise_by_another_key_is_not_believed() -> None:
    with pytest.raises(Unsigned):
        open_promise(sign_promise(PROMISE, STRANGER).encode(), ORIGIN, [KEY.verifier])
    for keys in ([], [LOG.verifier]):
        with pytest.raises(Unsigned):
            open_promise(sign_promise(PROMISE, KEY).encode(), ORIGIN, keys)


def test_a_promise_that_was_changed_is_forged() -> None:
    changed = sign_promise(PROMISE, KEY).encode().replace(b"\n60\n", b"\n61\n")

    with pytest.raises(Forged):
        open_promise(changed, ORIGIN, [KEY.verifier])


def test_a_key_of_the_promises_says_nothing_else() -> None:
    other_log = sign(replace(PROMISE, origin="other.example/log").text, [KEY]).encode()
    with pytest.raises(Forged, match="another log"):
        open_promise(other_log, ORIGIN, [KEY.verifier])
    checkpoint = sign_checkpoint(Checkpoint(KEY.name, 1, LEAF), [KEY]).encode()
    with pytest.raises(Malformed):
        open_promise(checkpoint, ORIGIN, [KEY.verifier])
