import re
from dataclasses import replace
from ipaddress import ip_network

import pytest

from polyclinic.web.app import DialectApp
from tests.web.support import House

PROXIES = (ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8"))


@pytest.mark.parametrize("given", ["abc", "01a2-b.c:d_e", "x" * 128])
async def test_a_request_id_is_kept(house: House, given: str) -> None:
    async with house.http(house.app()) as http:
        assert (await http.get("/notes", headers={"X-Request-Id": given})).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", "<script>", "-a"])
async def test_a_request_id_that_is_no_name_is_replaced(house: House, given: str) -> None:
    async with house.http(house.app()) as http:
        made = (await http.get("/nowhere", headers={"X-Request-Id": given})).headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{32}", made)


FORWARDED = {
    "X-Forwarded-For": "6.6.6.6, 203.0.113.9, 10.1.1.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "clinic.example",
}


async def seen(house: House, app: DialectApp, **headers: str) -> tuple[str, str]:
    async with replace(house, address="127.0.0.1").http(app) as http:
        answer = (await http.post("/login", json={"text": house.key}, headers=headers)).json()
    return answer["origin"], answer["address"]


async def test_forwarded_headers_count_from_trusted_proxies_only(house: House) -> None:
    assert await seen(house, house.app(), **FORWARDED) == ("http://test", "127.0.0.1")
    assert await seen(house, house.app(trusted_proxies=PROXIES), **FORWARDED) == (
        "https://clinic.example",
        "203.0.113.9",
    )
    assert await seen(house, house.app(trusted_proxies=PROXIES[1:]), **FORWARDED) == ("http://test", "127.0.0.1")


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("", "127.0.0.1"),
        ("nonsense", "127.0.0.1"),
        ("nonsense, 10.0.0.1", "10.0.0.1"),
        ("10.0.0.2, 10.0.0.1", "10.0.0.2"),
    ],
)
async def test_the_last_untrusted_hop_is_the_client(house: House, header: str, address: str) -> None:
    app = house.app(trusted_proxies=PROXIES)
    assert (await seen(house, app, **{"X-Forwarded-For": header}))[1] == address


async def test_the_public_url_is_a_setting(house: House) -> None:
    app = house.app(public_url="https://api.clinic.example/")
    assert (await seen(house, app, Host="elsewhere.example"))[0] == "https://api.clinic.example"


@pytest.mark.parametrize("host", ["a b", "evil/path", "x@y", "[::1", 'a"b'])
async def test_a_host_that_is_none_is_not_echoed(house: House, host: str) -> None:
    assert (await seen(house, house.app(), Host=host))[0] == "http://test"
