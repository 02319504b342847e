"""Documents: what they refer to, links that hand out a file, classes."""

import asyncio
from dataclasses import replace

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.documents import operations, uploads
from polyclinic.core.documents.errors import BadFile, DownloadRefused, NameTaken, NotUploaded, UploadRefused
from polyclinic.core.documents.model import DOCUMENT, DOCUMENT_CLASS, Document, DocumentClass, StoredFile, UploadState
from polyclinic.core.documents.uploads import Announced
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.patients.operations import delete as delete_patient
from polyclinic.core.shared.changes import GuardFailed
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import Contended, UnknownReference
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Query
from tests.support.store import open_context

FILE = StoredFile("key", 3, "digest")


async def add_patient(store: Store, practice_id: str) -> str:
    ctx = open_context(store, practice_id)
    patient = await ctx.put(PATIENT, Patient(name=HumanName("Ana", "Silva")))
    await ctx.commit()
    return patient.id


async def test_every_unknown_reference_is_named(store: Store, practice_id: str) -> None:
    draft = Document(patient_id=new_id(), practitioner_id=new_id(), class_id=new_id())
    with pytest.raises(UnknownReference) as refused:
        await operations.add(open_context(store, practice_id), draft)
    assert [problem.path for problem in refused.value.problems] == [
        ("patient_id",),
        ("practitioner_id",),
        ("class_id",),
    ]


async def test_a_document_of_a_patient_who_goes_meanwhile_is_not_filed(store: Store, practice_id: str) -> None:
    patient_id = await add_patient(store, practice_id)
    filing, deleting = open_context(store, practice_id), open_context(store, practice_id)
    await operations.add(filing, Document(patient_id=patient_id))
    await delete_patient(deleting, patient_id)
    await deleting.commit()
    with pytest.raises(GuardFailed) as failed:
        await filing.commit()
    assert failed.value.what == "live"
    assert await open_context(store, practice_id).count(Query(DOCUMENT)) == 0


async def test_an_upload_s_token_serves_once(store: Store, practice_id: str) -> None:
    ctx = open_context(store, practice_id)
    _, ticket = await uploads.promise_upload(ctx, Document(), Announced(10))
    await ctx.commit()

    async def receive(ctx: Context) -> Document:
        return await uploads.receive_upload(ctx, ticket, FILE)

    results = await asyncio.gather(
        *(perform(lambda: open_context(store, practice_id), receive) for _ in range(4)), return_exceptions=True
    )
    received = [each for each in results if isinstance(each, Document)]
    assert [each.state for each in received] == [UploadState.RECEIVED]
    assert all(isinstance(each, (UploadRefused, Contended)) for each in results if each not in received)


async def test_a_ticket_is_only_good_as_it_was_signed(store: Store, practice_id: str) -> None:
    ctx = open_context(store, practice_id)
    document, ticket = await uploads.promise_upload(ctx, Document(), Announced(10, 3, "0" * 64))
    other, _ = await uploads.promise_upload(ctx, Document(), Announced(10))
    await ctx.commit()
    assert (await uploads.check_upload(open_context(store, practice_id), ticket)).id == document.id
    for forged in (
        replace(ticket, document_id=other.id),
        replace(ticket, token=ticket.token + "x"),
        replace(ticket, media_type="text/html"),
        replace(ticket, max_size=11),
        replace(ticket, size=None),
        replace(ticket, sha256=""),
        replace(ticket, expires=ticket.expires + 1),
        replace(ticket, signature="é"),
    ):
        with pytest.raises(UploadRefused):
            await uploads.check_upload(open_context(store, practice_id), forged)
    with pytest.raises(UploadRefused):
        await uploads.check_upload(open_context(store, new_id()), ticket)
    for file in (replace(FILE, sha256="0" * 64, size=2), FILE):
        with pytest.raises(BadFile):
            await uploads.receive_upload(open_context(store, practice_id), ticket, file)


async def test_a_link_is_for_one_document_one_actor_and_one_practice(store: Store, practice_id: str) -> None:
    ctx = open_context(store, practice_id, actor="user:ana")
    document = await operations.add(ctx, Document(name="Letter"), FILE)
    other = await operations.add(ctx, Document(name="Other"), FILE)
    waiting, _ = await uploads.promise_upload(ctx, Document(), Announced(10))
    await ctx.commit()
    ctx = open_context(store, practice_id, actor="user:ana")
    link = await operations.link_download(ctx, document.id)
    found, file = await operations.follow_link(open_context(store, practice_id), link)
    assert (found.name, file, link.actor) == ("Letter", FILE, "user:ana")
    assert int(link.expires_at.timestamp()) == link.expires

    for forged in (
        replace(link, document_id=other.id),
        replace(link, actor="user:bob"),
        replace(link, expires=link.expires + 1),
        replace(link, signature=link.signature.upper() + "é"),
    ):
        with pytest.raises(DownloadRefused):
            await operations.follow_link(open_context(store, practice_id), forged)
    with pytest.raises(DownloadRefused):
        await operations.follow_link(open_context(store, new_id()), link)
    with pytest.raises(NotUploaded):
        await operations.link_download(ctx, waiting.id)


async def test_a_class_s_name_is_free_again_once_it_is_retired(store: Store, practice_id: str) -> None:
    ctx = open_context(store, practice_id)
    first = await operations.add_class(ctx, DocumentClass(name="Consent form"))
    await ctx.commit()
    with pytest.raises(NameTaken):
        await operations.add_class(open_context(store, practice_id), DocumentClass(name="consent  FORM"))
    ctx = open_context(store, practice_id)
    await operations.delete_class(ctx, first.id)
    await ctx.commit()
    ctx = open_context(store, practice_id)
    second = await operations.add_class(ctx, DocumentClass(name="consent form"))
    await ctx.commit()
    renamed = await operations.update_class(
        open_context(store, practice_id), second.id, lambda found: replace(found, name="Consent")
    )
    assert renamed.name == "Consent"
    assert await open_context(store, practice_id).count(Query(DOCUMENT_CLASS)) == 1
