"""A patient, an invitation, an appointment and a document through Carium's API.

Start ``polyclinic sandbox --data DIR`` first, then: ``python examples/carium.py DIR/sandbox.json``
"""

import json
import sys
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from polyclinic.carium import Carium, Patient


def main(sandbox_file: str) -> None:
    block = json.loads(Path(sandbox_file).read_text())["carium"]
    with Carium(block["base_url"], block["username"], block["password"], block["organization_id"]) as carium:
        patient = carium.patients.create(
            first_name="James",
            last_name="Reece",
            birth_date=date(1980, 7, 4),
            gender="male",
            email=f"james.{uuid.uuid4().hex[:8]}@example.com",
        )
        name = patient.attributes
        print(f"created {name.first_name} {name.last_name}, born {name.birth_date}")
        invitation = carium.invitations.send(patient.attributes.email or "", "email")
        print(f"invited by {', '.join(invitation.attributes.notifications)}")
        book(carium, patient)
        file_letter(carium, patient)


def book(carium: Carium, patient: Patient) -> None:
    """An appointment, put off by an hour and taken back."""
    statuses = {status.attributes.name: status.id for status in carium.appointments.statuses()}
    start = datetime(2031, 1, 10, 9, 0, tzinfo=UTC)
    appointment = carium.appointments.create(
        individual_id=patient.id,
        practitioner_id=next(iter(carium.practitioners.list())).id,
        start_time=start,
        end_time=start + timedelta(minutes=30),
        status_id=statuses["Booked"],
        type_id=next(iter(carium.appointments.types())).id,
        location="Virtual",
    )
    print(f"booked {appointment.attributes.start_time:%Y-%m-%d %H:%M} UTC")
    moved = carium.appointments.update(
        appointment.id,
        start_time=start + timedelta(hours=1),
        end_time=start + timedelta(minutes=90),
        status_id=statuses["Confirmed"],
    )
    print(f"moved to {moved.attributes.start_time:%H:%M}, still {moved.attributes.location}")
    carium.appointments.delete(appointment.id)
    print(f"appointments left: {len(list(carium.appointments.list(individual_id=patient.id)))}")


def file_letter(carium: Carium, patient: Patient) -> None:
    """A document, announced, uploaded, confirmed and downloaded again."""
    content = b"%PDF-1.4\n% a letter\n"
    letter = carium.documents.upload(
        content,
        individual_id=patient.id,
        class_id=next(iter(carium.documents.classes())).id,
        name="Letter",
        attachment_filename="letter.pdf",
    )
    print(f"filed {letter.attributes.attachment_filename}, {letter.attributes.attachment_content_type}")
    for document in carium.documents.list(individual_id=patient.id):
        same = carium.documents.download(document.id) == content
        print(f"downloaded {document.attributes.name}: {'the same bytes' if same else 'other bytes'}")


if __name__ == "__main__":
    main(sys.argv[1])
