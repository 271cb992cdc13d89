"""Access tokens: exactly those of our issuer, for us, of now, in one unit and one role."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc.jwk import OctKey, RSAKey

from sharehub.identity.access_token import AccessToken, verify
from sharehub.identity.signed import LARGEST_INTEGER, MOST_CHARACTERS, Rejected, Why
from tests.sharehub.identity.signing import EXPECTED, NOW, SECONDS, Issuer, a_key, part, sign

ISSUER = Issuer()
KEYS = ISSUER.keys()


def verdict(token: str, now: datetime = NOW) -> AccessToken | Why:
    """Return the token, or why it counts for nothing."""
    found = verify(token, EXPECTED, KEYS, now)
    return found.why if isinstance(found, Rejected) else found


def test_a_sound_token_says_who_is_asking() -> None:
    found = verdict(ISSUER.token(jti="j1", acr="gold", auth_time=SECONDS - 5))

    assert found == AccessToken(
        issuer=EXPECTED.issuer,
        subject="police",
        client_id="pages",
        jti="j1",
        issued_at=NOW,
        expires_at=NOW + timedelta(seconds=600),
        unit="POL-DA",
        role="police",
        auth_time=NOW - timedelta(seconds=5),
        acr="gold",
    )


@pytest.mark.parametrize("kind", ["at+jwt", "AT+JWT", "application/at+jwt"])
def test_the_type_is_that_of_an_access_token_in_any_letters(kind: str) -> None:
    assert isinstance(verdict(ISSUER.token({"typ": kind})), AccessToken)


@pytest.mark.parametrize("audience", [EXPECTED.audience, [EXPECTED.audience], ["x", EXPECTED.audience]])
def test_a_token_may_be_for_us_among_others(audience: Any) -> None:
    assert isinstance(verdict(ISSUER.token(aud=audience)), AccessToken)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"iss": "https://id.example"}, Why.ISSUER),
        ({"iss": None}, Why.ISSUER),
        ({"iss": [EXPECTED.issuer]}, Why.ISSUER),
        ({"aud": "https://other.example"}, Why.AUDIENCE),
        ({"aud": None}, Why.AUDIENCE),
        ({"aud": {EXPECTED.audience: 1}}, Why.AUDIENCE),
        ({"aud": ["x"] * 20 + [EXPECTED.audience]}, Why.AUDIENCE),
        ({"exp": SECONDS - 31}, Why.EXPIRED),
        ({"exp": None}, Why.CLAIMS),
        ({"exp": str(SECONDS + 9)}, Why.CLAIMS),
        ({"exp": float(SECONDS + 9)}, Why.CLAIMS),
        ({"exp": True}, Why.CLAIMS),
        ({"exp": LARGEST_INTEGER}, Why.CLAIMS),
        ({"exp": LARGEST_INTEGER + 1}, Why.CLAIMS),
        ({"exp": SECONDS + 8 * 3600 + 1}, Why.TOO_LONG),
        ({"iat": SECONDS + 31}, Why.NOT_YET),
        ({"nbf": SECONDS + 31}, Why.NOT_YET),
        ({"nbf": "now"}, Why.CLAIMS),
        ({"iat": -1}, Why.CLAIMS),
        ({"sub": None}, Why.CLAIMS),
        ({"sub": ""}, Why.CLAIMS),
        ({"sub": 7}, Why.CLAIMS),
        ({"sub": "x" * 256}, Why.CLAIMS),
        ({"sub": "a\nb"}, Why.CLAIMS),
        ({"client_id": None}, Why.CLAIMS),
        ({"jti": None}, Why.CLAIMS),
        ({"sharehub_unit": None}, Why.CLAIMS),
        ({"sharehub_unit": ["POL-DA", "CF-SW"]}, Why.CLAIMS),
        ({"sharehub_role": None}, Why.CLAIMS),
        ({"sharehub_role": ["police", "school"]}, Why.CLAIMS),
        ({"cnf": {}}, Why.CLAIMS),
        ({"cnf": {"x5t#S256": "A" * 43}}, Why.CLAIMS),
        ({"cnf": {"jkt": "A" * 43, "x5t#S256": "A" * 43}}, Why.CLAIMS),
        ({"cnf": {"jkt": "A" * 42}}, Why.CLAIMS),
        ({"cnf": {"jkt": 7}}, Why.CLAIMS),
        ({"cnf": "A" * 43}, Why.CLAIMS),
        ({"acr": 1}, Why.CLAIMS),
    ],
)
def test_a_token_that_says_anything_else_counts_for_nothing(changes: dict[str, Any], why: Why) -> None:
    assert verdict(ISSUER.token(**changes)) == why


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ({"typ": "JWT"}, Why.TYPE),
        ({"typ": None}, Why.TYPE),
        ({"typ": ["at+jwt"]}, Why.TYPE),
        ({"typ": "dpop+jwt"}, Why.TYPE),
        ({"kid": "another"}, Why.KEY),
        ({"jku": "https://evil.example"}, Why.MALFORMED),
        ({"x5c": ["AA"]}, Why.MALFORMED),
    ],
)
def test_a_header_that_says_anything_else_counts_for_nothing(header: dict[str, Any], why: Why) -> None:
    assert verdict(ISSUER.token(header)) == why


def test_the_leeway_is_for_clocks_and_no_more() -> None:
    token = ISSUER.token()
    ends = NOW + timedelta(seconds=600)

    assert isinstance(verdict(token, ends + timedelta(seconds=29)), AccessToken)
    assert verdict(token, ends + timedelta(seconds=30)) == Why.EXPIRED
    assert isinstance(verdict(token, NOW - timedelta(seconds=30)), AccessToken)
    assert verdict(token, NOW - timedelta(seconds=31)) == Why.NOT_YET


def test_another_key_of_the_same_name_signs_nothing() -> None:
    other = Issuer(a_key("one"))

    assert verdict(other.token()) == Why.SIGNATURE


def test_no_other_algorithm_is_taken_however_well_it_signs() -> None:
    rsa = RSAKey.generate_key(2048, {"kid": "rsa"})
    header = {"typ": "at+jwt", "kid": "one"}
    unsigned = f"{part(header | {'alg': 'none'})}.{part(ISSUER.claims())}."
    shared = OctKey.import_key(json.dumps(ISSUER.key.as_dict(private=False)))

    assert verdict(unsigned) == Why.MALFORMED
    assert verdict(unsigned + "AA") == Why.ALGORITHM
    assert verdict(sign(shared, header | {"alg": "HS256"}, ISSUER.claims())) == Why.ALGORITHM
    assert verdict(sign(rsa, header | {"alg": "RS256"}, ISSUER.claims())) == Why.ALGORITHM
    assert verdict(sign(rsa, header | {"alg": "PS256"}, ISSUER.claims())) == Why.SIGNATURE


def test_what_is_no_compact_token_or_could_be_read_in_two_ways_is_malformed() -> None:
    header, claims, signature = ISSUER.token().split(".")
    twice = part(b'{"alg":"ES256","typ":"at+jwt","kid":"one","kid":"two"}')
    deep = part(b"[" * 2000)
    not_a_number = part(b'{"exp": NaN}')

    for token in (
        *("", ".", "..", "a.b", f"{header}.{claims}", f"{header}.{claims}.{signature}.{signature}"),
        *(
            f"{header}.{claims}.{signature}=",
            f" {header}.{claims}.{signature}",
        ),
        *(
            f"{twice}.{claims}.{signature}",
            f"{deep}.{claims}.{signature}",
            f"{part([])}.{claims}.{signature}",
        ),
        *(
            f"{part(b'{')}.{claims}.{signature}",
            f"{part(bytes([255]))}.{claims}.{signature}",
            "x" * MOST_CHARACTERS,
        ),
        f"{header}.{not_a_number}.{signature}",
        "x" * (MOST_CHARACTERS + 1),
    ):
        assert verdict(token) == Why.MALFORMED, token[:80]


def test_a_token_changed_by_one_letter_anywhere_counts_for_nothing() -> None:
    token = ISSUER.token()

    for place in range(len(token)):
        letter = "A" if token[place] != "A" else "B"
        assert isinstance(verdict(token[:place] + letter + token[place + 1 :]), Why), place


def test_moments_are_read_as_utc() -> None:
    found = verdict(ISSUER.token())

    assert isinstance(found, AccessToken)
    assert found.issued_at.tzinfo is UTC
