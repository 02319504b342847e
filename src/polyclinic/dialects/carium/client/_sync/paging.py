# generated: edit the _async file of the same name, then run "make format"
"""Lists that are longer than a page."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from polyclinic.dialects.carium.client.operations import following
from polyclinic.dialects.carium.wire.common import Collection, Resource
from polyclinic.sdk._sync.client import ApiClient
from polyclinic.sdk.operation import Operation

R = TypeVar("R", bound=Resource)


def pages(api: ApiClient, page_at: Callable[[int], Operation[Collection[R]]]) -> Iterator[Collection[R]]:
    """Page after page; ``page_at`` makes the call for the page that starts at a row."""
    offset: int | None = 0
    while offset is not None:
        page = api.send(page_at(offset))
        yield page
        offset = following(page, offset)


def every(api: ApiClient, page_at: Callable[[int], Operation[Collection[R]]]) -> Iterator[R]:
    """Every resource of every page."""
    for page in pages(api, page_at):
        for resource in page.data:
            yield resource
