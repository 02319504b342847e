"""A write replaces what CareStack can say and nothing more; reading invents nothing that writing back would store."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from polyclinic.core.patients.model import EmergencyContact, Patient
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.scheduling.model import Appointment, Status
from polyclinic.core.shared.addresses import Address, Telecom
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.errors import Invalid
from polyclinic.core.shared.identifiers import Identifier, Register
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.secrets import Fingerprint, Secret
from polyclinic.dialects.carestack.mapping import appointments, patients, practitioners
from polyclinic.dialects.carestack.wire.appointments import AppointmentCreate, AppointmentUpdate
from polyclinic.dialects.carestack.wire.patients import Patient as WirePatient
from polyclinic.dialects.carestack.wire.patients import PatientCreate, PatientUpdate
from polyclinic.dialects.carestack.wire.practitioners import Practitioner as WirePractitioner
from polyclinic.dialects.carestack.wire.practitioners import PractitionerUpdate
from tests.dialects.carestack.test_wire import PACKAGE


def fingerprint(value: str) -> Fingerprint:
    return Fingerprint(value[-4:], hashlib.sha256(value.encode()).hexdigest())


REGISTER = Register(fingerprint)
STRICT = Register(fingerprint, strict=True)
BLANK = Patient(name=HumanName())
ELSEWHERE = Patient(
    name=HumanName("James", "Reece", prefix="Mr"),
    birth_date=date(1980, 7, 4),
    gender=Gender.NOT_GIVEN,
    telecoms=(Telecom("phone", "(555) 123-4567", "mobile"), Telecom("phone", "+15550001111", "home")),
    address=Address(("12 Harbour Row", "Flat 2"), "Albany", "GA", "12207", "1234", "US", "County"),
    emergency_contact=EmergencyContact("Ana", "+15552223333", "sister"),
    identifiers=(Identifier("mrn", Secret("M-1")),),
    extras={"silna": {"note": "kept"}},
)


def created(**changes: Any) -> Patient:
    return patients.to_core(PatientCreate.model_validate({**PACKAGE, **changes}), BLANK, REGISTER)


def updated(patient: Patient, register: Register = REGISTER, **changes: Any) -> Patient:
    return patients.to_core(PatientUpdate.model_validate({"resourceId": patient.id, **changes}), patient, register)


def answered(shown: dict[str, Any]) -> dict[str, Any]:
    """As an answer's JSON says it."""
    said: dict[str, Any] = msgspec.to_builtins(shown)
    return said


def test_a_patient_comes_back_as_it_was_sent() -> None:
    sent = {
        "idType": "PAN",
        "idNumber": "ABCDE1234F",
        "abhaAddress": "asha@sbx",
        "patientType": "NEW",
        "firstName": "Asha",
        "middleName": "K",
        "lastName": "Menon",
        "birthDate": "1990-05-06",
        "gender": "female",
        "mobileNumber": "+919876543210",
        "emailId": "asha@example.com",
        "address": "12 MG Road, Kochi",
        "pincode": "682001",
        "state": "Kerala",
        "wantsToLinkWhatsapp": False,
        "photo": "aGk=",
        "emergencyContact": "+919876543211",
        "bloodGroup": "B+",
        "maritalStatus": "Married",
        "occupation": "Teacher",
        "resourceType": "Patient",
    }
    patient = created(**sent)

    shown = answered(patients.from_core(patient))
    WirePatient.model_validate(shown, extra="forbid")
    assert {name: shown[name] for name in sent} == sent
    assert patient.address == Address(("12 MG Road, Kochi",), state="KL", postal_code="682001", country="IN")
    assert patient.extras["carestack"].keys() == {
        "wants_whatsapp",
        "photo",
        "blood_group",
        "marital_status",
        "occupation",
        "patient_type",
    }


def test_a_bare_patient_has_no_address_parts_that_were_not_sent() -> None:
    patient = created()
    assert patient.address == Address(("123 Main Street",))
    assert patients.from_core(patient)["state"] is None


def test_an_unknown_state_is_remembered_until_a_known_one_comes() -> None:
    patient = created(state="Unknown")
    assert patients.from_core(patient)["state"] == "Unknown"
    assert patient.address == Address(("123 Main Street",))
    patient = updated(patient, state="Goa")
    assert (patients.from_core(patient)["state"], patient.extras["carestack"].get("state")) == ("Goa", None)
    assert patients.from_core(updated(patient, state=""))["state"] is None


def test_what_was_read_can_be_sent_back_and_changes_nothing() -> None:
    shown = answered(patients.from_core(ELSEWHERE))
    assert (shown["state"], shown["gender"], shown["address"]) == ("Unknown", "unknown", "12 Harbour Row, Flat 2")
    WirePatient.model_validate(shown, extra="forbid")

    assert updated(ELSEWHERE, **{name: value for name, value in shown.items() if name != "id"}) == ELSEWHERE


def test_a_change_leaves_what_carestack_cannot_say() -> None:
    changed = updated(
        ELSEWHERE, firstName="Jim", mobileNumber="+919876543210", address="1 Beach Road", gender="M", state=None
    )
    assert changed.name == replace(ELSEWHERE.name, given="Jim")
    assert changed.telecoms == (Telecom("phone", "+919876543210", "mobile"), ELSEWHERE.telecoms[1])
    assert changed.address == replace(ELSEWHERE.address or Address(), lines=("1 Beach Road",))
    assert changed.gender is Gender.MALE
    assert (changed.emergency_contact, changed.identifiers, changed.extras) == (
        ELSEWHERE.emergency_contact,
        ELSEWHERE.identifiers,
        ELSEWHERE.extras,
    )


def test_an_empty_text_clears_and_null_does_not() -> None:
    patient = created(lastName="Doe", mobileNumber="+919876543210", photo="aGk=", abhaAddress="a@sbx")
    assert updated(patient, lastName=None, mobileNumber=None, photo=None, abhaAddress=None) == patient
    cleared = updated(patient, lastName="", mobileNumber="", photo="", abhaAddress="")
    shown = patients.from_core(cleared)
    assert [shown[name] for name in ("lastName", "mobileNumber", "photo", "abhaAddress")] == [None] * 4


def test_an_aadhaar_number_is_kept_as_a_fingerprint_only() -> None:
    patient = created(idNumber="1234 5678-9012")
    (held,) = patient.identifiers
    assert held == Identifier("aadhaar", None, fingerprint("123456789012"))
    assert patients.from_core(patient)["idNumber"] == "XXXXXXXX9012"
    assert "123456789012" not in repr(patient)

    assert updated(patient, idNumber="XXXXXXXX9012") == patient
    assert updated(patient, idNumber="123456789012") == patient
    assert updated(patient, idType="AADHAAR", idNumber=None) == patient
    with pytest.raises(Invalid) as refused:
        updated(patient, idNumber="XXXXXXXX0000")
    assert refused.value.problems[0].path == ("idNumber",)


def test_check_digits_count_where_the_practice_says_so() -> None:
    patient = created(idNumber="123456789012")
    assert updated(patient, STRICT, idNumber="XXXXXXXX9012") == patient
    for bad in ("123456789012", "234567890123"):
        with pytest.raises(Invalid):
            updated(patient, STRICT, idType="AADHAAR", idNumber=bad)
    assert patients.from_core(updated(patient, STRICT, idNumber="234567890124"))["idNumber"] == "XXXXXXXX0124"


def test_another_card_replaces_the_one_that_is_shown() -> None:
    patient = replace(created(), identifiers=(*ELSEWHERE.identifiers, *created().identifiers))
    with pytest.raises(Invalid) as refused:
        updated(patient, idType="PAN")
    assert refused.value.problems[0].path == ("idNumber",)

    changed = updated(patient, idType="PAN", idNumber="ABCDE1234F")
    assert [held.type for held in changed.identifiers] == ["mrn", "pan"]
    assert patients.from_core(changed)["idNumber"] == "ABCDE1234F"
    assert "ABCDE1234F" not in repr(changed)
    assert changed.identifiers[1].fingerprint
    assert changed.identifiers[1].fingerprint.last_four == ""


def test_a_practitioner_of_another_api_can_be_sent_back() -> None:
    other = Practitioner(
        name=HumanName("Elena", "Rossi", suffix="MD"),
        specialty="Family Medicine",
        npi="1234567893",
        telecoms=(Telecom("email", "e@example.com", "work"),),
        facility_ids=("f-1",),
    )
    shown = answered(practitioners.from_core(other))
    WirePractitioner.model_validate(shown, extra="forbid")
    assert (shown["department"], shown["registrationId"]) == ("family medicine", None)
    body = PractitionerUpdate.model_validate({name: value for name, value in shown.items() if name != "id"})
    assert practitioners.to_core(body, other) == other

    body = PractitionerUpdate.model_validate(
        {"resourceId": other.id, "department": "cardiology", "registrationId": "REG1", "status": "Active"}
    )
    changed = practitioners.to_core(body, other)
    assert (changed.department, changed.external_id(practitioners.REGISTRATION)) == ("cardiology", "REG1")
    assert (changed.specialty, changed.npi, changed.name) == (other.specialty, other.npi, other.name)


START, END = datetime(2026, 1, 10, 9, tzinfo=UTC), datetime(2026, 1, 10, 9, 30, tzinfo=UTC)


def test_an_appointment_shows_eight_texts_whatever_it_lacks() -> None:
    bare = Appointment(start=START, end=END, patient_id="p", room=2, reason="kept")
    shown = appointments.from_core(bare, facility_id="f", practitioner_id="d")
    assert shown == {
        "reference": bare.id,
        "practitionerReference": "d",
        "patientReference": "p",
        "slot": "",
        "priority": "New",
        "start": "2026-01-10T09:00:00Z",
        "end": "2026-01-10T09:30:00Z",
        "organizationId": "f",
        "status": "BOOKED",
        "notes": "",
    }
    settled = appointments.Settled(START, END, None, "p", None)
    assert appointments.to_core(AppointmentUpdate.model_validate(shown), bare, settled) == bare


def test_a_new_appointment_is_an_emergency_unless_said_otherwise() -> None:
    settled = appointments.Settled(START, END, "f", "p", "d")
    body = {
        "practitionerReference": "d",
        "patientReference": "p",
        "start": "2026-01-10T09:00",
        "end": "2026-01-10T10:00",
    }
    for given, kept in ((None, "Emergency"), ("new", "New"), ("FOLLOW-UP VISIT", "Follow-up visit")):
        message = AppointmentCreate.model_validate({**body, "priority": given})
        made = appointments.to_core(message, appointments.draft(settled, "REF-1"), settled)
        assert appointments.priority_shown(made) == kept
        assert appointments.reference_of(made) == "REF-1"


def test_a_status_moves_the_record_s() -> None:
    settled = appointments.Settled(START, END, None, "p", None)
    bare = Appointment(start=START, end=END, status=Status.UNSET)
    changed = appointments.to_core(
        AppointmentUpdate.model_validate({"reference": "r", "status": "confirmed"}), bare, settled
    )
    assert changed.status is Status.CONFIRMED
    same = appointments.to_core(
        AppointmentUpdate.model_validate({"reference": "r", "status": "scheduled"}), bare, settled
    )
    assert same.status is Status.UNSET


def test_wall_times_are_those_of_the_facility() -> None:
    kolkata, new_york = ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York")

    def read(start: str, end: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
        return appointments.times(AppointmentUpdate(reference="r", start=start, end=end), zone, None)

    assert read("2026-01-10T14:30:00", "2026-01-10T09:30:00Z", kolkata) == (START, END)
    with pytest.raises(Invalid) as refused:
        read("2026-03-08T02:30:00", "2026-03-08T02:45:00", new_york)
    assert [problem.path for problem in refused.value.problems] == [("start",), ("end",)]
    with pytest.raises(Invalid):
        read("2026-01-10T09:30:00Z", "2026-01-10T09:30:00Z", kolkata)
