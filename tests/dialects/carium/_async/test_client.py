"""Our own client against a sandbox over a real socket."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest

from polyclinic.carium import Appointment, AsyncCarium, Included
from polyclinic.sdk.errors import ApiError, Conflict, Forbidden, NotFound, Unauthorized, Unprocessable

START = datetime(2030, 5, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
async def carium(practice: dict[str, Any]) -> AsyncIterator[AsyncCarium]:
    block = practice["carium"]
    async with AsyncCarium(block["base_url"], block["username"], block["password"], block["organization_id"]) as client:
        yield client


async def new_patient(carium: AsyncCarium) -> str:
    patient = await carium.patients.create(
        first_name="James",
        last_name="Reece",
        birth_date=date(1980, 7, 4),
        gender="male",
        email="james.reece@example.com",
    )
    return patient.id


async def test_patients_and_invitations(carium: AsyncCarium) -> None:
    groups = [group.id async for group in carium.patients.groups()]
    patient = await carium.patients.create(
        first_name="Ana",
        last_name="Silva",
        birth_date=date(1990, 1, 2),
        gender="pnta",
        mobile_phone="+15551234567",
        locale="es_US",
        individual_group_ids=groups,
    )
    attributes = (await carium.patients.get(patient.id)).attributes
    assert (attributes.first_name, attributes.birth_date, attributes.gender) == ("Ana", date(1990, 1, 2), "pnta")
    assert (attributes.username, attributes.individual_group_ids) == ("+15551234567", groups)
    assert [found.id async for found in carium.patients.list(mobile_phone="+15551234567")] == [patient.id]

    invitation = await carium.invitations.send("+15551234567", "sms")
    assert invitation.attributes.notifications == ["sms"]
    assert invitation.attributes.invited_at.tzinfo is UTC
    with pytest.raises(Unprocessable, match="/data/attributes/notifications/0: this user has no address for email"):
        await carium.invitations.send("+15551234567")


async def test_appointments(carium: AsyncCarium) -> None:
    patient_id = await new_patient(carium)
    statuses = {status.attributes.name: status.id async for status in carium.appointments.statuses()}
    types = [kind.id async for kind in carium.appointments.types()]
    practitioners = [practitioner.id async for practitioner in carium.practitioners.list()]
    made = await carium.appointments.create(
        individual_id=patient_id,
        practitioner_id=practitioners[0],
        start_time=START,
        end_time=START + timedelta(minutes=30),
        status_id=statuses["Booked"],
        type_id=types[0],
        location="Virtual",
    )
    assert (made.attributes.start_time, made.attributes.add_video_channel) == (START, False)

    later = START + timedelta(hours=1)
    moved = await carium.appointments.update(
        made.id,
        start_time=later,
        end_time=later + timedelta(minutes=30),
        location=None,
        status_id=statuses["Confirmed"],
    )
    assert (moved.attributes.start_time, moved.attributes.location) == (later, None)
    assert moved.attributes.status_id == statuses["Confirmed"]
    assert await carium.appointments.get(made.id) == moved
    assert [each.id async for each in carium.appointments.list(individual_id=patient_id)] == [made.id]

    await carium.appointments.delete(made.id)
    with pytest.raises(NotFound, match="not found"):
        await carium.appointments.get(made.id)


async def book(carium: AsyncCarium, patient_id: str) -> Appointment:
    practitioners = [each.id async for each in carium.practitioners.list()]
    statuses = [each.id async for each in carium.appointments.statuses()]
    types = [each.id async for each in carium.appointments.types()]
    return await carium.appointments.create(
        individual_id=patient_id,
        practitioner_id=practitioners[0],
        status_id=statuses[0],
        type_id=types[0],
        start_time=START,
        end_time=START + timedelta(minutes=30),
    )


async def test_what_an_appointment_refers_to_comes_along(carium: AsyncCarium) -> None:
    booked = await book(carium, await new_patient(carium))
    found = await carium.appointments.read(booked.id, include="individual,practitioner")
    assert found.data == booked
    assert found.data.relationships is not None
    who = found.find(found.data.relationships.individual.data)
    assert who is not None
    assert who.attributes["last-name"] == "Reece"
    assert found.find(found.data.relationships.status.data) is None

    pages = carium.appointments.pages(individual_id=who.id, include="practitioner")
    (included,) = [page.included async for page in pages]
    assert included is not None
    practitioner = await carium.practitioners.get(included[0].id)
    assert included[0].attributes["name"] == practitioner.attributes.name
    related = await carium.appointments.related(booked.id, "appointment-type")
    assert isinstance(related.data, Included)
    assert related.data.type == "org-appointment-types"


async def test_a_change_depends_on_the_version_that_was_read(carium: AsyncCarium) -> None:
    booked = await book(carium, await new_patient(carium))
    assert booked.meta is not None
    version = booked.meta["version"]
    moved = await carium.appointments.update(booked.id, version, location="Room 2")
    assert moved.meta == {"version": version + 1}
    with pytest.raises(ApiError, match="If-Match") as refused:
        await carium.appointments.update(booked.id, version, location="Room 3")
    assert refused.value.status == 412
    with pytest.raises(ApiError):
        await carium.appointments.delete(booked.id, version)
    assert (await carium.appointments.get(booked.id)).attributes.location == "Room 2"
    await carium.appointments.delete(booked.id, version + 1)


async def test_individuals_are_the_patients(carium: AsyncCarium) -> None:
    id = await new_patient(carium)
    patient = await carium.patients.update(id, mobile_phone="+15557654321", locale="es_US")
    assert (patient.attributes.mobile_phone, patient.attributes.locale) == ("+15557654321", "es_US")
    assert patient.attributes.username == "james.reece@example.com"
    found = carium.individuals.list(last_name="ree", mobile_phone="+15557654321")
    assert [each.id async for each in found] == [id]
    groups = [group.id async for group in carium.patients.groups()]
    changed = await carium.individuals.update(id, first_name="Jim", individual_group_ids=groups)
    assert (changed.attributes.first_name, changed.attributes.last_name) == ("Jim", "Reece")
    read = await carium.individuals.read(id, include="individual-groups")
    assert [each.id for each in read.included or ()] == groups
    assert (await carium.patients.get(id)).attributes.first_name == "Jim"
    for related in (
        await carium.individuals.related(id, "individual-groups"),
        await carium.patients.related(id, "individual-groups"),
    ):
        assert isinstance(related.data, list)
        assert [each.id for each in related.data] == groups


async def test_documents(carium: AsyncCarium, tmp_path: Path) -> None:
    patient_id = await new_patient(carium)
    document_class = await carium.documents.create_class("Discharge letter")
    file = tmp_path / "letter.pdf"
    file.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 5000)

    letter = await carium.documents.upload(
        file, individual_id=patient_id, class_id=document_class.id, name="Letter", description="As agreed"
    )
    assert letter.attributes.status == "ready"
    assert letter.attributes.attachment_filename == "letter.pdf"
    assert letter.attributes.attachment_content_type == "application/pdf"
    assert await carium.documents.download(letter.id) == file.read_bytes()

    sent: list[tuple[int, int | None]] = []
    await carium.documents.upload(
        file, lambda *now: sent.append(now), individual_id=patient_id, class_id=document_class.id, name="Again"
    )
    come: list[tuple[int, int | None]] = []
    await carium.documents.download(letter.id, tmp_path / "copy.pdf", lambda *now: come.append(now))
    size = len(file.read_bytes())
    assert (tmp_path / "copy.pdf").read_bytes() == file.read_bytes()
    assert sent[-1] == come[-1] == (size, size)
    assert len(sent) > 1, "told while it goes on"
    assert sent == sorted(sent)
    with pytest.raises(FileNotFoundError):
        await carium.documents.upload(
            tmp_path / "none.pdf", individual_id=patient_id, class_id=document_class.id, name="None"
        )
    with pytest.raises(NotFound):
        await carium.documents.download(patient_id, tmp_path / "none.pdf")
    assert not (tmp_path / "none.pdf").exists()

    note = await carium.documents.upload(
        b"hello", individual_id=patient_id, class_id=document_class.id, name="note.txt"
    )
    assert note.attributes.attachment_content_type == "text/plain"
    assert await carium.documents.download(note.id) == b"hello"
    listed = [each.id async for each in carium.documents.list(individual_id=patient_id, sort="name")]
    assert [letter.id, note.id] == [id for id in listed if id in (letter.id, note.id)]
    assert len(listed) == 3
    assert (await carium.documents.get(note.id)).attributes.upload_info is None

    await carium.documents.delete(note.id)
    renamed = await carium.documents.rename_class(document_class.id, "Letter")
    assert renamed.attributes.name in {each.attributes.name async for each in carium.documents.classes()}
    with pytest.raises(Conflict, match="this name exists"):
        await carium.documents.create_class("letter")
    await carium.documents.delete_class(document_class.id)


async def test_users_and_organizations(practice: dict[str, Any], carium: AsyncCarium) -> None:
    block = practice["carium"]
    (own,) = [user.id async for user in carium.users.list(block["username"].upper())]
    attributes = (await carium.users.get(own)).attributes
    assert (attributes.username, attributes.second_factor) == (block["username"], False)
    assert (await carium.users.set_locale(own, "es_US")).attributes.locale == "es_US"
    others = [user.id async for user in carium.users.list(block["mfa"]["username"])]
    with pytest.raises(Forbidden, match="own account"):
        await carium.users.set_locale(others[0], "es_US")
    assert [each.id async for each in carium.organizations.list()] == [block["organization_id"]]
    assert (await carium.organizations.get(block["organization_id"])).attributes.time_zone
    with pytest.raises(NotFound):
        await carium.organizations.get(own)


async def test_lists_go_on_over_pages(carium: AsyncCarium) -> None:
    for number in range(101):
        await carium.documents.create_class(f"Class {number:03}")
    names = [each.attributes.name async for each in carium.documents.classes()]
    assert len(names) == len(set(names)) > 101


async def test_a_second_factor_signs_in(practice: dict[str, Any]) -> None:
    block = practice["carium"]
    mfa = block["mfa"]
    code = pyotp.TOTP(mfa["totp_secret"]).now
    who = (block["base_url"], mfa["username"], mfa["password"], block["organization_id"])
    async with AsyncCarium(*who) as without:
        patients = without.patients
        with pytest.raises(Unauthorized, match="`totp-code` is required"):
            await patients.get(block["organization_id"])
    async with AsyncCarium(*who, totp=code) as client:
        assert [patient.id async for patient in client.patients.list()]


async def test_a_patient_of_the_demo_practice_signs_in_and_sees_the_own_record(practice: dict[str, Any]) -> None:
    block = practice["carium"]
    login = block["patient"]
    who = (block["base_url"], login["username"], login["password"], block["organization_id"])
    async with AsyncCarium(*who) as client:
        assert [patient.id async for patient in client.patients.list()] == [login["patient_id"]]
        assert [each.id async for each in client.appointments.list()]


async def test_wrong_credentials_and_duplicates_are_told(practice: dict[str, Any], carium: AsyncCarium) -> None:
    block = practice["carium"]
    async with AsyncCarium(block["base_url"], block["username"], "wrong", block["organization_id"]) as stranger:
        appointments = stranger.appointments
        with pytest.raises(Unauthorized, match="wrong user name or password"):
            await appointments.get(block["organization_id"])
    await new_patient(carium)
    with pytest.raises(Conflict, match="/data/attributes: a user of this name exists"):
        await new_patient(carium)


async def test_an_upload_serves_once(carium: AsyncCarium) -> None:
    from polyclinic.dialects.carium.client import operations
    from polyclinic.dialects.carium.client.files import file_of

    classes = [each.id async for each in carium.documents.classes()]
    fields: Any = {"individual_id": await new_patient(carium), "class_id": classes[0], "name": "x"}
    file = file_of(b"x", fields)
    api = carium.documents._api
    organization_id = carium.documents._organization_id
    announced = (await api.send(operations.announce_document(organization_id, fields, file))).data
    await api.send(operations.upload_file(announced, file))
    with pytest.raises(Forbidden, match="not allowed"):
        await api.send(operations.upload_file(announced, file))
    with pytest.raises(ValueError, match="creation of a document"):
        operations.upload_file(await carium.documents.get(announced.id), file)
