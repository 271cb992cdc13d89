from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharehub.crypto.envelope import (
    BUCKET_BYTES,
    HEADER_BYTES,
    MOST_BYTES,
    TAG_BYTES,
    header,
    padded,
    parse,
    unpadded,
)
from sharehub.errors import Invalid, Tampered

HEAD = header(bytes(range(16)), bytes(range(12)))
WHOLE = HEAD + bytes(BUCKET_BYTES + TAG_BYTES)


def test_the_header_is_magic_format_suite_key_id_and_nonce() -> None:
    assert (HEAD[:6], HEAD[6:22], HEAD[22:]) == (b"SHUB\x01\x01", bytes(range(16)), bytes(range(12)))


@pytest.mark.parametrize(("key_id", "nonce"), [(15, 12), (17, 12), (16, 11), (16, 13)])
def test_a_header_of_other_lengths_is_refused(key_id: int, nonce: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        header(bytes(key_id), bytes(nonce))


def test_an_envelope_is_taken_apart() -> None:
    assert parse(WHOLE) == (HEAD, bytes(range(16)), bytes(range(12)), bytes(BUCKET_BYTES + TAG_BYTES))


@pytest.mark.parametrize("length", range(HEADER_BYTES + 2 * BUCKET_BYTES + TAG_BYTES))
def test_an_envelope_of_a_length_that_sealing_never_gives_is_tampered(length: int) -> None:
    stored = (WHOLE + bytes(BUCKET_BYTES))[:length]
    if length == len(WHOLE):
        assert parse(stored).header == HEAD
    else:
        with pytest.raises(Tampered):
            parse(stored)


@pytest.mark.parametrize("position", range(6))
def test_another_magic_format_or_suite_is_tampered(position: int) -> None:
    stored = bytearray(WHOLE)
    stored[position] += 1
    with pytest.raises(Tampered, match="malformed"):
        parse(bytes(stored))


@given(st.none() | st.text() | st.text(min_size=600, max_size=2000))
def test_any_text_comes_back_from_whole_buckets(text: str | None) -> None:
    block = padded("statement", text)
    assert len(block) % BUCKET_BYTES == 0
    assert unpadded(block) == text


@pytest.mark.parametrize(
    ("text", "buckets"), [(None, 1), ("", 1), ("a" * 60, 1), ("a" * 61, 2), ("é" * 30, 1), ("a" * 600, 10)]
)
def test_absent_empty_and_short_texts_fill_the_same_bucket(text: str | None, buckets: int) -> None:
    assert len(padded("gist", text)) == buckets * BUCKET_BYTES


def test_half_a_character_is_refused_without_repeating_the_text() -> None:
    with pytest.raises(Invalid, match="gist: holds half a character") as refused:
        padded("gist", "secret \ud800")
    assert "secret" not in str(refused.value)
    assert refused.value.__context__ is None


def test_the_longest_text_is_a_mebibyte() -> None:
    assert unpadded(padded("note", "a" * MOST_BYTES)) == "a" * MOST_BYTES
    with pytest.raises(Invalid, match="note: is longer than 1048576 bytes"):
        padded("note", "é" + "a" * (MOST_BYTES - 1))


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(padded("gist", "text") + bytes(64), id="one bucket too many"),
        pytest.param(padded("gist", None) + bytes(64), id="one bucket too many after nothing"),
        pytest.param((62).to_bytes(4, "big") + b"a" * 60, id="longer than the block"),
        pytest.param((2).to_bytes(4, "big") + b"ab" + bytes(58), id="something in the padding"),
        pytest.param((0).to_bytes(4, "big") + b"a" + bytes(59), id="something in an absent field"),
        pytest.param((1).to_bytes(4, "big") + b"a" + bytes(59), id="something in an empty field"),
    ],
)
def test_padding_that_sealing_never_makes_is_tampered(block: bytes) -> None:
    with pytest.raises(Tampered, match="padded"):
        unpadded(block)


def test_bytes_that_are_no_text_are_tampered_without_repeating_them() -> None:
    with pytest.raises(Tampered, match="holds no text") as refused:
        unpadded((4).to_bytes(4, "big") + b"ab\xff" + bytes(57))
    assert refused.value.__context__ is None
