"""Files that go with encounters and charges."""

from uuid import UUID

from polyclinic.dialects.candid.wire import encounter_attachments as wire
from polyclinic.dialects.candid.wire.encounter_attachments import (
    AttachmentType,
    ChargeCaptureAttachment,
    EncounterAttachment,
)
from polyclinic.sdk._async.client import AsyncApiClient
from polyclinic.sdk.operation import FileUpload, Operation


class AsyncEncounterAttachments:
    """Attachments of encounters, and of charges by an id of yours. Their links serve for an hour without a token."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def of_encounter(self, encounter_id: UUID | str) -> list[EncounterAttachment]:
        """The first first. Raises ``NotFound``."""
        return await self._api.send(wire.GET.call(encounter_id=encounter_id))

    async def create(
        self,
        encounter_id: UUID | str,
        attachment_type: AttachmentType,
        file: FileUpload,
        description: str | None = None,
    ) -> UUID:
        """Attach a file to an encounter; gives the attachment's id. Raises ``NotFound``, ``Unprocessable``."""
        form = wire.DescribedAttachmentForm(attachment_type=attachment_type)
        if description is not None:
            form.description = description
        files = {wire.FILE: file}
        return await self._api.send(wire.CREATE_WITH_DESCRIPTION.call(form, files=files, encounter_id=encounter_id))

    async def delete(self, encounter_id: UUID | str, attachment_id: UUID | str) -> None:
        """Raises ``NotFound``, also for an attachment of another encounter."""
        which = wire.AttachmentId.model_validate({"attachment_id": str(attachment_id)})
        await self._api.send(wire.DELETE.call(which, encounter_id=encounter_id))

    async def of_charge(self, external_id: str) -> list[ChargeCaptureAttachment]:
        """The first first; none for an id that nothing is attached to."""
        return await self._api.send(wire.GET_BY_CHARGE.call(charge_capture_external_id=external_id))

    async def create_for_charge(
        self, external_id: str, attachment_type: AttachmentType, file: FileUpload, description: str | None = None
    ) -> UUID:
        """Attach a file to a charge; gives the attachment's id. Raises ``Unprocessable``."""
        form = wire.ChargeAttachmentForm(charge_capture_external_id=external_id, attachment_type=attachment_type)
        if description is not None:
            form.description = description
        return await self._api.send(wire.CREATE_WITH_CHARGE.call(form, files={wire.FILE: file}))

    async def delete_of_charge(self, external_id: str, attachment_id: UUID | str) -> None:
        """Raises ``NotFound``, also for an attachment of another charge."""
        which = wire.AttachmentId.model_validate({"attachment_id": str(attachment_id)})
        await self._api.send(wire.DELETE_BY_CHARGE.call(which, charge_capture_external_id=external_id))

    async def download(self, attachment: ChargeCaptureAttachment) -> bytes:
        """The file, by the attachment's link: list again if an hour has passed."""
        return await self._api.send(_download(attachment.authed_url))


def _download(url: str) -> Operation[bytes]:
    return Operation(method="GET", route=wire.DOWNLOAD.path, path=url, read=bytes, repeatable=True)
