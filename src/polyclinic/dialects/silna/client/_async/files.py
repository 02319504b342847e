"""Files."""

from dataclasses import replace
from os import PathLike
from pathlib import Path
from urllib.parse import quote

from polyclinic.dialects.silna.wire import files as wire
from polyclinic.sdk._async.client import AsyncApiClient
from polyclinic.sdk.operation import UNKNOWN_TYPE, FileDownload, Operation, Progress


class AsyncFiles:
    """Files of providers: insurance cards, clinical documents, letters, and what the server writes."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(
        self, provider_id: str, filename: str, content: bytes, *, idempotency_key: str | None = None
    ) -> str:
        """Send a file of a provider and return its id, by which notes, plans and authorizations refer to it.

        Raises ``BadRequest`` if the content is empty, a program, or not what the name's ending says, and ``TooLarge``.
        """
        headers = {"provider-id": provider_id, "original-filename": quote(filename, safe=" ")}
        call = replace(wire.CREATE.call(headers=headers), content=content, content_type=UNKNOWN_TYPE)
        return (await self._api.send(call, key=idempotency_key)).id

    async def get(self, file_id: str) -> wire.File:
        """A file's name, and the URL that gives it to anybody for an hour."""
        return await self._api.send(wire.GET.call(file_id=file_id))

    async def download(self, file: wire.File) -> bytes:
        """The content, by the file's URL: get the file again if an hour has passed."""
        return await self._api.send(_content(file))

    async def save(self, file: wire.File, path: str | PathLike[str], progress: Progress | None = None) -> None:
        """Write the content to ``path`` while it comes; nothing is left there of a download that fails."""
        await self._api.send(_content(file, FileDownload(Path(path), progress)))


def _content(file: wire.File, into: FileDownload | None = None) -> Operation[bytes]:
    """The file behind a URL, which is sent without the key."""
    if file.url is None:
        raise ValueError("this file has not come yet")
    return replace(wire.DOWNLOAD.call(link="link", filename="file"), path=file.url, into=into)
