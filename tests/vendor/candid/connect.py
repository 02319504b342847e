"""The published package's client, pointed at our server."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from candid import CandidApiClient, CandidApiClientEnvironment


@contextmanager
def connected(block: dict[str, str], **changes: str) -> Iterator[CandidApiClient]:
    """A client with the credentials of a block of sandbox.json."""
    given = {**block, **changes}
    origin = CandidApiClientEnvironment(candid_api=given["base_url"], pre_encounter=given["base_url"])
    client = CandidApiClient(environment=origin, client_id=given["client_id"], client_secret=given["client_secret"])
    # the package offers no way to close its connections, so we reach for the two clients that hold them
    wrapper: Any = client._client_wrapper
    tokens = wrapper._token.__self__._auth_client._raw_client._client_wrapper
    with closing(wrapper.httpx_client.httpx_client), closing(tokens.httpx_client.httpx_client):
        yield client
