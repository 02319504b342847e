"""Our own client: asynchronous in this process, blocking over a real socket."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from polyclinic.dialects.drchrono import paging
from polyclinic.drchrono import (
    Application,
    AppointmentPatch,
    AppointmentProfilePatch,
    AppointmentProfileWrite,
    AppointmentTemplatePatch,
    AppointmentTemplateQuery,
    AppointmentTemplateWrite,
    AppointmentWrite,
    AsyncDrChrono,
    BadFields,
    DateRange,
    DoctorPatch,
    DoctorWrite,
    DocumentPatch,
    DocumentWrite,
    DrChrono,
    FileUpload,
    OAuth,
    OAuthError,
    OfficePatch,
    OfficeWrite,
    PatientPatch,
    PatientQuery,
    PatientWrite,
    Tokens,
    TransactionQuery,
)
from polyclinic.sdk.errors import ApiError, Conflict, Forbidden, NotFound, Unauthorized
from tests.dialects.drchrono.group import Group
from tests.dialects.drchrono.test_transactions import line, visit
from tests.support.pages import let_in

PDF = FileUpload("a.pdf", b"%PDF-1.4", "application/pdf")


def person(doctor: int, **changes: Any) -> PatientWrite:
    given: dict[str, Any] = {"first_name": "Ana", "last_name": "Silva", "date_of_birth": date(1990, 1, 2)}
    return PatientWrite(**{**given, "gender": "Female", "doctor": doctor, **changes})


@pytest.fixture
async def client(group: Group, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncDrChrono]:
    """The doctor's client; pages hold two."""
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    async with group.http() as http, AsyncDrChrono("http://test/drchrono", group.token, http=http) as client:
        yield client


async def test_patients(group: Group, client: AsyncDrChrono) -> None:
    doctor = group.doctor.number
    patient = await client.patients.create(person(doctor, city="Albany", email="ana@example.com"))
    assert (patient.doctor, patient.city, patient.date_of_birth) == (doctor, "Albany", date(1990, 1, 2))
    for name in ("Bo", "Cy", "Di"):
        await client.patients.create(person(doctor, first_name=name))
    names = [each.first_name async for each in client.patients.list(search=["SILVA", "a"], gender="Female")]
    assert names == ["Ana", "Bo", "Cy", "Di"]
    assert [each.id async for each in client.patients.list(search="ana@", since=date(2026, 3, 4))] == [patient.id]
    first = await client.patients.page(PatientQuery())
    assert (first.count, len(first.results), first.previous) == (5, 2, None)
    patient = await client.patients.update(patient.id, PatientPatch(city=None, gender="Other"))
    assert (patient.city, patient.gender, patient.email) == ("", "Other", "ana@example.com")
    patient = await client.patients.replace(patient.id, person(doctor, first_name="Anna"))
    assert await client.patients.get(patient.id) == patient


async def test_profiles_and_templates(group: Group, client: AsyncDrChrono) -> None:
    given = AppointmentProfileWrite(name="Knee", color="red", duration=25, reason="", online_scheduling=False)
    profile = await client.appointment_profiles.create(given)
    profile = await client.appointment_profiles.update(profile.id, AppointmentProfilePatch(sort_order=3))
    assert (profile.duration, profile.sort_order, profile.reason) == (25, 3, "")
    assert await client.appointment_profiles.replace(profile.id, given) == profile

    def slot(hour: int) -> AppointmentTemplateWrite:
        return AppointmentTemplateWrite(
            office=group.main.number,
            profile=profile.id,
            duration=20,
            exam_room=1,
            scheduled_time=time(hour),
            week_day=0,
        )

    made = [await client.appointment_templates.create(slot(hour)) for hour in (9, 10, 11)]
    assert [each async for each in client.appointment_templates.list(office=group.main.number, week_day=0)] == made
    taken = AppointmentWrite(
        doctor=group.doctor.number,
        office=group.main.number,
        patient=group.patient.number,
        scheduled_time=datetime.fromisoformat("2026-08-03T00:00:00"),
        template=made[0].id,
    )
    assert (await client.appointments.create(taken)).duration == 20
    free = [each async for each in client.appointment_templates.list(available=date(2026, 8, 9))]
    assert free == made[1:]
    first = made[0].id
    changed = await client.appointment_templates.update(first, AppointmentTemplatePatch(scheduled_time=time(8, 30)))
    assert changed == await client.appointment_templates.get(first)
    assert changed.scheduled_time == time(8, 30)
    assert await client.appointment_templates.replace(first, slot(9)) == made[0]
    assert (await client.appointment_templates.page(AppointmentTemplateQuery())).count == 3
    with pytest.raises(Conflict, match="Appointment templates use this profile"):
        await client.appointment_profiles.delete(profile.id)
    for each in made:
        await client.appointment_templates.delete(each.id)
    await client.appointment_profiles.delete(profile.id)
    with pytest.raises(NotFound):
        await client.appointment_profiles.get(profile.id)


async def test_appointments(group: Group, client: AsyncDrChrono) -> None:
    office, start = group.strict.number, datetime.fromisoformat("2026-08-03T14:30:00")
    slot = AppointmentWrite(
        doctor=group.doctor.number,
        office=office,
        patient=group.patient.number,
        scheduled_time=start,
        profile=group.profile.number,
    )
    appointment = await client.appointments.create(slot)
    assert (appointment.duration, appointment.scheduled_time) == (45, start)
    with pytest.raises(Conflict, match="The doctor has another appointment"):
        await client.appointments.create(slot)
    days = DateRange(start.date(), start.date())
    found = [each async for each in client.appointments.list(date_range=days, office=office, date=start.date())]
    assert found == [appointment]
    changed = await client.appointments.update(appointment.id, AppointmentPatch(status="Arrived", patient=None))
    assert (changed.status, changed.patient) == ("Arrived", None)
    await client.appointments.replace(appointment.id, slot)
    await client.appointments.delete(appointment.id)
    with pytest.raises(NotFound):
        await client.appointments.get(appointment.id)


async def test_documents(group: Group, client: AsyncDrChrono) -> None:
    paper = DocumentWrite(
        date=date(2014, 2, 24),
        description="A letter",
        doctor=group.doctor.number,
        patient=group.patient.number,
        metatags=["a", "b"],
    )
    document = await client.documents.create(paper, PDF)
    assert document.metatags == ["a", "b"]
    assert await client.documents.download(document) == PDF.content
    document = await client.documents.update(document.id, DocumentPatch(description="Another", metatags=[]))
    assert (document.description, document.metatags) == ("Another", [])
    document = await client.documents.replace(document.id, paper, FileUpload("b.txt", b"text", "text/plain"))
    assert await client.documents.download(await client.documents.get(document.id)) == b"text"
    assert [each.id async for each in client.documents.list(patient=group.patient.number)] == [document.id]
    await client.documents.delete(document.id)
    assert [each.id async for each in client.documents.list()] == []


async def test_files_go_and_come_while_somebody_watches(group: Group, client: AsyncDrChrono, tmp_path: Path) -> None:
    scan, copy = tmp_path / "scan.pdf", tmp_path / "copy.pdf"
    scan.write_bytes(b"%PDF-1.4" + bytes(200_000))
    told: list[tuple[int, int | None]] = []

    def progress(done: int, size: int | None) -> None:
        told.append((done, size))

    paper = DocumentWrite(
        date=date(2014, 2, 24), description="A scan", doctor=group.doctor.number, patient=group.patient.number
    )
    document = await client.documents.create(paper, FileUpload.at(scan, progress))
    assert told[-1] == (200_008, 200_008)
    assert len(told) > 1
    told.clear()
    await client.documents.save(document, copy, progress)
    assert copy.read_bytes() == scan.read_bytes()
    assert told[-1][0] == 200_008


async def test_transactions(group: Group, client: AsyncDrChrono) -> None:
    services = [line(procedure_code=f"100{place}F") for place in range(3)]
    await visit(group, *services)
    doctor = group.doctor.number
    found = [each async for each in client.transactions.list(doctor, since=date(2026, 3, 4))]
    assert sorted(each.code for each in found) == ["1000F", "1001F", "1002F"]
    assert found[0].price == "125.00"
    first = await client.transactions.page(TransactionQuery(doctor=doctor))
    assert (first.count, len(first.results)) == (3, 2)


async def test_bad_fields_are_named(group: Group, client: AsyncDrChrono) -> None:
    with pytest.raises(BadFields, match="state: Use two letters") as refused:
        await client.patients.update(group.patient.number, PatientPatch(state="New York", email="nobody"))
    assert refused.value.fields.keys() == {"state", "email"}
    assert refused.value.fields["state"] == ("Use two letters.",)


async def test_the_directory(group: Group, client: AsyncDrChrono) -> None:
    doctor = group.doctor.number
    me = await client.users.current()
    assert (me, me.doctor) == (await client.users.get(me.id), doctor)
    await client.doctors.update(doctor, DoctorPatch(suffix="MD"))
    mine = await client.doctors.replace(doctor, DoctorWrite(first_name="Jo", last_name="Whitfield"))
    assert (mine.first_name, mine.suffix) == ("Jo", "MD")
    assert [each.id async for each in client.doctors.list()] == [doctor, group.colleague.number]
    assert [(await client.offices.get(each.id)).name async for each in client.offices.list()] == ["Main", "Strict"]
    profiles = [each async for each in client.appointment_profiles.list()]
    assert profiles == [await client.appointment_profiles.get(group.profile.number)]
    assert [each.username async for each in client.users.list()] == [me.username]


def test_the_blocking_twin_over_a_socket(practice: dict[str, Any]) -> None:
    block = practice["drchrono"]
    with DrChrono(block["base_url"], block["access_token"]) as client:
        doctor = next(client.doctors.list())
        patient = client.patients.create(person(doctor.id, last_name="Blocking"))
        assert [each.id for each in client.patients.list(search="blocking")] == [patient.id]
        document = client.documents.create(
            DocumentWrite(date=date(2014, 2, 24), description="x", doctor=doctor.id, patient=patient.id), PDF
        )
        assert client.documents.download(document) == PDF.content
        assert client.users.current().doctor == doctor.id
        assert len({each.id for each in client.appointments.list()}) > 3

        client.patients.delete(patient.id)
        with pytest.raises(NotFound):
            client.patients.get(patient.id)
    with DrChrono(block["base_url"], "nonsense") as nobody, pytest.raises(Unauthorized) as unknown:
        next(nobody.doctors.list())
    assert isinstance(unknown.value, ApiError)
    assert unknown.value.request_id


async def test_an_office_is_changed(group: Group) -> None:
    token = await group.new_token("user", role="owner")
    async with group.http() as http, AsyncDrChrono("http://test/drchrono", token, http=http) as client:
        office = await client.offices.update(group.main.number, OfficePatch(online_scheduling=True, end_time="24:00"))
        assert (office.online_scheduling, office.end_time, office.name) == (True, "24:00:00", "Main")
        body = OfficeWrite(
            **{**office.model_dump(), "exam_rooms": [{"index": 1, "name": "A", "online_scheduling": True}]}
        )
        assert [room.name for room in (await client.offices.replace(office.id, body)).exam_rooms] == ["A"]


def test_consent_and_what_comes_of_it(practice: dict[str, Any]) -> None:
    block = practice["drchrono"]
    application = Application(block["client_id"], block["client_secret"], block["redirect_uri"])
    kept: list[Tokens] = []
    with OAuth(block["base_url"], application) as oauth:
        asked = oauth.authorization(["user"])
        first = oauth.exchange(asked, let_in(asked.url, block["username"], block["password"]))
        assert first.scopes == {"user"}
        with pytest.raises(OAuthError) as spent:
            oauth.exchange(asked, f"{block['redirect_uri']}?code=spent&state={asked.state}")
        assert spent.value.code == "invalid_grant"

        credentials = oauth.renewed(replace(first, access_token="gone"), kept.append)
        with DrChrono(block["base_url"], credentials) as client:
            me = client.users.current()
            assert (me, len(kept)) == (client.users.current(), 1), "renewed once"
            with pytest.raises(Forbidden):
                next(client.patients.list())
            assert kept[0].refresh_token != first.refresh_token
            oauth.revoke(kept[0])
            with pytest.raises(OAuthError) as ended:
                client.users.current()
        assert ended.value.code == "invalid_grant"
