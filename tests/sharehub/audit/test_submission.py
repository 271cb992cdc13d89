"""What a log sends to a witness is read back as it was sent, and nothing else is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharehub.audit.note import Malformed
from sharehub.audit.submission import Submission, parse_submission
from tests.sharehub.witness.logs import ORIGIN, Log

NOTE = Log().checkpoint(3)
# The example of C2SP tlog-witness, with another checkpoint below it.
PUBLISHED = (
    "old 20852014\n"
    "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
    "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
    "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
    "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
    "\n"
)


def test_the_published_example_is_read() -> None:
    found = parse_submission(PUBLISHED.encode() + NOTE.encode())

    assert (found.old, len(found.proof), found.note) == (20852014, 4, NOTE)
    assert found.encode() == PUBLISHED.encode() + NOTE.encode()


@given(st.integers(0, 2**62), st.lists(st.binary(min_size=32, max_size=32), max_size=63))
def test_a_submission_is_read_back_as_it_was(old: int, proof: list[bytes]) -> None:
    submission = Submission(old, tuple(proof), NOTE)

    assert parse_submission(submission.encode()) == submission


@given(st.binary(max_size=300))
def test_other_bytes_are_refused_and_never_crash(data: bytes) -> None:
    for tried in (data, b"old 3\n\n" + data, b"old 3\n" + data + NOTE.encode()):
        try:
            found = parse_submission(tried)
        except Malformed:
            continue
        assert found.encode() == tried


def test_a_proof_has_63_hashes_at_most() -> None:
    with pytest.raises(Malformed, match="63"):
        parse_submission(Submission(1, (bytes(32),) * 64, NOTE).encode())
    assert ORIGIN in NOTE.text
