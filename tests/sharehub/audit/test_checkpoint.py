"""Checkpoints: a published one verifies with its witnesses, and no other text, time, log or tree passes."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharehub.audit.checkpoint import (
    LARGEST,
    Checkpoint,
    Cosignature,
    Policy,
    Relation,
    Standing,
    WrongLog,
    compare,
    cosign,
    cosignatures,
    evaluate,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from sharehub.audit.merkle import EMPTY_ROOT, Unproven, consistency_proof
from sharehub.audit.note import (
    Forged,
    Kind,
    Malformed,
    Note,
    SignatureLine,
    Signer,
    Unsigned,
    parse,
    parse_verifier_key,
    sign,
)
from tests.sharehub.audit import reference_tree as rfc

# A checkpoint that a public log signed and public witnesses cosigned: nothing of ours made it.
PUBLISHED_ORIGIN = "arche2025h1.staging.ct.transparency.dev"
PUBLISHED_LOG = f"{PUBLISHED_ORIGIN}+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
PUBLISHED_WITNESSES = [
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
    "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
    "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
]
_LINES = """\
- arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
- arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
- transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
- witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
- remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
- witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
"""  # noqa: E501 - as published, a line each
PUBLISHED = (
    f"{PUBLISHED_ORIGIN}\n1432088532\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n"
    + _LINES.replace("- ", "\N{EM DASH} ")
).encode()

ORIGIN = "hub.example/audit"
LOG = Signer.from_seed(ORIGIN, Kind.TEXT, b"l" * 32)
NEXT = Signer.from_seed(ORIGIN, Kind.TEXT, b"n" * 32)
WITNESSES = [Signer.from_seed(f"witness.example/{n}", Kind.COSIGNATURE, bytes([n]) * 32) for n in range(1, 5)]
KEYS = tuple(witness.verifier for witness in WITNESSES)
NOON = 1_700_000_000
HOUR = 3600
DATA = [bytes([number]) for number in range(40)]
ROOT_LINE = base64.b64encode(rfc.mth(DATA[:9])).decode()
FORKED = [*DATA[:2], b"another", *DATA[3:]]


def node(level: int, index: int) -> bytes:
    return rfc.mth(DATA[index << level : (index + 1) << level])


def forked_node(level: int, index: int) -> bytes:
    return rfc.mth(FORKED[index << level : (index + 1) << level])


def at(size: int, data: list[bytes] = DATA) -> Checkpoint:
    return Checkpoint(ORIGIN, size, rfc.mth(data[:size]))


def witnessed(*times: int | None) -> Note:
    """Return a signed checkpoint, cosigned by the witnesses in turn at these times; None is no word."""
    note = sign_checkpoint(at(9), [LOG])
    for witness, time in zip(WITNESSES, times, strict=False):
        if time is not None:
            note = note.with_line(cosign(at(9), witness, time))
    return note


def test_a_published_checkpoint_opens_by_its_log_s_key() -> None:
    opened = open_checkpoint(PUBLISHED, PUBLISHED_ORIGIN, [parse_verifier_key(PUBLISHED_LOG)])

    assert opened.checkpoint.size == 1_432_088_532
    assert base64.b64encode(opened.checkpoint.root) == b"U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro="
    assert [key.text for key in opened.signed_by] == [PUBLISHED_LOG]


def test_published_cosignatures_verify_and_make_a_quorum() -> None:
    keys = tuple(parse_verifier_key(text) for text in PUBLISHED_WITNESSES)
    given = cosignatures(parse(PUBLISHED), keys)
    quorum = evaluate(parse(PUBLISHED), Policy(keys, 4), 0x6A122120, longest_age=0)

    assert {one.witness for one in given} == set(keys)
    assert {one.time for one in given} == {0x6A122120}
    assert (quorum.standing, quorum.held_at) == (Standing.REACHED, 0x6A122120)


@pytest.mark.parametrize(
    "changed", [(b"1432088532", b"1432088533"), (b"RovgcC4Ro=", b"RovgcC4Rs="), (b"AABqEiEg", b"AABqEiEh")]
)
def test_a_published_checkpoint_with_anything_changed_is_refused(changed: tuple[bytes, bytes]) -> None:
    note = parse(PUBLISHED.replace(*changed))

    with pytest.raises(Forged):
        cosignatures(note, [parse_verifier_key(PUBLISHED_WITNESSES[0])])


@given(st.integers(0, len(PUBLISHED) - 1), st.integers(1, 255))
def test_whatever_byte_changes_no_other_checkpoint_opens(place: int, difference: int) -> None:
    changed = bytearray(PUBLISHED)
    changed[place] ^= difference
    key = parse_verifier_key(PUBLISHED_LOG)
    try:
        opened = open_checkpoint(bytes(changed), PUBLISHED_ORIGIN, [key])
    except (Malformed, Forged, Unsigned):
        return

    # The change was to a line by a key that is not pinned.
    assert opened.checkpoint == open_checkpoint(PUBLISHED, PUBLISHED_ORIGIN, [key]).checkpoint


def test_a_checkpoint_is_written_line_by_line_and_read_back() -> None:
    checkpoint = replace(at(9), extensions=("one more", "and another"))

    assert checkpoint.text == f"{ORIGIN}\n9\n{ROOT_LINE}\none more\nand another\n"
    assert parse_checkpoint(checkpoint.text) == checkpoint
    assert parse_checkpoint(at(0).text) == at(0)


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "o\n9\n", f"o\n9\n{ROOT_LINE}", f"\n9\n{ROOT_LINE}\n", f"o\n09\n{ROOT_LINE}\n",
        f"o\n\n{ROOT_LINE}\n",
        f"o\n+9\n{ROOT_LINE}\n", f"o\n-9\n{ROOT_LINE}\n", f"o\n 9\n{ROOT_LINE}\n", f"o\n9.0\n{ROOT_LINE}\n",
        f"o\n\u0669\n{ROOT_LINE}\n", f"o\n{2**63}\n{ROOT_LINE}\n",
        f"o\n1{'0' * 5000}\n{ROOT_LINE}\n",
        f"o\n9\n{ROOT_LINE[:-1]}\n", f"o\n9\n{ROOT_LINE}=\n", "o\n9\nAAAA\n", "o\n9\n\n",
        f"o\n0\n{ROOT_LINE}\n",
        f"o\n9\n{ROOT_LINE}\n\n", f"o\n9\n{ROOT_LINE}\n\nx\n", f"o\r\n9\r\n{ROOT_LINE}\r\n",
        f"o\t\n9\n{ROOT_LINE}\n",
    ],
)  # fmt: skip
def test_a_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    ("origin", "size", "root", "extensions"),
    [
        ("", 1, bytes(32), ()),
        ("a\nb", 1, bytes(32), ()),
        ("a\tb", 1, bytes(32), ()),
        ("a", -1, bytes(32), ()),
        ("a", LARGEST + 1, bytes(32), ()),
        ("a", 1, bytes(31), ()),
        ("a", 0, bytes(32), ()),
        ("a", 1, bytes(32), ("",)),
        ("a", 1, bytes(32), ("x\ny",)),
    ],
)
def test_a_checkpoint_that_cannot_be_written_is_not_made(
    origin: str, size: int, root: bytes, extensions: tuple[str, ...]
) -> None:
    with pytest.raises(Malformed):
        Checkpoint(origin, size, root, extensions)


def test_a_change_of_keys_is_signed_by_both_and_opens_by_either() -> None:
    data = sign_checkpoint(at(9), [LOG, NEXT]).encode()
    old, new = LOG.verifier, NEXT.verifier

    assert open_checkpoint(data, ORIGIN, [old, new]).signed_by == (old, new)
    assert open_checkpoint(data, ORIGIN, [new]).signed_by == (new,)
    assert open_checkpoint(data, ORIGIN, [old]).checkpoint == at(9)


def test_a_checkpoint_of_another_log_or_by_no_pinned_key_is_refused() -> None:
    data = sign_checkpoint(at(9), [LOG]).encode()

    with pytest.raises(WrongLog):
        open_checkpoint(data, "hub.example/other", [LOG.verifier])
    with pytest.raises(Unsigned):
        open_checkpoint(data, ORIGIN, [NEXT.verifier])
    with pytest.raises(Malformed):
        open_checkpoint(sign("no checkpoint\n", [LOG]).encode(), ORIGIN, [LOG.verifier])


def test_a_log_signs_only_in_its_own_name_and_witnesses_only_cosign() -> None:
    with pytest.raises(ValueError, match="its origin"):
        sign_checkpoint(replace(at(9), origin="other"), [LOG])
    with pytest.raises(ValueError, match="key for cosignatures"):
        cosign(at(9), LOG, NOON)
    for time in (-1, LARGEST + 1):
        with pytest.raises(ValueError, match="since 1970"):
            cosign(at(9), WITNESSES[0], time)


def test_a_cosignature_is_over_time_and_text_as_published() -> None:
    checkpoint = replace(at(9), extensions=("an extension",))
    line = cosign(checkpoint, WITNESSES[0], NOON)
    message = f"cosignature/v1\ntime {NOON}\n{checkpoint.text}".encode()

    assert line.signature == NOON.to_bytes(8, "big") + WITNESSES[0].private.sign(message)
    note = sign_checkpoint(checkpoint, [LOG]).with_line(line)
    assert cosignatures(note, KEYS) == (Cosignature(KEYS[0], NOON),)


def test_the_same_key_signing_in_two_ways_is_two_keys() -> None:
    log = Signer("same", Kind.TEXT, LOG.private).verifier
    witness = Signer("same", Kind.COSIGNATURE, LOG.private).verifier

    assert log.public == witness.public
    assert log.key_id != witness.key_id


@pytest.mark.parametrize("timed", [b"", bytes(71), bytes(72), bytes(73), b"\xff" * 72])
def test_a_cosignature_that_a_pinned_witness_did_not_make_is_an_error(timed: bytes) -> None:
    note = witnessed(None, NOON)
    line = note.lines[1]
    forged = note.with_line(SignatureLine(line.name, line.key_id, timed or line.signature[:-1]))

    assert cosignatures(forged, KEYS[2:]) == ()
    with pytest.raises((Forged, Malformed)):
        cosignatures(forged, KEYS)


def test_a_cosignature_dated_beyond_all_time_is_refused_though_it_verifies() -> None:
    time = LARGEST + 1
    signature = WITNESSES[0].private.sign(f"cosignature/v1\ntime {time}\n{at(9).text}".encode())
    line = WITNESSES[0].line(time.to_bytes(8, "big") + signature)

    with pytest.raises(Malformed):
        cosignatures(witnessed().with_line(line), KEYS)


def test_a_cosignature_of_another_checkpoint_does_not_count() -> None:
    note = sign_checkpoint(at(9), [LOG]).with_line(cosign(at(8), WITNESSES[0], NOON))

    with pytest.raises(Forged):
        evaluate(note, Policy(KEYS, 1), NOON, HOUR)


@pytest.mark.parametrize(
    ("times", "standing", "held_at", "counts"),
    [
        ((NOON, NOON - HOUR, NOON - 5), Standing.REACHED, NOON - HOUR, (3, 0, 0, 1)),
        ((NOON, NOON - 5, NOON, NOON - 9), Standing.REACHED, NOON - 5, (4, 0, 0, 0)),
        ((NOON, NOON - HOUR - 1, NOON), Standing.STALE, NOON - HOUR - 1, (2, 1, 0, 1)),
        ((NOON, None, NOON), Standing.LACKING, None, (2, 0, 0, 2)),
        ((NOON, NOON + 60, NOON), Standing.REACHED, NOON, (3, 0, 0, 1)),
        ((NOON, NOON + 61, NOON), Standing.LACKING, None, (2, 0, 1, 1)),
        ((), Standing.LACKING, None, (0, 0, 0, 4)),
    ],
)
def test_a_quorum_is_reached_by_enough_witnesses_lately(
    times: tuple[int | None, ...], standing: Standing, held_at: int | None, counts: tuple[int, ...]
) -> None:
    quorum = evaluate(witnessed(*times), Policy(KEYS, 3), NOON, HOUR, ahead=60)
    sorts = (quorum.fresh, quorum.stale, quorum.ahead, quorum.absent)

    assert (quorum.standing, quorum.held_at) == (standing, held_at)
    assert tuple(len(sort) for sort in sorts) == counts


def test_a_policy_that_needs_nobody_says_that_the_log_is_unwitnessed() -> None:
    quorum = evaluate(witnessed(NOON), Policy(KEYS, 0), NOON, HOUR)

    assert (quorum.standing, quorum.held_at) == (Standing.UNWITNESSED, None)
    assert evaluate(witnessed(), Policy((), 0), NOON, HOUR).standing is Standing.UNWITNESSED


def test_a_policy_counts_no_witness_twice_and_needs_no_more_than_there_are() -> None:
    renamed = replace(KEYS[0], name="witness.example/renamed")
    rekeyed = replace(KEYS[0], public=KEYS[1].public)
    for witnesses, needed in (
        (KEYS, 5), (KEYS, -1), ((KEYS[0], KEYS[0]), 1), ((KEYS[0], renamed), 1),
        ((KEYS[0], rekeyed), 1), ((LOG.verifier,), 1),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"witness|kind"):
            Policy(witnesses, needed)


@given(st.integers(0, 40), st.integers(0, 40))
def test_honest_checkpoints_compare_by_size_whichever_is_known(one: int, other: int) -> None:
    proof = consistency_proof(min(one, other), max(one, other), node)
    relation = compare(at(one), at(other), proof)

    assert relation == (Relation.SAME if one == other else Relation.NEWER if other > one else Relation.OLDER)


@given(st.integers(3, 40), st.integers(3, 40))
def test_a_forked_log_never_passes_for_one_that_grew(known: int, other: int) -> None:
    old, new = sorted((known, other))
    proof = consistency_proof(old, new, forked_node)
    is_one_node = old.bit_count() == 1 and old != new
    outcome: object
    try:
        outcome = compare(at(old), at(new, FORKED), proof)
    except Unproven:
        outcome = Unproven

    # Where the old tree is one node, its root is part of the way: then the proof leads to no known root.
    assert outcome == (Unproven if is_one_node else Relation.FORK)


def test_a_proof_that_shows_nothing_leaves_open_who_is_at_fault() -> None:
    for proof in ([], [EMPTY_ROOT], consistency_proof(6, 8, node)):
        with pytest.raises(Unproven):
            compare(at(6), at(9), proof)
    with pytest.raises(Unproven):
        compare(at(6), at(6), [EMPTY_ROOT])


def test_checkpoints_of_different_logs_are_not_compared() -> None:
    with pytest.raises(WrongLog):
        compare(at(6), replace(at(6), origin="other"), [])


def test_a_checkpoint_names_the_logs_next_key_under_the_present_ones_signature() -> None:
    named = at(9).following(NEXT.verifier)
    opened = open_checkpoint(sign_checkpoint(named, [LOG, NEXT]).encode(), ORIGIN, [LOG.verifier])

    assert opened.checkpoint.next_keys == (NEXT.verifier,)
    assert opened.checkpoint == named
    assert (at(9).next_keys, replace(at(9), extensions=("next-keys",)).next_keys) == ((), ())


@pytest.mark.parametrize("line", ["next-key ", "next-key hub.example/audit", "next-key a+00000000+AAAA"])
def test_a_line_that_names_no_key_is_malformed(line: str) -> None:
    with pytest.raises(Malformed):
        _ = replace(at(9), extensions=(line,)).next_keys
