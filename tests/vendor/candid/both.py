"""The published package's two clients behind one call, so that a test is written once for both."""

import asyncio
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import reduce
from typing import Any

from candid import AsyncCandidApiClient, CandidApiClientEnvironment

from tests.vendor.candid.connect import connected

Package = Callable[..., Any]
"""``package("encounters.v_4.get", encounter_id)`` calls that method and returns, or raises, what it does."""


@contextmanager
def package(block: dict[str, str], client: str) -> Iterator[Package]:
    """``client`` is "sync" or "async"."""
    if client == "sync":
        with connected(block) as connection:
            yield lambda operation, *args, **kwargs: _method(connection, operation)(*args, **kwargs)
        return
    with asyncio.Runner() as runner:
        origin = CandidApiClientEnvironment(candid_api=block["base_url"], pre_encounter=block["base_url"])
        asynchronous = AsyncCandidApiClient(
            environment=origin, client_id=block["client_id"], client_secret=block["client_secret"]
        )

        async def run(operation: str, *args: Any, **kwargs: Any) -> Any:
            answer = _method(asynchronous, operation)(*args, **kwargs)
            return await answer if inspect.isawaitable(answer) else answer

        try:
            yield lambda operation, *args, **kwargs: runner.run(run(operation, *args, **kwargs))
        finally:
            runner.run(_close(asynchronous))


def _method(client: Any, operation: str) -> Any:
    return reduce(getattr, operation.split("."), client)


async def _close(client: AsyncCandidApiClient) -> None:
    """The package offers no way to close its connections, so we reach for the two clients that hold them."""
    wrapper: Any = client._client_wrapper
    await wrapper.httpx_client.httpx_client.aclose()
    token: Any = wrapper._async_token
    await token.__self__._auth_client._raw_client._client_wrapper.httpx_client.httpx_client.aclose()
