"""A patient, a practitioner and their appointment through CareStack's API.

Start ``polyclinic sandbox --data DIR`` first, then: ``python examples/carestack.py DIR/sandbox.json``
"""

import json
import sys
from pathlib import Path

from polyclinic.carestack import (
    AppointmentCreate,
    AppointmentUpdate,
    CareStack,
    PatientCreate,
    PatientFilters,
    PatientUpdate,
    Practitioner,
    PractitionerCreate,
)

PATIENT = PatientCreate(
    idType="AADHAAR",
    idNumber="234567890124",
    patientType="NEW",
    firstName="Asha",
    lastName="Menon",
    birthDate="1990-05-06",
    gender="female",
    mobileNumber="+919876543210",
    address="12 MG Road, Kochi",
    pincode="682001",
    state="Kerala",
    resourceType="Patient",
)


def main(sandbox_file: str) -> None:
    block = json.loads(Path(sandbox_file).read_text())["carestack"]
    connection = {name: block[name] for name in ("base_url", "api_key", "facility_id", "hpr_id")}
    with CareStack(**connection) as carestack:
        patient = carestack.patients.create(PATIENT)
        print(f"registered {patient.firstName}, Aadhaar {patient.idNumber}")
        carestack.patients.update(PatientUpdate(resourceId=patient.id, emailId="asha@example.com"))
        for match in carestack.patients.find(PatientFilters(firstName="Ash", state="Kerala")):
            print(f"found {match.firstName} {match.lastName}, {match.emailId}")
        doctor = add_doctor(carestack, registration_id=f"KMC-{patient.id}")
        visit(carestack, doctor.id, patient.id)


def add_doctor(carestack: CareStack, registration_id: str) -> Practitioner:
    return carestack.practitioners.create(
        PractitionerCreate(
            registrationId=registration_id,
            department="cardiology",
            designation="Consultant",
            status="Active",
            joiningDate="2024-04-01",
            staffType="Permanent",
            firstName="Dr. Sarah",
            lastName="Wilson",
            gender="female",
            address="123 Medical Complex",
            resourceType="Practitioner",
        )
    )


def visit(carestack: CareStack, doctor_id: str, patient_id: str) -> None:
    appointment = carestack.appointments.create(
        AppointmentCreate(
            practitionerReference=doctor_id,
            patientReference=patient_id,
            start="2031-01-10T09:00:00+05:30",
            end="2031-01-10T09:30:00+05:30",
            priority="New",
        )
    )
    print(f"booked {appointment.start}, {appointment.status}")
    moved = carestack.appointments.update(AppointmentUpdate(reference=appointment.reference, status="CONFIRMED"))
    print(f"now {moved.status if moved else 'gone'}")
    carestack.appointments.delete(appointment.reference)
    print(f"exists: {carestack.appointments.exists(appointment.reference)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
