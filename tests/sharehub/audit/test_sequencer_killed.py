"""A sequencer killed at any point, and two of them at once: the next one goes on, and one at a time signs."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sharehub.audit import log_keys
from sharehub.audit.merkle import root_of
from sharehub.audit.sequencer import Round
from tests.sharehub.audit.growing import Growing

if TYPE_CHECKING:
    from sharehub.hub import Hub

ROOT = Path(__file__).parents[3]

KILLED = """
import os, sys
from pathlib import Path
from sqlalchemy import event
from sharehub.audit import log_keys, tree
from sharehub.audit.sequencer import Sequencer
from sharehub.clock import SystemClock
from sharehub.database.engine import open_engine

url, key_file, moment = sys.argv[1:]
engine = open_engine(url)
store, put_down = tree.store, log_keys.put_down_head


def kill(*_):
    os.kill(os.getpid(), 9)


def kill_before_the_commit(*given):
    store(*given)
    event.listen(engine, "commit", kill)


def kill_after_the_head(*given):
    put_down(*given)
    kill()


if moment == "signed":
    tree.store = kill
elif moment == "stored":
    tree.store = kill_before_the_commit
elif moment == "committed":
    log_keys.put_down_head = kill
else:
    log_keys.put_down_head = kill_after_the_head
running = Sequencer(engine, Path(key_file), SystemClock())
with running.lease() as ours:
    print(ours is not None, flush=True)
    running.round()
"""

BUSY = """
import sys, time
from pathlib import Path
from sharehub.audit import sequencer
from sharehub.audit.sequencer import Sequencer
from sharehub.clock import SystemClock
from sharehub.database.engine import open_engine

url, key_file = sys.argv[1:]
sequencer.MOST = 3
running = Sequencer(open_engine(url), Path(key_file), SystemClock())
print("ready", flush=True)
sys.stdin.readline()
rounds = 0
while rounds < 3 or done.added:
    with running.lease() as ours:
        if ours:
            begun = time.monotonic_ns()
            done = running.round()
            print(begun, time.monotonic_ns(), done.added, flush=True)
            rounds += 1
    time.sleep(0.001)
"""


def url_of(hub: Hub) -> str:
    return hub.engine.url.render_as_string(hide_password=False)


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


@pytest.mark.parametrize(
    ("moment", "came_in"), [("signed", 0), ("stored", 0), ("committed", 2), ("put down", 2)]
)
def test_killed_at_any_point_it_leaves_a_whole_tree_and_the_same_code_goes_on(
    hub: Hub, tmp_path: Path, moment: str, came_in: int
) -> None:
    growing = Growing.of(hub, tmp_path / "log")
    made = growing.grow(3)
    made += growing.record(2)
    head = log_keys.signed_head(growing.key_file)

    process = start(KILLED, url_of(hub), growing.key_file, moment)
    out, err = process.communicate(timeout=60)

    assert (process.returncode, out, err) == (-signal.SIGKILL, "True\n", "")
    assert growing.newest().size == 3 + came_in
    assert (log_keys.signed_head(growing.key_file) == head) is (moment != "put down")
    with growing.sequencer().lease() as ours:
        assert ours
        assert growing.round() == Round(5, 2 - came_in, 0)
    assert [entry for entry, _ in growing.leaves()] == made
    assert growing.newest().root == root_of(leaf for _, leaf in growing.leaves())
    assert log_keys.signed_head(growing.key_file) != head


def test_two_sequencers_never_work_at_once_and_together_build_one_tree(hub: Hub, tmp_path: Path) -> None:
    growing = Growing.of(hub, tmp_path / "log")
    key_files = [growing.key_file, growing.key_file]
    if hub.engine.dialect.name == "postgresql":
        # Machines that share a database may each have a copy of the keys.
        (tmp_path / "copy").mkdir(mode=0o700)
        key_files[1] = Path(shutil.copy(growing.key_file, tmp_path / "copy"))
    two = [start(BUSY, url_of(hub), key_file) for key_file in key_files]
    for process in two:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    made = growing.record(30)
    for process in two:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    made += growing.record(30)

    ended = [process.communicate(timeout=60) for process in two]

    assert [(process.returncode, err) for process, (_, err) in zip(two, ended, strict=True)] == [(0, "")] * 2
    rounds = sorted(tuple(map(int, line.split())) for out, _ in ended for line in out.splitlines())
    assert all(ended <= begun for (_, ended, _), (begun, _, _) in pairwise(rounds))
    assert sum(added for *_, added in rounds) + growing.round().added == 60
    assert {entry for entry, _ in growing.leaves()} == set(made)
    assert growing.newest().root == root_of(leaf for _, leaf in growing.leaves())
