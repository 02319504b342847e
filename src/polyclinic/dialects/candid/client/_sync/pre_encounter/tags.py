# generated: edit the _async file of the same name, then run "make format"
"""Tags of the organization."""

from collections.abc import Iterator

from polyclinic.dialects.candid.client.pages import following
from polyclinic.dialects.candid.wire.pre_encounter import tags as wire
from polyclinic.dialects.candid.wire.pre_encounter.tags import MutableTag, Tag
from polyclinic.sdk._sync.client import ApiClient


class Tags:
    """What patients and encounters are marked with. ``version`` is the one that was read, or the next."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, tag: MutableTag) -> Tag:
        """Make a tag; the one that there is, if one has this value."""
        return self._api.send(wire.CREATE.call(tag))

    def get(self, tag_id: str) -> Tag:
        """A tag, deactivated or not. Raises ``NotFound``."""
        return self._api.send(wire.GET.call(id=tag_id))

    def update(self, tag_id: str, version: int, tag: MutableTag) -> Tag:
        """Replace a tag. Raises ``NotFound`` and ``Conflict``."""
        return self._api.send(wire.UPDATE.call(tag, id=tag_id, version=version))

    def deactivate(self, tag_id: str, version: int) -> None:
        """Raises ``NotFound`` and ``Conflict``."""
        self._api.send(wire.DEACTIVATE.call(id=tag_id, version=version))

    def list(self, *, page_size: int = 1000) -> Iterator[Tag]:
        """Every tag, in the order of making."""
        query = wire.TagQuery(limit=page_size)
        for page in self._api.pages(wire.GET_ALL.call(query=query), following(wire.GET_ALL, query)):
            for tag in page.items:
                yield tag
