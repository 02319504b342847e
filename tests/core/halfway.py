"""An upload whose process dies: ``python -m tests.core.halfway STEP DATABASE FOLDER PRACTICE``. See test_uploads.py."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator

from polyclinic.adapters.db.store import Store
from polyclinic.adapters.files.store import open_files
from polyclinic.core.documents import uploads
from polyclinic.core.documents.labels import Label
from polyclinic.core.documents.model import Document
from polyclinic.core.documents.uploads import Announced
from polyclinic.core.kinds import ALL_KINDS
from tests.support.store import KEYS, open_context

SIZE = 3 * 1024 * 1024


def die() -> None:
    """As after a power cut: nothing is cleaned up."""
    os.kill(os.getpid(), signal.SIGKILL)


async def content(dying: bool) -> AsyncIterator[bytes]:
    for _ in range(SIZE // 65536):
        yield b"x" * 65536
    if dying:
        die()


async def main(step: str, database: str, folder: str, practice_id: str) -> None:
    files = open_files(folder)
    async with Store(database, ALL_KINDS, KEYS) as store:
        ctx = open_context(store, practice_id)
        document, ticket = await uploads.promise_upload(ctx, Document(name=step), Announced(2 * SIZE))
        await ctx.commit()
        if step == "promised":
            die()
        file = await files.put(practice_id, content(step == "half stored"), 2 * SIZE, Label("a.txt"))
        if step == "stored":
            die()
        ctx = open_context(store, practice_id)
        await uploads.receive_upload(ctx, ticket, file)
        await ctx.commit()
        if step == "received":
            die()
        ctx = open_context(store, practice_id)
        await uploads.confirm_upload(ctx, files, document.id)
        await ctx.commit()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
