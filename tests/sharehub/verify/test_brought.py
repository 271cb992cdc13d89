"""What an auditor brings is read strictly: one log's keys, a policy of k out of n, short files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sharehub.audit.checkpoint import Policy
from sharehub.audit.note import LONGEST, Kind, Signer
from sharehub.errors import Invalid
from sharehub.verify.brought import bring
from tests.sharehub.audit.growing import ORIGIN
from tests.sharehub.verify.audits import PROMISES, WITNESSES
from tests.sharehub.verify.forging import LOG

if TYPE_CHECKING:
    from pathlib import Path

OTHER = Signer.from_seed("other.example/log", Kind.TEXT, b"o" * 32)
NEXT = Signer.from_seed(ORIGIN, Kind.TEXT, b"n" * 32)
ONE, TWO, THREE = (witness.verifier for witness in WITNESSES)
THREE_WITNESSES = f"witness a {ONE.text}\nwitness b {TWO.text} https://b.example\nwitness c {THREE.text}\n"


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def keys(folder: Path, *signers: Signer) -> Path:
    lines = "".join(f"{signer.verifier.text}\n" for signer in signers)
    return written(folder, "keys", f"# pinned in May\n\n  # by two of us\n{lines}")


def test_keys_of_a_log_and_of_its_promises_are_told_apart_by_name(tmp_path: Path) -> None:
    kept, receipt = written(tmp_path, "kept", b"one"), written(tmp_path, "receipt", b"two")

    found = bring(keys(tmp_path, LOG, PROMISES, NEXT), [kept], [receipt], None)

    assert (found.origin, found.log_keys) == (ORIGIN, (LOG.verifier, NEXT.verifier))
    assert found.promise_keys == (PROMISES.verifier,)
    assert (found.kept, found.receipts, found.policy) == ((("kept", b"one"),), (("receipt", b"two"),), None)


@pytest.mark.parametrize(
    "signers",
    [
        [],
        [PROMISES],
        [LOG, OTHER],
        [OTHER, PROMISES],
        [Signer(ORIGIN, Kind.COSIGNATURE, LOG.private)],
        [LOG, Signer(PROMISES.name, Kind.COSIGNATURE, LOG.private)],
    ],
)
def test_keys_that_are_not_those_of_one_log_are_refused(tmp_path: Path, signers: list[Signer]) -> None:
    with pytest.raises(Invalid, match="--keys"):
        bring(keys(tmp_path, *signers), [], [], None)


@pytest.mark.parametrize("text", ["no key\n", "a+b+c\n", b"\xff\n", f"{LOG.verifier.text} more\n"])
def test_a_line_that_is_no_key_is_refused_and_not_repeated(tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(Invalid, match="--keys") as refused:
        bring(written(tmp_path, "keys", text), [], [], None)

    assert "more" not in str(refused.value)


def test_receipts_need_the_key_that_they_are_signed_by(tmp_path: Path) -> None:
    receipt = written(tmp_path, "receipt", "any")

    with pytest.raises(Invalid, match="/promises"):
        bring(keys(tmp_path, LOG), [], [receipt], None)


def test_a_file_that_is_missing_or_too_long_is_refused(tmp_path: Path) -> None:
    pinned = keys(tmp_path, LOG, PROMISES)

    with pytest.raises(Invalid, match="--kept"):
        bring(pinned, [tmp_path / "missing"], [], None)
    with pytest.raises(Invalid, match="--receipt"):
        bring(pinned, [], [written(tmp_path, "long", b"x" * (LONGEST + 1))], None)
    with pytest.raises(Invalid, match="--witnesses"):
        bring(pinned, [], [], tmp_path)


@pytest.mark.parametrize(
    ("end", "policy"),
    [
        ("group g 2 a b c\nquorum g\n", Policy((ONE, TWO, THREE), 2)),
        ("group g any a c\nquorum g\n", Policy((ONE, THREE), 1)),
        ("group g all a b\nquorum g\n", Policy((ONE, TWO), 2)),
        ("quorum b\n", Policy((TWO,), 1)),
        ("quorum none\n", Policy((ONE, TWO, THREE), 0)),
        (f"log {LOG.verifier.text} https://hub.example\nquorum a\n", Policy((ONE,), 1)),
    ],
)
def test_a_policy_says_how_many_of_which_witnesses(tmp_path: Path, end: str, policy: Policy) -> None:
    path = written(tmp_path, "policy", f"# ours\n{THREE_WITNESSES}\n{end}")

    assert bring(keys(tmp_path, LOG), [], [], path).policy == policy


@pytest.mark.parametrize(
    "text",
    [
        "",
        "group g 2 a b\n",
        "quorum g\n",
        "quorum a\nquorum b\n",
        "quorum a b\n",
        "quorum\n",
        "group g 4 a b c\nquorum g\n",
        "group g 0 a b c\nquorum g\n",
        "group g -1 a b c\nquorum g\n",
        "group g \u0662 a b c\nquorum g\n",
        "group g most a b c\nquorum g\n",
        "group g any\nquorum g\n",
        "group g all\nquorum g\n",
        "group g 1 d\nquorum g\n",
        "group g 1 a a\nquorum g\n",
        "group g 1 a\ngroup h 1 g b\nquorum h\n",
        "group a 1 b\nquorum a\n",
        "group none 1 b\nquorum none\n",
        f"witness a {ONE.text}\nquorum a\n",
        f"witness none {ONE.text}\nquorum a\n",
        f"witness d {LOG.verifier.text}\nquorum d\n",
        "witness d key\nquorum a\n",
        f"witness d {ONE.text} url more\nquorum a\n",
        "log\nquorum a\n",
        "other line\nquorum a\n",
    ],
)
def test_a_policy_that_says_anything_else_is_refused(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, "policy", THREE_WITNESSES + text)

    with pytest.raises(Invalid, match="--witnesses"):
        bring(keys(tmp_path, LOG), [], [], path)
