"""One patient, five APIs: what is written through one is read through the others.

Start ``polyclinic sandbox --data DIR`` first, then: ``python examples/tour.py DIR/sandbox.json``. README.md shows what
it prints.
"""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from polyclinic.carestack import CareStack
from polyclinic.carium import Carium
from polyclinic.drchrono import AppointmentWrite, DrChrono, PatientPatch
from polyclinic.silna import PatientUpdate, Silna


def main(sandbox_file: str) -> None:
    blocks = json.loads(Path(sandbox_file).read_text())
    reset = Request(f"{blocks['base_url']}/sandbox/reset", method="POST")  # noqa: S310  # the sandbox's own URL
    urlopen(reset).close()  # noqa: S310  # so that she is new, however often this runs
    with (
        Carium(**_only(blocks["carium"], "base_url", "username", "password", "organization_id")) as carium,
        DrChrono(**_only(blocks["drchrono"], "base_url", "access_token")) as drchrono,
        Silna(**_only(blocks["silna"], "base_url", "api_key")) as silna,
        CareStack(**_only(blocks["carestack"], "base_url", "api_key", "facility_id")) as carestack,
    ):
        patient_id = register(carium)
        number = complete(drchrono, silna, patient_id)
        appointment_id = book(drchrono, number)
        look(carium, carestack, patient_id)
        drchrono.appointments.delete(appointment_id)
        silna.patients.delete(patient_id)
        print("silna      archives her; drchrono finds", len(list(drchrono.patients.list(search="okonkwo"))))


def _only(block: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: block[name] for name in names}


def register(carium: Carium) -> str:
    """A patient app signs somebody up through Carium."""
    patient = carium.patients.create(
        first_name="Ada",
        last_name="Okonkwo",
        birth_date=date(1990, 12, 10),
        gender="female",
        email="ada.okonkwo@example.com",
        mobile_phone="+15550104477",
    )
    print("carium     signs up Ada Okonkwo")
    return patient.id


def complete(drchrono: DrChrono, silna: Silna, patient_id: str) -> int:
    """The front desk adds what it knows through drchrono, the authorisation desk its own id through Silna."""
    (patient,) = drchrono.patients.list(search="okonkwo")
    drchrono.patients.update(patient.id, PatientPatch(home_phone="+15550104400", preferred_language="eng"))
    print(f"drchrono   finds her, born {patient.date_of_birth}, and adds a home phone")
    silna.patients.update(patient_id, PatientUpdate(source_id="ehr-4711", city="Albany", state="NY"))
    print(f"silna      sees {silna.patients.get(patient_id).first_name} and gives her source_id ehr-4711")
    return patient.id


def book(drchrono: DrChrono, patient: int) -> str:
    """drchrono books in the office's local time."""
    appointment = drchrono.appointments.create(
        AppointmentWrite(
            doctor=1234,
            office=3456,
            patient=patient,
            scheduled_time=datetime(2031, 7, 1, 9, 30),  # noqa: DTZ001  # drchrono's times are the office's, without a zone
            duration=30,
            reason="Sore knee",
        )
    )
    print(f"drchrono   books {appointment.scheduled_time:%Y-%m-%d %H:%M}, office time")
    return appointment.id


def look(carium: Carium, carestack: CareStack, patient_id: str) -> None:
    """Carium reads the visit in UTC; nothing of hers is lost; CareStack knows her, too."""
    (visit,) = carium.appointments.list(individual_id=patient_id)
    print(f"carium     reads {visit.attributes.start_time:%Y-%m-%d %H:%M} UTC: {visit.attributes.description}")
    patient = carestack.patients.get(patient_id)
    assert patient is not None, "the patient of one API is everybody's"
    print(f"carestack  reads {patient.firstName} {patient.lastName}, {patient.mobileNumber}, {patient.emailId}")


if __name__ == "__main__":
    main(*sys.argv[1:])
