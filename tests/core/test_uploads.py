"""Uploads that end midway: no half document is seen, and what they left is gone a day later."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.adapters.files.store import StoredFiles, open_files
from polyclinic.core.documents import operations, uploads
from polyclinic.core.documents.labels import Label
from polyclinic.core.documents.model import DOCUMENT, Document, UploadState
from polyclinic.core.documents.uploads import KEPT_UNFINISHED, Announced
from polyclinic.core.identity.model import API_CLIENT, ApiClient, Logo
from polyclinic.core.shared.clock import HeldClock
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.queries import Is, Query
from tests.core.halfway import content
from tests.support.store import open_context

STEPS = {"promised": "awaiting", "half stored": "awaiting", "stored": "awaiting", "received": "received", "": "ready"}
"""Where an upload's process dies, with the state that its document is left in."""


@pytest.fixture
def files(tmp_path: Path) -> StoredFiles:
    return open_files(str(tmp_path))


def later(store: Store, practice_id: str, by: timedelta = KEPT_UNFINISHED + timedelta(minutes=1)) -> Context:
    """A context of a time when what was left behind is old enough."""
    ctx = open_context(store, practice_id)
    ctx.system_clock = HeldClock(datetime.now(UTC) + by)
    return ctx


async def sweep(store: Store, practice_id: str, files: StoredFiles) -> tuple[int, int]:
    ctx = later(store, practice_id)
    retired = await uploads.retire_unfinished(ctx)
    await ctx.commit()
    return retired, await uploads.remove_orphans(later(store, practice_id), files)


def left(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def seen(store: Store, practice_id: str) -> list[Document]:
    """The documents that any API lists."""
    ready = Query(DOCUMENT, (Is("state", UploadState.READY.value),))
    return list((await operations.search(open_context(store, practice_id), ready)).items)


@pytest.mark.parametrize(("step", "state"), STEPS.items(), ids=[step or "confirmed" for step in STEPS])
async def test_a_process_that_dies_leaves_no_half_document(
    store: Store, database_url: str, practice_id: str, files: StoredFiles, *, tmp_path: Path, step: str, state: str
) -> None:
    command = [sys.executable, "-m", "tests.core.halfway", step, database_url, str(tmp_path), practice_id]
    process = await asyncio.create_subprocess_exec(*command)
    assert await process.wait() == (-signal.SIGKILL if step else 0)
    (document,) = (await open_context(store, practice_id).find(Query(DOCUMENT))).items
    assert document.state == state
    assert bool(await seen(store, practice_id)) == (not step)
    assert len(left(tmp_path)) == (0 if step == "promised" else 1)

    before = datetime.now(UTC)
    await files.remove_partial(before - timedelta(minutes=5))
    assert await uploads.remove_orphans(later(store, practice_id, timedelta()), files) == 0, "too early for that"
    assert await sweep(store, practice_id, files) == (1 if step else 0, 1 if step in ("stored", "received") else 0)
    for path in left(tmp_path):
        os.utime(path, (time.time() - 3600, time.time() - 3600))
    await files.remove_partial(before)
    assert len(left(tmp_path)) == (0 if step else 1)
    assert len(await seen(store, practice_id)) == (0 if step else 1)
    assert (await open_context(store, practice_id).find(Query(DOCUMENT))).items == [] or not step


async def test_only_what_nothing_refers_to_is_removed(store: Store, practice_id: str, files: StoredFiles) -> None:
    async def kept(of: str = practice_id) -> str:
        return (await files.put(of, content(dying=False), 2**30, Label("a.txt"))).key

    other = new_id()
    first = await files.put(practice_id, content(dying=False), 2**30, Label("a.txt"))
    second = await files.put(practice_id, content(dying=False), 2**30, Label("a.txt"))
    ctx = open_context(store, practice_id)
    document = await operations.add(ctx, Document(name="Letter"), first)
    deleted = await operations.add(ctx, Document(name="Deleted"), await files.inspect(practice_id, await kept(), LABEL))
    await ctx.commit()
    ctx = open_context(store, practice_id)
    await operations.update(ctx, document.id, lambda found: found, second)
    await operations.delete(ctx, deleted.id)
    await ctx.commit()
    orphans, theirs = [await kept() for _ in range(3)], await kept(other)
    assert await sweep(store, practice_id, files) == (0, len(orphans))
    for key in (first.key, second.key, deleted.file.key if deleted.file else ""):
        assert (await files.inspect(practice_id, key, LABEL)).size == first.size, "history refers to it"
    assert (await files.inspect(other, theirs, LABEL)).size == first.size, "another practice's"


async def test_an_image_that_awaits_its_bytes_without_a_promise_stays(store: Store, practice_id: str) -> None:
    ctx = open_context(store, practice_id)
    await operations.add(ctx, Document(name="Card", state=UploadState.AWAITING))
    await uploads.promise_upload(ctx, Document(name="Letter"), Announced(10))
    await ctx.commit()
    ctx = later(store, practice_id)
    assert await uploads.retire_unfinished(ctx) == 1
    await ctx.commit()
    assert [each.name for each in (await open_context(store, practice_id).find(Query(DOCUMENT))).items] == ["Card"]


LABEL = Label("a.txt")


async def test_the_logo_of_an_application_is_no_leftover(store: Store, practice_id: str, files: StoredFiles) -> None:
    async def picture() -> AsyncIterator[bytes]:
        yield b"\x89PNG\r\n\x1a\n"

    stored = [await files.put(practice_id, picture(), 100, Label("", "image/png")) for _ in range(2)]
    ctx = open_context(store, practice_id)
    logo = Logo(stored[0].key, "image/png")
    await ctx.put(API_CLIENT, ApiClient(name="App", dialect="drchrono", client_id=new_id(), logo=logo))
    await ctx.commit()
    assert await uploads.remove_orphans(later(store, practice_id), files) == 1
    assert [chunk async for chunk in files.read(practice_id, stored[0].key)]
