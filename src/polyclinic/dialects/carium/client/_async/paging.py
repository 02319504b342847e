"""Lists that are longer than a page."""

from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from polyclinic.dialects.carium.client.operations import following
from polyclinic.dialects.carium.wire.common import Collection, Resource
from polyclinic.sdk._async.client import AsyncApiClient
from polyclinic.sdk.operation import Operation

R = TypeVar("R", bound=Resource)


async def async_pages(
    api: AsyncApiClient, page_at: Callable[[int], Operation[Collection[R]]]
) -> AsyncIterator[Collection[R]]:
    """Page after page; ``page_at`` makes the call for the page that starts at a row."""
    offset: int | None = 0
    while offset is not None:
        page = await api.send(page_at(offset))
        yield page
        offset = following(page, offset)


async def async_every(api: AsyncApiClient, page_at: Callable[[int], Operation[Collection[R]]]) -> AsyncIterator[R]:
    """Every resource of every page."""
    async for page in async_pages(api, page_at):
        for resource in page.data:
            yield resource
