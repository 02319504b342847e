"""Later attempts of one practice run one after another; first ones, and other practices', do not wait."""

import asyncio

from polyclinic.web.turns import Turns


async def test_later_attempts_of_one_practice_take_turns() -> None:
    turns, running, most = Turns(), 0, 0

    async def attempt(practice_id: str, number: int) -> None:
        nonlocal running, most
        async with turns.take(practice_id, number):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*(attempt("a", 1) for _ in range(5)))
    assert most == 1

    await asyncio.gather(*(attempt("a", 0) for _ in range(5)), *(attempt(name, 1) for name in "ab"))
    assert most == 7
