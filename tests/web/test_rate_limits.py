from datetime import timedelta
from pathlib import Path

import pytest

from polyclinic.core.shared.clock import HeldClock
from polyclinic.web.limit_windows import MemoryWindows
from polyclinic.web.rate_limits import Caller, CountingLimiter, LimitState, RateLimit, Rules, load_rules, make_limiter
from tests.web.support import NOW, House

ADA, BOB = Caller(address="10.0.0.1", credential="ada"), Caller(address="10.0.0.1", credential="bob")
NOBODY = Caller(address="10.0.0.1")


async def count(rules: Rules, limit: RateLimit, caller: Caller, times: int) -> list[bool]:
    limiter = make_limiter(rules, clock=HeldClock(NOW))
    states = [await limiter.hit("d", "default", limit, "read", caller) for _ in range(times)]
    return [state is None or not state.exceeded for state in states]


async def test_a_fixed_window_starts_with_the_first_request() -> None:
    clock = HeldClock(NOW)
    limiter, limit = make_limiter(Rules(), clock=clock), RateLimit(2, 60)

    async def hit() -> tuple[int, float, int]:
        state = await limiter.hit("d", "default", limit, "read", ADA)
        assert state is not None
        return state.remaining, state.reset_at - NOW.timestamp(), state.retry_after

    assert await hit() == (1, 60, 0)
    clock.advance(timedelta(seconds=30.5))
    assert await hit() == (0, 60, 0)
    assert await hit() == (0, 60, 30)
    clock.advance(timedelta(seconds=29.4))
    assert await hit() == (0, 60, 1)
    clock.advance(timedelta(seconds=0.1))
    assert await hit() == (1, 120, 0)


async def test_a_moving_window_counts_the_last_seconds() -> None:
    clock = HeldClock(NOW)
    limiter, limit = make_limiter(Rules(), clock=clock), RateLimit(1000, 10, "moving", "address")

    async def hit() -> LimitState:
        state = await limiter.hit("d", "default", limit, "read", ADA)
        assert state is not None
        return state

    for _ in range(500):
        assert not (await hit()).exceeded
    clock.advance(timedelta(seconds=6))
    for _ in range(500):
        assert not (await hit()).exceeded
    refused = await hit()
    assert (refused.exceeded, refused.remaining, refused.retry_after) == (True, 0, 4)
    clock.advance(timedelta(seconds=4))
    later = await hit()
    assert (later.exceeded, later.remaining) == (False, 499)


@pytest.mark.parametrize(
    ("per", "callers", "allowed"),
    [
        ("credential", [(ADA, "read"), (ADA, "write"), (BOB, "read"), (NOBODY, "read")], [True, False, True, True]),
        ("credential+operation", [(ADA, "read"), (ADA, "write"), (ADA, "read")], [True, True, False]),
        ("address", [(ADA, "read"), (BOB, "write"), (NOBODY, "read")], [True, False, False]),
        ("address+operation", [(ADA, "read"), (BOB, "write"), (NOBODY, "read")], [True, True, False]),
    ],
)
async def test_buckets(per: str, callers: list[tuple[Caller, str]], allowed: list[bool]) -> None:
    limiter = make_limiter(Rules(), clock=HeldClock(NOW))
    limit = RateLimit(1, 60, per=per)  # type: ignore[arg-type]  # one of the literals
    found = [await limiter.hit("d", "default", limit, operation, caller) for caller, operation in callers]
    assert [state is not None and not state.exceeded for state in found] == allowed


@pytest.mark.parametrize(
    ("addresses", "allowed"),
    [
        (["2001:db8:1:2::1", "2001:DB8:1:2:ffff::9", "2001:db8:1:3::1"], [True, False, True]),
        (["::ffff:10.0.0.1", "10.0.0.1", "10.0.0.2"], [True, False, True]),
        (["fe80::1%eth0", "fe80::2%eth0", "testclient:1"], [True, False, True]),
    ],
)
async def test_an_ipv6_address_is_one_of_many_that_its_holder_has(addresses: list[str], allowed: list[bool]) -> None:
    limiter, limit = make_limiter(Rules(), clock=HeldClock(NOW)), RateLimit(1, 60, per="address")
    found = [await limiter.hit("d", "sign_in", limit, "sign_in", Caller(address=each)) for each in addresses]
    assert [state is not None and not state.exceeded for state in found] == allowed


async def test_a_credential_may_have_a_multiple_of_the_limit() -> None:
    caller = Caller(address="a", credential="bench", factor=3)
    assert await count(Rules(), RateLimit(1, 60), caller, 4) == [True, True, True, False]


async def test_rules_replace_switch_off_and_add() -> None:
    limit = RateLimit(1, 60)
    assert await count(Rules(vendor=False), limit, ADA, 3) == [True] * 3
    named = Rules(named={("d", "default"): RateLimit(2, 60)})
    assert await count(named, limit, ADA, 3) == [True, True, False]
    everywhere = Rules(vendor=False, everywhere=(RateLimit(9, 60), RateLimit(2, 60, per="address")))
    assert await count(everywhere, limit, ADA, 3) == [True, True, False]


async def test_counts_of_the_past_are_forgotten() -> None:
    clock = HeldClock(NOW)
    windows = MemoryWindows(clock)
    limiter = CountingLimiter(Rules(), windows, clock)
    for number in range(4_000):
        clock.advance(timedelta(seconds=1))
        caller = Caller(address=str(number))
        await limiter.hit("d", "a", RateLimit(1, 10, per="address"), "read", caller)
        await limiter.hit("d", "b", RateLimit(1, 10, "moving", "address"), "read", caller)
        await limiter.hit("d", "c", RateLimit(1, 10, "moving", "address"), "read", caller)
    assert 0 < len(windows) < 7_000
    await limiter.reset()
    assert len(windows) == 0


def test_rules_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "limits.toml"
    file.write_text(
        'vendor = false\n[candid]\ndefault = {amount = 5, seconds = 1, window = "moving", per = "address"}\n'
        "[everywhere]\nclients = {amount = 9, seconds = 60}\n"
    )
    rules = load_rules(str(file))
    assert rules == Rules(False, {("candid", "default"): RateLimit(5, 1, "moving", "address")}, (RateLimit(9, 60),))
    assert (load_rules("vendor"), load_rules("off")) == (Rules(), Rules(vendor=False))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[candid", "not TOML"),
        ("[candid]\ndefault = {amount = 0, seconds = 1}", "candid.default is not a limit"),
        ("[candid]\ndefault = {amount = 1.5, seconds = 1}", "candid.default is not a limit"),
        ('[candid]\ndefault = {amount = 1, seconds = 1, per = "moon"}', "candid.default is not a limit"),
        ("[candid]\ndefault = {many = 1}", "candid.default takes"),
        ("candid = 5", "candid is not a table"),
        ("[everywhere]\nall = 5", "everywhere.all takes"),
    ],
)
def test_a_file_that_is_wrong_says_where(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "limits.toml"
    file.write_text(text)
    with pytest.raises(ValueError, match=told):
        load_rules(str(file))
    with pytest.raises(ValueError, match="cannot be read"):
        load_rules(str(tmp_path / "absent.toml"))


async def test_every_answer_tells_the_limit(house: House) -> None:
    async with house.http(house.app(rules=Rules())) as http:
        requests = [
            http.get("/notes/templates"),
            http.post("/notes", json={}),
            http.post("/notes", content=b"x" * 300_000),
            http.post("/notes", content=b"x", headers={"Content-Type": "text/plain"}),
            http.get("/nowhere"),
            http.put("/notes"),
            http.get("/notes/1"),
            http.get("/odd/broken"),
            http.get("/notes", headers={"Authorization": "Bearer nobody"}),
        ]
        answers = [await request for request in requests]
    assert [answer.status_code for answer in answers] == [200, 422, 413, 415, 404, 405, 404, 500, 401]
    assert {answer.headers["x-ratelimit-limit"] for answer in answers} == {"5"}
    assert {answer.headers["retry-after"] for answer in answers} == {"0"}
    assert {answer.headers["x-ratelimit-reset"] for answer in answers} == {str(int(NOW.timestamp()) + 60)}
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers[1:4]] == ["4", "3", "2"]


async def test_too_many_are_refused_per_operation(house: House) -> None:
    app = house.app(rules=Rules())
    async with house.http(app) as http:
        statuses = [(await http.get("/notes")).status_code for _ in range(7)]
        refused = await http.get("/notes")
        other = await http.get("/notes/templates")
        house.clock.advance(timedelta(seconds=60))
        later = await http.get("/notes")
    assert statuses == [200] * 5 + [429] * 2
    assert (refused.json()["error"], refused.headers["retry-after"]) == ("too_many_requests", "60")
    assert refused.headers["x-ratelimit-remaining"] == "0"
    assert (other.status_code, later.status_code) == (200, 200)
    assert await house.outcomes() == ["ok"] * 7
    await app.failures.flush()
    (counted,) = await house.system_facts()
    assert (counted.outcome, counted.detail) == ("too_many_requests", f"3 in this minute from {house.address}")


async def test_guessing_credentials_is_limited_by_address(house: House) -> None:
    async with house.http(house.app(rules=Rules()), key=None) as http:
        statuses = [
            (await http.get("/notes", headers={"Authorization": f"Bearer {number}"})).status_code for number in range(7)
        ]
        public = [(await http.post("/login", json={"text": "x"})).status_code for _ in range(7)]
    assert statuses == public == [401] * 5 + [429] * 2


async def test_an_endpoint_names_its_policy_and_a_client_its_factor(house: House) -> None:
    fast = await house.new_key(rate_limit=1000)
    app = house.app(rules=Rules())
    async with house.http(app) as http:
        assert [(await http.get("/limited")).status_code for _ in range(3)] == [200, 200, 429]
    async with house.http(app, key=fast) as http:
        assert {(await http.get("/notes")).status_code for _ in range(20)} == {200}
