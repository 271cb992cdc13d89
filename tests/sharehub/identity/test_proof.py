"""Proofs of possession: for this request, of now, once, by the key the token is bound to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sharehub.identity.proof import WINDOW, Shown, verify_proof
from sharehub.identity.signed import Rejected, Why
from tests.sharehub.identity.signing import NOW, SECONDS, Holder, part, sign, weak_rsa

URL = "https://hub.example/api/v1/cases/1/disclosures"
HOLDER = Holder()
SHOWN = Shown("POST", URL, "token", HOLDER.thumbprint)


class Seen:
    """Remembers what it was asked about."""

    def __init__(self) -> None:
        self.kept: dict[str, datetime] = {}

    def __call__(self, digest: str, until: datetime) -> bool:
        before = digest in self.kept
        self.kept[digest] = until
        return before


def verdict(proofs: list[str] | str, shown: Shown = SHOWN, seen: Seen | None = None) -> str | Why:
    given = [proofs] if isinstance(proofs, str) else proofs
    found = verify_proof(given, shown, NOW, seen or Seen())
    return found.why if isinstance(found, Rejected) else found


def proof(header: dict[str, Any] | None = None, **changes: Any) -> str:
    return HOLDER.proof("POST", URL, "token", header, **changes)


def test_a_sound_proof_names_its_key_and_counts_once() -> None:
    seen, sent = Seen(), proof()

    assert verdict(sent, seen=seen) == HOLDER.thumbprint
    assert verdict(sent, seen=seen) == Why.PROOF_REPLAYED
    assert verdict(proof(), seen=seen) == HOLDER.thumbprint
    assert set(seen.kept.values()) == {NOW + 2 * WINDOW}


def test_at_a_token_endpoint_there_is_neither_token_nor_key_yet() -> None:
    assert verdict(HOLDER.proof("POST", URL), Shown("POST", URL)) == HOLDER.thumbprint


@pytest.mark.parametrize(
    "url",
    ["HTTPS://HUB.example:443/api/v1/cases/1/disclosures", f"{URL}?a=b#c", URL.replace("cases", "%63ases")],
)
def test_an_address_that_means_the_same_is_the_same(url: str) -> None:
    assert verdict(proof(htu=url)) == HOLDER.thumbprint


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"htm": "GET"}, Why.PROOF_METHOD),
        ({"htm": "post"}, Why.PROOF_METHOD),
        ({"htm": None}, Why.PROOF_METHOD),
        ({"htu": URL + "/"}, Why.PROOF_ADDRESS),
        ({"htu": URL.replace("https", "http")}, Why.PROOF_ADDRESS),
        ({"htu": URL.replace("hub", "u:p@hub")}, Why.PROOF_ADDRESS),
        ({"htu": URL.replace("example", "example:99999")}, Why.PROOF_ADDRESS),
        ({"htu": URL + "%zz"}, Why.PROOF_ADDRESS),
        ({"htu": URL.replace("/1/", "%2F1/")}, Why.PROOF_ADDRESS),
        ({"htu": None}, Why.CLAIMS),
        ({"ath": None}, Why.PROOF_TOKEN),
        ({"ath": "A" * 43}, Why.PROOF_TOKEN),
        ({"iat": SECONDS - 61}, Why.PROOF_TIME),
        ({"iat": SECONDS + 61}, Why.PROOF_TIME),
        ({"iat": None}, Why.CLAIMS),
        ({"iat": "now"}, Why.CLAIMS),
        ({"jti": None}, Why.CLAIMS),
        ({"jti": "short"}, Why.CLAIMS),
    ],
)
def test_a_proof_for_anything_else_counts_for_nothing_and_is_not_kept(
    changes: dict[str, Any], why: Why
) -> None:
    seen = Seen()

    assert verdict(proof(**changes), seen=seen) == why
    assert seen.kept == {}


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ({"typ": "JWT"}, Why.TYPE),
        ({"jwk": None}, Why.PROOF_KEY),
        ({"jwk": {"kty": "EC"}}, Why.PROOF_KEY),
        ({"jwk": "key"}, Why.PROOF_KEY),
        ({"jwk": HOLDER.key.as_dict(private=True)}, Why.PROOF_KEY),
        ({"jwk": weak_rsa()}, Why.PROOF_KEY),
        ({"jwk": {"kty": "oct", "k": "AAAA"}}, Why.PROOF_KEY),
    ],
)
def test_a_proof_that_brings_no_fitting_key_counts_for_nothing(header: dict[str, Any], why: Why) -> None:
    assert verdict(proof(header)) == why


def test_a_shared_secret_proves_nothing() -> None:
    _, claims, signature = proof().split(".")
    header = {"typ": "dpop+jwt", "alg": "HS256", "jwk": HOLDER.key.as_dict(private=False)}

    assert verdict(f"{part(header)}.{claims}.{signature}") == Why.ALGORITHM


def test_another_holders_proof_is_no_proof() -> None:
    assert verdict(Holder().proof("POST", URL, "token")) == Why.PROOF_KEY


def test_a_proof_signed_by_another_key_than_it_brings_is_none() -> None:
    header = {"alg": "ES256", "typ": "dpop+jwt", "jwk": HOLDER.key.as_dict(private=False)}

    assert verdict(sign(Holder().key, header, {"htm": "POST", "htu": URL})) == Why.SIGNATURE


@pytest.mark.parametrize("count", [0, 2])
def test_exactly_one_proof_is_one(count: int) -> None:
    assert verdict([proof() for _ in range(count)]) == Why.PROOF_COUNT


def test_the_window_is_open_on_both_sides_to_the_second() -> None:
    for late in (WINDOW, -WINDOW, timedelta()):
        assert verdict(proof(iat=int((NOW + late).timestamp()))) == HOLDER.thumbprint
