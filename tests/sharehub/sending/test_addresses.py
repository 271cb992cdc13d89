"""Where a webhook may lead: never into the hub's own network, however it is written or resolved."""

from __future__ import annotations

import ipaddress

import pytest

from sharehub.errors import Invalid
from sharehub.sending.addresses import NotPublic, Unreachable, allowed, is_public, read_url, resolved

PUBLIC = "93.184.216.34"
WITHIN = (
    *("127.0.0.1", "127.8.9.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254"),
    *("100.64.0.1", "192.0.2.1", "198.18.0.1", "192.88.99.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", f"::ffff:{PUBLIC}", "::127.0.0.1", "2002:7f00:1::", "2001::1"),
    *("64:ff9b::7f00:1", "64:ff9b:1::808:808", "3fff::1", "100::1"),
    "0.0.0.0",  # noqa: S104 - nothing is bound to it
)


@pytest.mark.parametrize("address", WITHIN)
def test_a_name_that_leads_within_is_refused_whatever_else_it_leads_to(address: str) -> None:
    found: list[str] = []
    for found[:] in ([address], [PUBLIC, address], [address, PUBLIC]):
        with pytest.raises(NotPublic):
            allowed("intake.agency.example", 443, lambda *_: found)


@pytest.mark.parametrize("address", [PUBLIC, "2606:4700::1111", "64:ff9b::5db8:d822"])
def test_a_public_address_is_connected_to_as_it_was_looked_at(address: str) -> None:
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return [address, address]

    assert allowed("intake.agency.example", 443, resolve) == [ipaddress.ip_address(address)]
    assert asked == ["intake.agency.example"]
    assert is_public(ipaddress.ip_address(address))


def test_what_resolves_to_nothing_or_to_no_address_is_not_reached() -> None:
    with pytest.raises(Unreachable):
        allowed("intake.agency.example", 443, lambda _host, _port: [])
    with pytest.raises(NotPublic):
        allowed("intake.agency.example", 443, lambda _host, _port: ["somewhere"])
    with pytest.raises(Unreachable):
        resolved("no-such-name.invalid", 443)


def test_this_machine_is_reached_where_that_is_allowed_and_no_other_within() -> None:
    assert allowed("localhost", 443, lambda *_: ["127.0.0.1"], loopback=True)
    with pytest.raises(NotPublic):
        allowed("localhost", 443, lambda *_: ["10.0.0.1"], loopback=True)


@pytest.mark.parametrize(
    "url",
    [
        *("http://intake.agency.example/", "https://user@intake.agency.example/", "ftp://a.example"),
        *("https://127.0.0.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/"),
        *("https://127.1/", "https://0x7f.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/"),
        *("https://intake.agency.example./", "https://localhost/", "https://intake/", "https://a.1/"),
        *("https://a.0x1f/", "https://intake.agency.example:8443/", "https://intake.agency.example:x/"),
        *("https://intake.agency.example/?token=1", "https://intake.agency.example/#a", "https:///a"),
        *(
            "https://intake.agency.example/a b",
            "https://intake.agency.example/%2e%2e",
            "https://a.example//b",
        ),
        *("https://Intake.agency.example/", "https://a.example\\@b.example/", "https://é.example/", ""),
        *("https://a.example:443:443/", "https://-a.example/", f"https://a.example/{'a' * 400}"),
    ],
)
def test_an_address_that_could_be_read_in_two_ways_or_names_no_host_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_url(url)
    assert refused.value.where == "address"
    assert not url or url not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "netloc", "path"),
    [
        ("https://intake.agency.example", "intake.agency.example", "/"),
        ("https://intake.agency.example:443/a/b", "intake.agency.example", "/a/b"),
        ("https://a1.4example.scot/hooks/", "a1.4example.scot", "/hooks/"),
    ],
)
def test_an_address_of_a_named_host_is_read(url: str, netloc: str, path: str) -> None:
    place = read_url(url)
    assert (place.netloc, place.path) == (netloc, path)
