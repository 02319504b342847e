"""Images: insurance cards, and whatever else of a patient is photographed."""

from typing import TypedDict, Unpack
from uuid import UUID

from polyclinic.dialects.candid.wire.pre_encounter import images as wire
from polyclinic.dialects.candid.wire.pre_encounter.common import SortDirection
from polyclinic.dialects.candid.wire.pre_encounter.images import Image, ImageSortField, MutableImage
from polyclinic.sdk._async.client import AsyncApiClient


class ImageFilters(TypedDict, total=False):
    """What a list of images can be asked for. Texts match as a whole."""

    patient_id: str
    coverage_id: str
    file_type: str
    patient_notes: str
    sort_field: ImageSortField
    sort_direction: SortDirection


class AsyncImages:
    """Images of the organization. ``version`` is the one that the image has, or the next."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, image: MutableImage) -> Image:
        """Announce an image, whose bytes are then PUT to its ``signed_url``.

        Raises ``VersionConflict`` where this side of the coverage's card has one.
        """
        return await self._api.send(wire.CREATE.call(image))

    async def get(self, image_id: UUID | str) -> Image:
        """Also a deactivated image, with a fresh ``signed_url`` unless it is one. Raises ``NotFound``."""
        return await self._api.send(wire.GET.call(id=image_id))

    async def update(self, image_id: UUID | str, version: int, image: MutableImage) -> Image:
        """Replace what is said about an image. Raises ``NotFound``, ``VersionConflict``."""
        return await self._api.send(wire.UPDATE.call(image, id=image_id, version=version))

    async def deactivate(self, image_id: UUID | str, version: int) -> None:
        """Raises ``NotFound``, ``VersionConflict``."""
        await self._api.send(wire.DEACTIVATE.call(id=image_id, version=version))

    async def list(self, **filters: Unpack[ImageFilters]) -> list[Image]:
        """The images that match, 1,000 at most, the latest change first unless ``sort_direction`` says otherwise."""
        return await self._api.send(wire.GET_MULTI.call(query=wire.ImageQuery.model_validate(filters)))
