"""A witness cosigns what grew from what it cosigned before, having put it down, and nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sharehub.audit.checkpoint import cosignatures, parse_checkpoint
from sharehub.audit.note import Kind, parse
from sharehub.audit.submission import SIZE_TYPE, Submission
from sharehub.clock import SteppedClock
from sharehub.errors import KeysUnavailable
from sharehub.witness.attend import Witness
from sharehub.witness.memory import MOST_EVIDENCE, Memory
from tests.sharehub.witness.logs import ORIGIN, Log, key_of

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.witness.attend import Reply

NAME = "witness.police.example"
NOW = datetime(2024, 6, 3, 9, tzinfo=UTC)


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    """Return a witness that knows one log."""
    key = key_of(NAME, Kind.COSIGNATURE)
    return Witness(key, {ORIGIN: [key_of(ORIGIN).verifier]}, Memory(tmp_path), SteppedClock(NOW))


def sent(witness: Witness, submission: Submission) -> Reply:
    """Return what a submission is answered."""
    return witness.attend(submission.encode())


def kept(witness: Witness) -> int:
    """Return the size of the tree that it remembers."""
    note = witness.memory.recall(ORIGIN)
    return 0 if note is None else parse_checkpoint(parse(note).text).size


def test_a_first_checkpoint_is_put_down_and_cosigned(witness: Witness) -> None:
    submission = Log().submission(0, 5)

    reply = sent(witness, submission)

    assert reply.status == 200
    (said,) = cosignatures(parse(submission.note.encode() + reply.body.encode()), [witness.signer.verifier])
    assert said.time == int(NOW.timestamp())
    assert kept(witness) == 5


@pytest.mark.parametrize("sizes", [(1, 2, 3, 300, 301), (7, 7, 256, 512, 513)])
def test_a_tree_that_grew_is_cosigned_again_and_again(witness: Witness, sizes: tuple[int, ...]) -> None:
    old = 0
    for new in sizes:
        assert sent(witness, Log().submission(old, new)).status == 200
        old = new

    assert kept(witness) == sizes[-1]


def test_whoever_names_another_size_is_told_the_one_that_is_known(witness: Witness) -> None:
    sent(witness, Log().submission(0, 9))

    for old in (0, 4, 8, 10):
        reply = sent(witness, Log().submission(old, 12))
        assert (reply.status, reply.kind, reply.body) == (409, SIZE_TYPE, "9\n")
    assert kept(witness) == 9


def test_a_smaller_tree_is_never_cosigned(witness: Witness) -> None:
    sent(witness, Log().submission(0, 9))

    reply = sent(witness, replace(Log().submission(0, 5), old=9))

    assert reply.status == 400
    assert kept(witness) == 9


def test_a_fork_is_refused_alarmed_and_the_proof_of_it_kept(
    witness: Witness, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sent(witness, Log().submission(0, 9))
    fork = Log(salt=b"another")

    larger, same = fork.submission(9, 12), fork.submission(9, 9)

    assert sent(witness, larger).status == 422
    assert sent(witness, same).status == 409
    assert kept(witness) == 9
    assert caplog.text.count("does not fit the one before") == 2
    # Both that it signed: the one that was put down makes way for the next.
    assert sent(witness, Log().submission(9, 20)).status == 200
    known = Log().checkpoint(9).encode()
    evidence = {path.read_bytes() for path in tmp_path.glob("*.evidence")}
    assert evidence == {known + b"\n" + one.encode() for one in (larger, same)}


def test_evidence_does_not_fill_the_disk(witness: Witness, tmp_path: Path) -> None:
    sent(witness, Log().submission(0, 1))

    for number in range(MOST_EVIDENCE + 5):
        sent(witness, Log(salt=b"%d" % number).submission(1, 1))

    assert len(list(tmp_path.glob("*.evidence"))) == MOST_EVIDENCE


def test_a_proof_that_proves_nothing_is_refused_and_accuses_nobody(
    witness: Witness, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sent(witness, Log().submission(0, 9))
    whole = Log().submission(9, 20)

    # Anybody can send that: checkpoints are public. It must not crowd out the proof of a fork.
    for proof in ((), whole.proof[:-1], (*whole.proof, whole.proof[0]), whole.proof[::-1]):
        assert sent(witness, replace(whole, proof=proof)).status == 422
    assert list(tmp_path.glob("*.evidence")) == []
    assert caplog.text.count("without a proof that its tree grew") == 4
    assert sent(witness, whole).status == 200


def test_another_tree_of_the_same_size_is_a_fork_whatever_its_proof(witness: Witness, tmp_path: Path) -> None:
    sent(witness, Log().submission(0, 9))
    fork = replace(Log(salt=b"another").submission(9, 9), proof=(b"p" * 32,))

    assert sent(witness, fork).status == 409
    assert len(list(tmp_path.glob("*.evidence"))) == 1


def test_a_log_that_is_not_known_and_a_key_that_is_not_pinned_get_nothing(witness: Witness) -> None:
    stranger = Log(signer=key_of(ORIGIN, seed=b"stolen"))

    assert sent(witness, stranger.submission(0, 5)).status == 403
    assert sent(replace(witness, logs={}), Log().submission(0, 5)).status == 404
    assert kept(witness) == 0


def test_a_line_that_claims_the_pinned_key_and_is_not_by_it_is_refused(witness: Witness) -> None:
    five, six = Log().submission(0, 5), Log().submission(0, 6)

    assert sent(witness, replace(five, note=replace(five.note, lines=six.note.lines))).status == 403


@pytest.mark.parametrize(
    "data",
    [b"", b"old 0\n\n", b"old -1\n\nx", b"old 01\n\nx", b"old 0\nAAAA\n\nx", b"\xff\n\nx", b"x" * 70_000],
)
def test_what_is_no_submission_is_refused(witness: Witness, data: bytes) -> None:
    assert witness.attend(data).status == 400


def test_a_memory_that_cannot_be_written_cosigns_nothing(witness: Witness, tmp_path: Path) -> None:
    gone = replace(witness, memory=Memory(tmp_path / "gone"))

    with pytest.raises(KeysUnavailable):
        sent(gone, Log().submission(0, 5))


def test_nothing_is_cosigned_before_it_is_put_down(witness: Witness) -> None:
    at_signing: list[int] = []

    class Watch:
        """Asked for the time that a cosignature names."""

        def now(self) -> datetime:
            at_signing.append(kept(witness))
            return NOW

    sent(replace(witness, clock=Watch()), Log().submission(0, 5))

    assert at_signing == [5]


def test_of_many_at_once_each_is_compared_with_what_is_there_then(witness: Witness) -> None:
    submissions = [Log().submission(0, size) for size in range(1, 25)]

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda one: sent(witness, one), submissions))

    assert [int(reply.status) for reply in replies].count(200) == 1
    (winner,) = [reply for reply in replies if reply.status == 200]
    size = kept(witness)
    note = Log().checkpoint(size).encode() + winner.body.encode()
    assert len(cosignatures(parse(note), [witness.signer.verifier])) == 1


def test_what_is_remembered_outlives_the_witness(witness: Witness) -> None:
    sent(witness, Log().submission(0, 5))
    again = replace(witness, memory=Memory(witness.memory.folder))

    assert sent(again, Log().submission(0, 9)).body == "5\n"
    assert sent(again, Log().submission(5, 9)).status == 200
