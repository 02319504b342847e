"""A patient, an appointment and a document through the drchrono API.

Start ``polyclinic sandbox --data DIR`` first, then: ``python examples/drchrono.py DIR/sandbox.json``
"""

import json
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

from polyclinic.drchrono import (
    AppointmentPatch,
    AppointmentWrite,
    DocumentWrite,
    DrChrono,
    FileUpload,
    PatientWrite,
)


def main(sandbox_file: str) -> None:
    block = json.loads(Path(sandbox_file).read_text())["drchrono"]
    with DrChrono(block["base_url"], block["access_token"]) as drchrono:
        me = drchrono.users.current()
        doctor = drchrono.doctors.get(me.doctor)
        office = next(drchrono.offices.list())
        print(f"signed in as Dr. {doctor.last_name}, {office.name}")

        patient = drchrono.patients.create(
            PatientWrite(
                first_name="Nadia",
                last_name="Okafor",
                date_of_birth=date(1999, 2, 3),
                gender="Female",
                doctor=doctor.id,
                cell_phone="+15550001111",
                primary_insurance_company="Aetna",
            )
        )
        print(f"registered {patient.first_name} {patient.last_name}, insured by {patient.primary_insurance_company}")

        profile = next(drchrono.appointment_profiles.list())
        appointment = drchrono.appointments.create(
            AppointmentWrite(
                doctor=doctor.id,
                office=office.id,
                patient=patient.id,
                scheduled_time=datetime.fromisoformat("2031-03-03T14:30:00"),
                profile=profile.id,
            )
        )
        end = appointment.scheduled_time + timedelta(minutes=appointment.duration)
        print(f"booked {appointment.reason}, {appointment.scheduled_time:%H:%M} to {end:%H:%M} at the office's clock")
        arrived = drchrono.appointments.update(appointment.id, AppointmentPatch(status="Arrived"))
        print(f"now {arrived.status}")

        letter = DocumentWrite(
            date=date(2031, 3, 3),
            description="Referral",
            doctor=doctor.id,
            patient=patient.id,
            metatags=["referral"],
        )
        document = drchrono.documents.create(letter, FileUpload("referral.txt", b"Please advise.", "text/plain"))
        print(f"filed {document.description} {document.metatags}: {drchrono.documents.download(document).decode()}")
        drchrono.appointments.delete(appointment.id)


if __name__ == "__main__":
    main(*sys.argv[1:])
