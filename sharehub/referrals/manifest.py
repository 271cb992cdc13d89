r"""The manifest of a referral: exactly which facts were approved, in which version and form, and on what.

It is canonical JSON of ids, closed words and digests, without a word of any fact. Where the hub signs, a
signed note (C2SP signed-note) by the key of its promises stands before it. What is stored is

    sharehub referral manifest 1 <bytes of the note, 0 where nobody signs>\\n<note><JSON>

and the note's text is four lines: this form's name, the hub's log, the referral, and the SHA-256 of the JSON
in hex. The same digest is in the log, in the entry of the approval.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from sharehub.audit.entry import microseconds
from sharehub.audit.note import Kind, Malformed, parse, sign, verify
from sharehub.audit.promise import SUFFIX
from sharehub.disclosure.compose import Form
from sharehub.errors import Tampered
from sharehub.referrals.words import PURPOSE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from sharehub.audit.note import Signer, VerifierKey
    from sharehub.identity.actor import Actor
    from sharehub.referrals.held import Held

FORM = "sharehub referral manifest 1"
VERSION = 1
_SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
_LINES = 4


@dataclass(frozen=True, slots=True)
class Frozen:
    """A manifest as it is stored, taken apart. `note` is empty where it is unsigned."""

    text: bytes
    note: bytes

    @property
    def signed(self) -> bool:
        """Whether a note stands before it; whether that is good, `verified` says."""
        return bool(self.note)

    @property
    def digest(self) -> str:
        """The SHA-256 of the JSON, in hex."""
        return hashlib.sha256(self.text).hexdigest()

    @property
    def forms(self) -> dict[str, Form]:
        """How each fact was approved to go.

        Raises:
            Tampered: the JSON is not as a manifest writes itself.
        """
        try:
            said = orjson.loads(self.text)["forms"]
            return {fact: _form(one) for fact, one in said.items()}
        except (ValueError, TypeError, KeyError, AttributeError):
            raise Tampered("a stored manifest cannot be read") from None

    def stored(self) -> bytes:
        """Return the bytes that are kept."""
        return f"{FORM} {len(self.note)}\n".encode() + self.note + self.text


def freeze(held: Held, forms: Mapping[str, Form], by: Actor, at: datetime) -> bytes:
    """Return a referral's manifest as canonical JSON: what goes, to whom, and who approved it when."""
    row = held.row
    said: dict[str, Any] = {
        "v": VERSION,
        "referral": str(held.id),
        "case": str(row["case_id"]),
        "programme": str(row["programme_id"]),
        "from": str(row["from_unit_id"]),
        "recipient": {
            "unit": str(row["to_unit_id"]),
            "user": str(row["recipient_user_id"]),
            "role": row["recipient_role"],
        },
        "purpose": PURPOSE,
        "sender_purpose": row["sender_purpose"],
        "approved": {"by": str(by.user), "role": by.role, "at": microseconds(at)},
        "strip": {
            "person": str(row["person_id"]),
            **{name: row[name] for name in ("mandate", "man", "relationship", "languages", "interpreter")},
            **{name: row[name] for name in ("area", "parenting", "asked_tactics", "earlier_asked")},
        },
        "forms": plain(forms),
    }
    return orjson.dumps(said, option=_SORTED)


def digest_of(forms: Mapping[str, Form]) -> str:
    """Return the digest of how facts go: what somebody who looked says that they saw."""
    return hashlib.sha256(orjson.dumps(plain(forms), option=_SORTED)).hexdigest()


def plain(forms: Mapping[str, Form]) -> dict[str, dict[str, Any]]:
    """Return forms as JSON has them."""
    return {fact: {**form._asdict()} for fact, form in forms.items()}


def signed(text: bytes, referral: UUID, signer: Signer | None) -> Frozen:
    """Return a manifest with its note, where the hub signs; else unsigned.

    Raises:
        ValueError: the key's name is not that of any log's promises.
    """
    if signer is None:
        return Frozen(text, b"")
    if not signer.name.endswith(SUFFIX):
        raise ValueError("manifests are signed by the key of a log's promises")
    lines = (FORM, signer.name.removesuffix(SUFFIX), str(referral), hashlib.sha256(text).hexdigest())
    return Frozen(text, sign("\n".join(lines) + "\n", [signer]).encode())


def read(stored: bytes) -> Frozen:
    """Take a stored manifest apart, without believing it.

    Raises:
        Tampered: it is not in the form that is written here.
    """
    head, newline, rest = stored.partition(b"\n")
    form, _, length = head.decode("ascii", "replace").rpartition(" ")
    if not newline or form != FORM or not length.isdecimal() or int(length) > len(rest):
        raise Tampered("a stored manifest is not in the form of one")
    return Frozen(rest[int(length) :], rest[: int(length)])


def verified(frozen: Frozen, referral: UUID, origin: str, keys: Iterable[VerifierKey]) -> bool:
    """Say whether a manifest is signed by a hub's pinned key, for this referral; False: it is unsigned.

    Args:
        frozen: the manifest.
        referral: which it is to be of.
        origin: the hub's log, whose promises' key signs.
        keys: pinned; only those named `<origin>/promises` count.

    Raises:
        Malformed: the note, or its text, is not in the form of one.
        Forged: a line claims a pinned key and is not by it.
        Unsigned: no pinned key signed.
    """
    if not frozen.signed:
        return False
    note = parse(frozen.note)
    verify(note, [key for key in keys if key.kind is Kind.TEXT and key.name == origin + SUFFIX])
    lines = note.text[:-1].split("\n")
    if len(lines) != _LINES or lines != [FORM, origin, str(referral), frozen.digest]:
        raise Malformed("this note is not over this manifest")
    return True


def _form(said: Mapping[str, Any]) -> Form:
    return Form(
        int(said["version"]),
        str(said["seal"]),
        str(said["outcome"]),
        str(said["reason"]),
        tuple(map(str, said["caveats"])),
        tuple(map(str, said["rests_on"])),
        tuple(map(str, said["protocols"])),
    )
