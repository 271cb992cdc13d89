"""Signatures of webhooks, as the Standard Webhooks libraries read them."""

from __future__ import annotations

from base64 import b64decode

from sharehub.sending.signature import headers, shown

SECRET = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
PINNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
"""Made by the reference library from this secret, id, moment and body."""


def test_a_known_message_is_signed_as_the_reference_library_signs_it() -> None:
    found = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [SECRET])

    assert found == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": PINNED,
    }
    assert shown(SECRET) == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_while_one_secret_takes_anothers_place_both_sign() -> None:
    found = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [b"new", SECRET])

    assert found["webhook-signature"].split(" ")[1] == PINNED
    assert len(found["webhook-signature"].split(" ")) == 2
