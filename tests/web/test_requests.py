import re
from ipaddress import ip_network

import pytest

from tests.web.conftest import MakeApp
from tests.web.support import client_of

PROXIES = (ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8"))


@pytest.mark.parametrize("given", ["abc", "01a2-b.c:d_e", "x" * 128])
async def test_a_request_id_is_kept(make_app: MakeApp, given: str) -> None:
    async with client_of(make_app()) as http:
        assert (await http.get("/notes", headers={"X-Request-Id": given})).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", "<script>", "-a"])
async def test_a_request_id_that_is_no_name_is_replaced(make_app: MakeApp, given: str) -> None:
    async with client_of(make_app()) as http:
        made = (await http.get("/nowhere", headers={"X-Request-Id": given})).headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{32}", made)


FORWARDED = {
    "X-Forwarded-For": "6.6.6.6, 203.0.113.9, 10.1.1.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "clinic.example",
}


async def seen(app: object, **headers: str) -> tuple[str, str]:
    async with client_of(app) as http:  # type: ignore[arg-type]  # an ASGI app
        answer = (await http.post("/login", json={"text": "sesame"}, headers=headers)).json()
    return answer["origin"], answer["address"]


async def test_forwarded_headers_count_from_trusted_proxies_only(make_app: MakeApp) -> None:
    assert await seen(make_app(), **FORWARDED) == ("http://test", "127.0.0.1")
    assert await seen(make_app(trusted_proxies=PROXIES), **FORWARDED) == ("https://clinic.example", "203.0.113.9")
    assert await seen(make_app(trusted_proxies=PROXIES[1:]), **FORWARDED) == ("http://test", "127.0.0.1")


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("", "127.0.0.1"),
        ("nonsense", "127.0.0.1"),
        ("nonsense, 10.0.0.1", "10.0.0.1"),
        ("10.0.0.2, 10.0.0.1", "10.0.0.2"),
    ],
)
async def test_the_last_untrusted_hop_is_the_client(make_app: MakeApp, header: str, address: str) -> None:
    app = make_app(trusted_proxies=PROXIES)
    assert (await seen(app, **{"X-Forwarded-For": header}))[1] == address


async def test_the_public_url_is_a_setting(make_app: MakeApp) -> None:
    app = make_app(public_url="https://api.clinic.example/")
    assert (await seen(app, Host="elsewhere.example"))[0] == "https://api.clinic.example"


@pytest.mark.parametrize("host", ["a b", "evil/path", "x@y", "[::1", 'a"b'])
async def test_a_host_that_is_none_is_not_echoed(make_app: MakeApp, host: str) -> None:
    assert (await seen(make_app(), Host=host))[0] == "http://test"
