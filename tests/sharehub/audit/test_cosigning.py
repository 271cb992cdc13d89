"""Witnesses are asked over real HTTP; what they say is believed by their signature alone."""

from __future__ import annotations

import time
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from sharehub.audit import tree
from sharehub.audit.checkpoint import Policy, Standing
from sharehub.audit.cosigning import AGAIN, Answer, Cosigner, Unwilling, post
from sharehub.audit.inclusion import wait
from sharehub.audit.note import Kind
from sharehub.audit.sequencing import Sequencing
from sharehub.audit.standing import LONGEST_SILENCE, shown_checkpoint, standing
from sharehub.audit.witness_policy import Reliance
from sharehub.clock import SteppedClock
from tests.sharehub.audit.trees import PATIENCE, Served, a_sequencer, a_witness, record
from tests.sharehub.witness.logs import Log, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sharehub.audit.sequencer import Sequencer
    from sharehub.audit.standing import LogStanding
    from sharehub.hub import Hub

NAMES = ("witness.police.example", "witness.council.example")


@pytest.fixture
def sequencer(hub: Hub, tmp_path: Path) -> Sequencer:
    """Return the sequencer of a hub on each database."""
    return a_sequencer(hub, tmp_path)


@pytest.fixture
def served(hub: Hub, sequencer: Sequencer, tmp_path: Path) -> Iterator[Served]:
    """Yield a witness that is reached over HTTP."""
    with a_witness(hub, sequencer, tmp_path, NAMES[0]) as found:
        yield found


def cosigner(hub: Hub, served: Served) -> Cosigner:
    return Cosigner(hub.engine, hub.clock, served.witness.signer.verifier, served.address)


def grow(hub: Hub, sequencer: Sequencer, number: int) -> None:
    record(hub, number)
    with sequencer.lease() as lease:
        assert lease
        sequencer.round()


def later(hub: Hub, seconds: float) -> None:
    clock = hub.clock
    assert isinstance(clock, SteppedClock)
    clock.put(clock.now() + timedelta(seconds=seconds))


def stands(hub: Hub, needed: int, *keys: str) -> LogStanding:
    policy = Policy(tuple(key_of(name, Kind.COSIGNATURE).verifier for name in keys), needed)
    with hub.begin() as work:
        return standing(work.tx, policy, work.tx.now)


@pytest.mark.postgres
def test_a_witness_cosigns_each_checkpoint_and_what_it_said_is_shown(
    hub: Hub, sequencer: Sequencer, served: Served
) -> None:
    asking = cosigner(hub, served)
    assert asking.round() is False

    for number in (1, 3, 300):
        grow(hub, sequencer, number)
        assert asking.round() is True
        assert asking.round() is False

    policy = Policy((served.witness.signer.verifier,), 1)
    with hub.begin() as work:
        shown = shown_checkpoint(work.tx, policy)
        newest = tree.newest_checkpoint(work.tx)
    assert shown is not None
    assert newest is not None
    assert shown.startswith(newest.note)
    assert NAMES[0].encode() in shown
    assert stands(hub, 1, NAMES[0]) == (304, 0, Standing.REACHED, 1, 1)


@pytest.mark.postgres
def test_a_witness_is_asked_again_after_a_while_so_that_its_word_stays_fresh(
    hub: Hub, sequencer: Sequencer, served: Served
) -> None:
    asking = cosigner(hub, served)
    grow(hub, sequencer, 2)
    asking.round()
    later(hub, AGAIN + 1)

    assert asking.round() is True
    later(hub, LONGEST_SILENCE + 2)
    assert stands(hub, 1, NAMES[0]).witnessed is Standing.STALE
    asking.round()
    assert stands(hub, 1, NAMES[0]).witnessed is Standing.REACHED


@pytest.mark.postgres
def test_too_few_are_lacking_and_nobody_is_nobody(hub: Hub, sequencer: Sequencer, served: Served) -> None:
    grow(hub, sequencer, 2)
    assert stands(hub, 1, *NAMES).witnessed is Standing.LACKING
    cosigner(hub, served).round()

    assert stands(hub, 1, *NAMES).witnessed is Standing.REACHED
    assert stands(hub, 2, *NAMES).witnessed is Standing.LACKING
    assert stands(hub, 0).witnessed is Standing.UNWITNESSED


def test_a_word_counts_by_its_signature_and_not_by_the_column(sqlite_hub: Hub, tmp_path: Path) -> None:
    sequencer = a_sequencer(sqlite_hub, tmp_path)
    grow(sqlite_hub, sequencer, 2)
    with sqlite_hub.begin() as work:
        line = Log().checkpoint(2).lines[0].text.replace("hub.example/log", NAMES[0])
        tree.store_word(work.tx, 2, NAMES[0], work.tx.now, line)

    assert stands(sqlite_hub, 1, NAMES[0]).witnessed is Standing.LACKING


def test_a_hub_that_forgot_what_its_witness_knows_is_told(sqlite_hub: Hub, tmp_path: Path) -> None:
    sequencer = a_sequencer(sqlite_hub, tmp_path)
    with a_witness(sqlite_hub, sequencer, tmp_path, NAMES[0]) as served:
        grow(sqlite_hub, sequencer, 4)
        cosigner(sqlite_hub, served).round()
        grow(sqlite_hub, sequencer, 4)
        with sqlite_hub.begin() as work:
            work.tx.session.connection().exec_driver_sql("delete from log_cosignatures")

        assert cosigner(sqlite_hub, served).round() is True
    assert stands(sqlite_hub, 1, NAMES[0]).fresh == 1


def test_a_witness_that_knows_a_larger_tree_is_alarmed(
    sqlite_hub: Hub, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sequencer = a_sequencer(sqlite_hub, tmp_path)
    grow(sqlite_hub, sequencer, 2)
    key = key_of(NAMES[0], Kind.COSIGNATURE).verifier

    def knows_more(_url: str, _body: bytes) -> Answer:
        return Answer(409, "text/x.tlog.size", b"900\n")

    with pytest.raises(Unwilling, match="larger"):
        Cosigner(sqlite_hub.engine, sqlite_hub.clock, key, "http://witness", knows_more).round()
    assert "larger log than this database holds" in caplog.text


@pytest.mark.parametrize(
    ("answer", "why", "alarmed"),
    [
        (Answer(200, "text/plain", b""), "without its cosignature", False),
        (Answer(200, "text/plain", Log().checkpoint(2).lines[0].text.encode()), "without its", False),
        (Answer(200, "text/plain", b"\xff\xfe"), "without its cosignature", False),
        (Answer(403, "text/plain", b""), "answers 403", False),
        (Answer(422, "text/plain", b""), "answers 422", True),
        (Answer(409, "text/plain", b""), "answers 409", True),
        (Answer(409, "text/x.tlog.size", b"many\n"), "names no size", False),
        (Answer(409, "text/x.tlog.size", b"9" * 30), "names no size", False),
    ],
)
def test_an_answer_without_the_witnesss_word_stores_nothing(
    sqlite_hub: Hub,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    answer: Answer,
    why: str,
    *,
    alarmed: bool,
) -> None:
    grow(sqlite_hub, a_sequencer(sqlite_hub, tmp_path), 2)
    key = key_of(NAMES[0], Kind.COSIGNATURE).verifier
    asking = Cosigner(sqlite_hub.engine, sqlite_hub.clock, key, "http://witness", lambda _url, _body: answer)

    with pytest.raises(Unwilling, match=why):
        asking.round()

    assert ("cosigned before" in caplog.text) is alarmed
    with sqlite_hub.begin() as work:
        assert tree.latest_word(work.tx, NAMES[0]) is None


def test_nobody_there_is_unwilling() -> None:
    with pytest.raises(Unwilling, match="cannot be reached"):
        post("http://127.0.0.1:9/add-checkpoint", b"")


@pytest.mark.postgres
def test_sequencing_grows_the_tree_has_it_cosigned_and_stops_when_asked(
    hub: Hub, sequencer: Sequencer, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    key = served.witness.signer.verifier
    reliance = Reliance((), Policy((key,), 1), {key: served.address})
    stop = Event()
    working = [
        Thread(target=Sequencing(sequencer, reliance, stop, every=0.02, asking=0.02, pause=0.02).run)
        for _ in range(2)
    ]
    for thread in working:
        thread.start()
    try:
        for _ in range(3):
            (*_, leaf) = record(hub, 40)
            assert _waited_for(hub, leaf)
        assert _cosigned(hub, 120)
    finally:
        stop.set()
        for thread in working:
            thread.join()

    assert stands(hub, 1, NAMES[0])[:1] == (120,)
    assert "Tampered" not in caplog.text
    assert "IntegrityError" not in caplog.text


def test_a_trouble_is_told_when_it_begins_and_when_it_is_over(
    sqlite_hub: Hub, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING")
    sequencer = a_sequencer(sqlite_hub, tmp_path)
    hidden = sequencer.key_file.with_name("elsewhere")
    sequencer.key_file.rename(hidden)
    stop = Event()
    thread = Thread(target=Sequencing(sequencer, Reliance((), Policy((), 0), {}), stop, 0.02, 0.02).run)
    thread.start()
    try:
        assert _until(lambda: "the log: sequencing: KeysUnavailable" in caplog.text)
        hidden.rename(sequencer.key_file)
        assert _until(lambda: "the log: sequencing: over" in caplog.text)
    finally:
        stop.set()
        thread.join()

    assert caplog.text.count("KeysUnavailable") == 1


def test_a_quorum_that_is_not_there_is_alarmed_and_the_tree_grows_all_the_same(
    sqlite_hub: Hub, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sequencer = a_sequencer(sqlite_hub, tmp_path)
    key = key_of(NAMES[0], Kind.COSIGNATURE).verifier
    nobody_answers = Reliance((), Policy((key,), 1), {key: "http://127.0.0.1:9"})
    stop = Event()
    thread = Thread(target=Sequencing(sequencer, nobody_answers, stop, 0.02, 0.02).run)
    thread.start()
    try:
        (leaf,) = record(sqlite_hub, 1)
        assert _waited_for(sqlite_hub, leaf)
        assert _until(lambda: "the log: quorum: lacking" in caplog.text)
        assert _until(lambda: f"the log: witness {NAMES[0]}: cannot be reached" in caplog.text)
    finally:
        stop.set()
        thread.join()


def _waited_for(hub: Hub, leaf: bytes) -> bool:
    return wait(hub.engine, hub.clock, leaf, PATIENCE)


def _until(so: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while not so() and time.monotonic() < until:
        time.sleep(0.02)
    return so()


def _cosigned(hub: Hub, size: int) -> bool:
    def word() -> bool:
        with hub.begin() as work:
            found = tree.latest_word(work.tx, NAMES[0])
        return found is not None and found.size == size

    return _until(word)
