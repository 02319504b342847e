"""The published package's client, pointed at our server."""

import asyncio
import inspect
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import reduce
from typing import Any, Literal

import httpx
from candid import AsyncCandidApiClient, CandidApiClient, CandidApiClientEnvironment

from tests.dialects.candid.contract.published import check_answer

Flavour = Literal["sync", "async"]
Caller = Callable[..., Any]


@contextmanager
def connected(
    block: dict[str, str], environment: CandidApiClientEnvironment | None = None, **changes: str
) -> Iterator[CandidApiClient]:
    """A client with the credentials of a block of sandbox.json, and where that says unless ``environment`` does."""
    given = {**block, **changes}
    here = CandidApiClientEnvironment(candid_api=given["base_url"], pre_encounter=given["base_url"])
    origin = environment or here
    client = CandidApiClient(environment=origin, client_id=given["client_id"], client_secret=given["client_secret"])
    # the package offers no way to close its connections, so we reach for the two clients that hold them
    wrapper: Any = client._client_wrapper
    wrapper.httpx_client.httpx_client.event_hooks["response"].append(_published)
    tokens = wrapper._token.__self__._auth_client._raw_client._client_wrapper
    with closing(wrapper.httpx_client.httpx_client), closing(tokens.httpx_client.httpx_client):
        yield client


@contextmanager
def calling(block: dict[str, str], flavour: Flavour) -> Iterator[Caller]:
    """``call("encounters.v_4.get", encounter_id)`` by the package's client of that flavour."""
    if flavour == "sync":
        with connected(block) as client:
            yield lambda operation, /, *given, **named: _method(client, operation)(*given, **named)
        return
    origin = CandidApiClientEnvironment(candid_api=block["base_url"], pre_encounter=block["base_url"])
    id, secret = block["client_id"], block["client_secret"]
    with asyncio.Runner() as runner:
        unclosed = AsyncCandidApiClient(environment=origin, client_id=id, client_secret=secret)
        wrapper: Any = unclosed._client_wrapper
        wrapper.httpx_client.httpx_client.event_hooks["response"].append(_published_async)
        tokens = wrapper._async_token.__self__._auth_client._raw_client._client_wrapper

        async def call(operation: str, /, *given: Any, **named: Any) -> Any:
            answer = _method(unclosed, operation)(*given, **named)
            return await answer if inspect.isawaitable(answer) else answer

        try:
            yield lambda operation, /, *given, **named: runner.run(call(operation, *given, **named))
        finally:
            runner.run(wrapper.httpx_client.httpx_client.aclose())
            runner.run(tokens.httpx_client.httpx_client.aclose())


def _method(client: object, name: str) -> Any:
    return reduce(getattr, name.split("."), client)


def _published(answer: httpx.Response) -> None:
    """Fail if the package does not describe this answer: it reads more leniently than it describes."""
    media_type = answer.headers.get("content-type", "")
    request = answer.request
    check_answer(request.method, request.url.path, answer.status_code, media_type, answer.read())


async def _published_async(answer: httpx.Response) -> None:
    await answer.aread()
    _published(answer)
