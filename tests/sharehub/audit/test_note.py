"""Signed notes: published notes verify, ours are theirs to the byte, and what is no note is refused."""

from __future__ import annotations

import base64
from hashlib import sha256, sha512

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharehub.audit.note import (
    LONGEST,
    Forged,
    Kind,
    Malformed,
    Note,
    SignatureLine,
    Signer,
    Unsigned,
    VerifierKey,
    parse,
    parse_verifier_key,
    read_base64,
    sign,
    verify,
)

# The example of golang.org/x/mod/sumdb/note; the private key there is for that example only.
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_PRIVATE = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER_LINE = (
    "\N{EM DASH} PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
ENOCH_LINE = (
    "\N{EM DASH} EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
BOTH = f"{TEXT}\n{PETER_LINE}{ENOCH_LINE}".encode()

# The example of C2SP signed-note.
EXAMPLE = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_NOTE = (
    "This is an example message.\n\n\N{EM DASH} example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()

OURS = Signer.from_seed("log.example/hub", Kind.TEXT, bytes(range(32)))
NAMES = st.text(min_size=1, max_size=12).filter(
    lambda name: "+" not in name and not any(letter.isspace() or letter < " " for letter in name)
)
TEXTS = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]) | st.just("\n"), max_size=60).map(
    lambda text: text + "\n"
)
SEEDS = st.binary(min_size=32, max_size=32)

# Ed25519 as RFC 8032, section 6, computes it: points of the curve as (x, y), in whole numbers.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def added(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    (x1, y1), (x2, y2) = one, other
    t = D * x1 * x2 * y1 * y2
    return (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P


def times(scalar: int, point: tuple[int, int]) -> tuple[int, int]:
    result = (0, 1)
    while scalar:
        if scalar & 1:
            result = added(result, point)
        point, scalar = added(point, point), scalar >> 1
    return result


def decompressed(data: bytes) -> tuple[int, int]:
    y = int.from_bytes(data, "little") % 2**255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    return (x if x & 1 == data[31] >> 7 else P - x), y


def rfc_8032_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    base = decompressed((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    scalar = int.from_bytes(signature[32:], "little")
    challenge = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % ORDER
    expected = added(decompressed(signature[:32]), times(challenge, decompressed(public)))
    return scalar < ORDER and times(scalar, base) == expected


def signed(note: Note, *keys: str) -> list[str]:
    return [key.text for key in verify(note, [parse_verifier_key(key) for key in keys])]


def test_the_published_example_is_signed_to_the_byte() -> None:
    seed = base64.b64decode(PETER_PRIVATE)[1:]
    peter = Signer.from_seed("PeterNeumann", Kind.TEXT, seed)

    assert sign(TEXT, [peter]).encode() == f"{TEXT}\n{PETER_LINE}".encode()
    assert peter.verifier.text == PETER
    assert seed.hex() not in repr(peter)


def test_published_notes_verify_by_the_keys_that_signed_them() -> None:
    note = parse(BOTH)

    assert note.text == TEXT
    assert signed(note, ENOCH, PETER) == [PETER, ENOCH]
    assert signed(note, ENOCH, EXAMPLE) == [ENOCH]
    assert signed(parse(EXAMPLE_NOTE), EXAMPLE) == [EXAMPLE]


@pytest.mark.parametrize(
    "text", [PETER, ENOCH, EXAMPLE, "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"]
)
def test_published_keys_are_read_and_their_ids_are_hashes(text: str) -> None:
    key = parse_verifier_key(text)
    material = base64.b64decode(text.split("+", 2)[2])

    assert key.text == text
    assert key.key_id == sha256(key.name.encode() + b"\n" + material).digest()[:4]


@pytest.mark.parametrize(
    "text",
    [
        "",
        PETER + "\n",
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("c74f20a3", "C74F20A3"),
        PETER.replace("c74f20a3", "0c74f20a3"),
        PETER.replace("PeterNeumann", "Peter Neumann"),
        PETER.replace("PeterNeumann", ""),
        PETER.replace("+ARpc", "+AARpc"),
        PETER.replace("+ARpc", "+AhRpc"),
        PETER[:-4],
        PETER.rpartition("+")[0] + "+",
        PETER.replace("/", "_"),
    ],
)
def test_a_key_that_is_not_exactly_as_it_writes_itself_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_verifier_key(text)


@given(TEXTS, st.dictionaries(NAMES, SEEDS, min_size=1, max_size=4))
def test_a_note_is_read_back_and_verifies_by_every_key(text: str, seeds: dict[str, bytes]) -> None:
    signers = [Signer.from_seed(name, Kind.TEXT, seed) for name, seed in seeds.items()]
    note = sign(text, signers)

    assert parse(note.encode()) == note
    assert verify(note, [signer.verifier for signer in signers]) == tuple(
        signer.verifier for signer in signers
    )


@given(st.integers(0, len(EXAMPLE_NOTE) - 1), st.integers(1, 255))
def test_a_note_with_any_byte_changed_is_refused(place: int, difference: int) -> None:
    changed = bytearray(EXAMPLE_NOTE)
    changed[place] ^= difference

    with pytest.raises((Malformed, Forged, Unsigned)):
        signed(parse(bytes(changed)), EXAMPLE)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n", b"\n\n", TEXT.encode(), EXAMPLE_NOTE[:-1], EXAMPLE_NOTE + b"\n", EXAMPLE_NOTE + b"x\n",
        EXAMPLE_NOTE.replace(b"\n\n", b"\n"), EXAMPLE_NOTE.replace(b"\n", b"\r\n"), b"\xff" + EXAMPLE_NOTE,
        b"\xed\xa0\x80" + EXAMPLE_NOTE, b"a\tb" + EXAMPLE_NOTE, b"\x00" + EXAMPLE_NOTE,
        EXAMPLE_NOTE.replace("\N{EM DASH}".encode(), b"-"), EXAMPLE_NOTE.replace(b"foo ", b"foo  "),
        EXAMPLE_NOTE.replace(b"foo ", b"foo\xc2\xa0"), EXAMPLE_NOTE.replace(b"foo ", b"+foo "),
        EXAMPLE_NOTE.replace(b"example.com/foo ", b" "), EXAMPLE_NOTE.replace(b"aQM=", b"aQM"),
        EXAMPLE_NOTE.replace(b"aQM=", b"aQN="), EXAMPLE_NOTE.replace(b"aQM=", b"aQM= "),
        "a\n\n\N{EM DASH} b AAAAAA==\n".encode(), "a\n\n\N{EM DASH} b\n".encode(),
        EXAMPLE_NOTE + EXAMPLE_NOTE.partition(b"\n\n")[2],
        EXAMPLE_NOTE.partition(b"\n\n")[2], b"a" * (LONGEST + 1),
    ],
)  # fmt: skip
def test_bytes_that_are_no_note_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse(data)


def test_a_text_may_hold_empty_lines_and_be_nothing_else() -> None:
    for text in ("\n", "\n\n", "a\n\n\N{EM DASH} b AAAA\n\nc\n"):
        assert parse(sign(text, [OURS]).encode()).text == text


def test_a_note_takes_a_hundred_signatures_and_no_more() -> None:
    lines = tuple(SignatureLine("w", bytes([0, 0, 0, number]), b"s") for number in range(101))
    most = Note("a\n", lines[:100])

    assert parse(most.encode()) == most
    for refused in (lines, ()):
        with pytest.raises(Malformed, match="100 at most"):
            Note("a\n", refused)
    with pytest.raises(Malformed, match="100 at most"):
        parse(most.encode() + lines[100].text.encode())


@pytest.mark.parametrize("text", ["", "a", "a\tb\n", "a\x1fb\n", "\ud800\n", "a" * LONGEST + "\n"])
def test_a_text_that_no_note_carries_is_not_signed(text: str) -> None:
    with pytest.raises(Malformed):
        sign(text, [OURS])


def test_unknown_keys_are_ignored_even_with_a_known_name_or_id() -> None:
    peter, ours = parse_verifier_key(PETER), OURS.verifier
    lines = (
        SignatureLine(peter.name, ours.key_id, bytes(64)),
        SignatureLine(ours.name, peter.key_id, b"of any length"),
    )
    note = Note(TEXT, (*lines, *sign(TEXT, [OURS]).lines))

    assert verify(note, [peter, ours]) == (ours,)
    with pytest.raises(Unsigned):
        verify(note, [peter])
    with pytest.raises(Unsigned):
        verify(note, [])


@pytest.mark.parametrize("signature", [bytes(64), bytes(63), bytes(65), b"x"])
def test_a_pinned_key_that_did_not_sign_is_an_error_whoever_else_signed(signature: bytes) -> None:
    ours = OURS.verifier
    forged = parse(BOTH).with_line(SignatureLine(ours.name, ours.key_id, signature))

    assert signed(forged, PETER) == [PETER]
    with pytest.raises(Forged):
        signed(forged, PETER, ours.text)


def test_a_later_line_takes_the_place_of_an_earlier_one_by_the_same_key() -> None:
    note = sign(TEXT, [OURS])
    (line,) = note.lines
    other = SignatureLine("another", line.key_id, b"signature")

    assert note.with_line(other).with_line(line).lines == (other, line)


def test_pinned_keys_that_cannot_be_told_apart_are_refused() -> None:
    peter = parse_verifier_key(PETER)
    other = VerifierKey(peter.name, Kind.TEXT, bytes(32))
    object.__setattr__(other, "key_id", peter.key_id)

    assert verify(parse(BOTH), [peter, peter]) == (peter,)
    with pytest.raises(ValueError, match="share name and id"):
        verify(parse(BOTH), [peter, other])


def test_a_key_for_cosignatures_neither_signs_nor_verifies_texts() -> None:
    witness = Signer.from_seed("w", Kind.COSIGNATURE, bytes(32))

    with pytest.raises(ValueError, match="checkpoints"):
        sign(TEXT, [witness])
    with pytest.raises(ValueError, match="another kind"):
        verify(parse(BOTH), [witness.verifier])


@pytest.mark.parametrize(("key_id", "signature"), [(b"abc", b"s"), (b"abcde", b"s"), (b"abcd", b"")])
def test_a_line_that_is_none_is_refused(key_id: bytes, signature: bytes) -> None:
    with pytest.raises(Malformed):
        SignatureLine("name", key_id, signature)


@pytest.mark.parametrize("text", ["AA", "AB==", "AA==\n", "A A==", "AA==AA==", "é", "-_8="])
def test_base64_that_is_not_the_one_way_to_write_it_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        read_base64(text)


def test_signatures_hold_by_the_arithmetic_of_rfc_8032() -> None:
    (ours,) = sign(TEXT, [OURS]).lines
    for key, line in ((OURS.verifier, ours), (parse_verifier_key(ENOCH), parse(BOTH).lines[1])):
        assert rfc_8032_holds(key.public, TEXT.encode(), line.signature)
        assert not rfc_8032_holds(key.public, TEXT.encode() + b" ", line.signature)
    # The first vector of RFC 8032, section 7.1.
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = Signer.from_seed("n", Kind.TEXT, seed).verifier.public
    assert public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
