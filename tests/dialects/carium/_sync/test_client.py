# generated: edit the _async file of the same name, then run "make format"
"""Our own client against a sandbox over a real socket."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest

from polyclinic.carium import Appointment, Carium, Included
from polyclinic.sdk.errors import ApiError, Conflict, Forbidden, NotFound, Unauthorized, Unprocessable

START = datetime(2030, 5, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def carium(practice: dict[str, Any]) -> Iterator[Carium]:
    block = practice["carium"]
    with Carium(block["base_url"], block["username"], block["password"], block["organization_id"]) as client:
        yield client


def new_patient(carium: Carium) -> str:
    patient = carium.patients.create(
        first_name="James",
        last_name="Reece",
        birth_date=date(1980, 7, 4),
        gender="male",
        email="james.reece@example.com",
    )
    return patient.id


def test_patients_and_invitations(carium: Carium) -> None:
    groups = [group.id for group in carium.patients.groups()]
    patient = carium.patients.create(
        first_name="Ana",
        last_name="Silva",
        birth_date=date(1990, 1, 2),
        gender="pnta",
        mobile_phone="+15551234567",
        locale="es_US",
        individual_group_ids=groups,
    )
    attributes = (carium.patients.get(patient.id)).attributes
    assert (attributes.first_name, attributes.birth_date, attributes.gender) == ("Ana", date(1990, 1, 2), "pnta")
    assert (attributes.username, attributes.individual_group_ids) == ("+15551234567", groups)
    assert [found.id for found in carium.patients.list(mobile_phone="+15551234567")] == [patient.id]

    invitation = carium.invitations.send("+15551234567", "sms")
    assert invitation.attributes.notifications == ["sms"]
    assert invitation.attributes.invited_at.tzinfo is UTC
    with pytest.raises(Unprocessable, match="/data/attributes/notifications/0: this user has no address for email"):
        carium.invitations.send("+15551234567")


def test_appointments(carium: Carium) -> None:
    patient_id = new_patient(carium)
    statuses = {status.attributes.name: status.id for status in carium.appointments.statuses()}
    types = [kind.id for kind in carium.appointments.types()]
    practitioners = [practitioner.id for practitioner in carium.practitioners.list()]
    made = carium.appointments.create(
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
    moved = carium.appointments.update(
        made.id,
        start_time=later,
        end_time=later + timedelta(minutes=30),
        location=None,
        status_id=statuses["Confirmed"],
    )
    assert (moved.attributes.start_time, moved.attributes.location) == (later, None)
    assert moved.attributes.status_id == statuses["Confirmed"]
    assert carium.appointments.get(made.id) == moved
    assert [each.id for each in carium.appointments.list(individual_id=patient_id)] == [made.id]

    carium.appointments.delete(made.id)
    with pytest.raises(NotFound, match="not found"):
        carium.appointments.get(made.id)


def book(carium: Carium, patient_id: str) -> Appointment:
    practitioners = [each.id for each in carium.practitioners.list()]
    statuses = [each.id for each in carium.appointments.statuses()]
    types = [each.id for each in carium.appointments.types()]
    return carium.appointments.create(
        individual_id=patient_id,
        practitioner_id=practitioners[0],
        status_id=statuses[0],
        type_id=types[0],
        start_time=START,
        end_time=START + timedelta(minutes=30),
    )


def test_what_an_appointment_refers_to_comes_along(carium: Carium) -> None:
    booked = book(carium, new_patient(carium))
    found = carium.appointments.read(booked.id, include="individual,practitioner")
    assert found.data == booked
    assert found.data.relationships is not None
    who = found.find(found.data.relationships.individual.data)
    assert who is not None
    assert who.attributes["last-name"] == "Reece"
    assert found.find(found.data.relationships.status.data) is None

    pages = carium.appointments.pages(individual_id=who.id, include="practitioner")
    (included,) = [page.included for page in pages]
    assert included is not None
    practitioner = carium.practitioners.get(included[0].id)
    assert included[0].attributes["name"] == practitioner.attributes.name
    related = carium.appointments.related(booked.id, "appointment-type")
    assert isinstance(related.data, Included)
    assert related.data.type == "org-appointment-types"


def test_a_change_depends_on_the_version_that_was_read(carium: Carium) -> None:
    booked = book(carium, new_patient(carium))
    assert booked.meta is not None
    version = booked.meta["version"]
    moved = carium.appointments.update(booked.id, version, location="Room 2")
    assert moved.meta == {"version": version + 1}
    with pytest.raises(ApiError, match="If-Match") as refused:
        carium.appointments.update(booked.id, version, location="Room 3")
    assert refused.value.status == 412
    with pytest.raises(ApiError):
        carium.appointments.delete(booked.id, version)
    assert (carium.appointments.get(booked.id)).attributes.location == "Room 2"
    carium.appointments.delete(booked.id, version + 1)


def test_individuals_are_the_patients(carium: Carium) -> None:
    id = new_patient(carium)
    patient = carium.patients.update(id, mobile_phone="+15557654321", locale="es_US")
    assert (patient.attributes.mobile_phone, patient.attributes.locale) == ("+15557654321", "es_US")
    assert patient.attributes.username == "james.reece@example.com"
    found = carium.individuals.list(last_name="ree", mobile_phone="+15557654321")
    assert [each.id for each in found] == [id]
    groups = [group.id for group in carium.patients.groups()]
    changed = carium.individuals.update(id, first_name="Jim", individual_group_ids=groups)
    assert (changed.attributes.first_name, changed.attributes.last_name) == ("Jim", "Reece")
    read = carium.individuals.read(id, include="individual-groups")
    assert [each.id for each in read.included or ()] == groups
    assert (carium.patients.get(id)).attributes.first_name == "Jim"
    for related in (
        carium.individuals.related(id, "individual-groups"),
        carium.patients.related(id, "individual-groups"),
    ):
        assert isinstance(related.data, list)
        assert [each.id for each in related.data] == groups


def test_documents(carium: Carium, tmp_path: Path) -> None:
    patient_id = new_patient(carium)
    document_class = carium.documents.create_class("Discharge letter")
    file = tmp_path / "letter.pdf"
    file.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 5000)

    letter = carium.documents.upload(
        file, individual_id=patient_id, class_id=document_class.id, name="Letter", description="As agreed"
    )
    assert letter.attributes.status == "ready"
    assert letter.attributes.attachment_filename == "letter.pdf"
    assert letter.attributes.attachment_content_type == "application/pdf"
    assert carium.documents.download(letter.id) == file.read_bytes()

    sent: list[tuple[int, int | None]] = []
    carium.documents.upload(
        file, lambda *now: sent.append(now), individual_id=patient_id, class_id=document_class.id, name="Again"
    )
    come: list[tuple[int, int | None]] = []
    carium.documents.download(letter.id, tmp_path / "copy.pdf", lambda *now: come.append(now))
    size = len(file.read_bytes())
    assert (tmp_path / "copy.pdf").read_bytes() == file.read_bytes()
    assert sent[-1] == come[-1] == (size, size)
    assert len(sent) > 1, "told while it goes on"
    assert sent == sorted(sent)
    with pytest.raises(FileNotFoundError):
        carium.documents.upload(
            tmp_path / "none.pdf", individual_id=patient_id, class_id=document_class.id, name="None"
        )
    with pytest.raises(NotFound):
        carium.documents.download(patient_id, tmp_path / "none.pdf")
    assert not (tmp_path / "none.pdf").exists()

    note = carium.documents.upload(b"hello", individual_id=patient_id, class_id=document_class.id, name="note.txt")
    assert note.attributes.attachment_content_type == "text/plain"
    assert carium.documents.download(note.id) == b"hello"
    listed = [each.id for each in carium.documents.list(individual_id=patient_id, sort="name")]
    assert [letter.id, note.id] == [id for id in listed if id in (letter.id, note.id)]
    assert len(listed) == 3
    assert (carium.documents.get(note.id)).attributes.upload_info is None

    carium.documents.delete(note.id)
    renamed = carium.documents.rename_class(document_class.id, "Letter")
    assert renamed.attributes.name in {each.attributes.name for each in carium.documents.classes()}
    with pytest.raises(Conflict, match="this name exists"):
        carium.documents.create_class("letter")
    carium.documents.delete_class(document_class.id)


def test_users_and_organizations(practice: dict[str, Any], carium: Carium) -> None:
    block = practice["carium"]
    (own,) = [user.id for user in carium.users.list(block["username"].upper())]
    attributes = (carium.users.get(own)).attributes
    assert (attributes.username, attributes.second_factor) == (block["username"], False)
    assert (carium.users.set_locale(own, "es_US")).attributes.locale == "es_US"
    others = [user.id for user in carium.users.list(block["mfa"]["username"])]
    with pytest.raises(Forbidden, match="own account"):
        carium.users.set_locale(others[0], "es_US")
    assert [each.id for each in carium.organizations.list()] == [block["organization_id"]]
    assert (carium.organizations.get(block["organization_id"])).attributes.time_zone
    with pytest.raises(NotFound):
        carium.organizations.get(own)


def test_lists_go_on_over_pages(carium: Carium) -> None:
    for number in range(101):
        carium.documents.create_class(f"Class {number:03}")
    names = [each.attributes.name for each in carium.documents.classes()]
    assert len(names) == len(set(names)) > 101


def test_a_second_factor_signs_in(practice: dict[str, Any]) -> None:
    block = practice["carium"]
    mfa = block["mfa"]
    code = pyotp.TOTP(mfa["totp_secret"]).now
    who = (block["base_url"], mfa["username"], mfa["password"], block["organization_id"])
    with Carium(*who) as without:
        patients = without.patients
        with pytest.raises(Unauthorized, match="`totp-code` is required"):
            patients.get(block["organization_id"])
    with Carium(*who, totp=code) as client:
        assert [patient.id for patient in client.patients.list()]


def test_a_patient_of_the_demo_practice_signs_in_and_sees_the_own_record(practice: dict[str, Any]) -> None:
    block = practice["carium"]
    login = block["patient"]
    who = (block["base_url"], login["username"], login["password"], block["organization_id"])
    with Carium(*who) as client:
        assert [patient.id for patient in client.patients.list()] == [login["patient_id"]]
        assert [each.id for each in client.appointments.list()]


def test_wrong_credentials_and_duplicates_are_told(practice: dict[str, Any], carium: Carium) -> None:
    block = practice["carium"]
    with Carium(block["base_url"], block["username"], "wrong", block["organization_id"]) as stranger:
        appointments = stranger.appointments
        with pytest.raises(Unauthorized, match="wrong user name or password"):
            appointments.get(block["organization_id"])
    new_patient(carium)
    with pytest.raises(Conflict, match="/data/attributes: a user of this name exists"):
        new_patient(carium)


def test_an_upload_serves_once(carium: Carium) -> None:
    from polyclinic.dialects.carium.client import operations
    from polyclinic.dialects.carium.client.files import file_of

    classes = [each.id for each in carium.documents.classes()]
    fields: Any = {"individual_id": new_patient(carium), "class_id": classes[0], "name": "x"}
    file = file_of(b"x", fields)
    api = carium.documents._api
    organization_id = carium.documents._organization_id
    announced = (api.send(operations.announce_document(organization_id, fields, file))).data
    api.send(operations.upload_file(announced, file))
    with pytest.raises(Forbidden, match="not allowed"):
        api.send(operations.upload_file(announced, file))
    with pytest.raises(ValueError, match="creation of a document"):
        operations.upload_file(carium.documents.get(announced.id), file)
