"""A user's consent, then a patient, an appointment and a document through the drchrono API.

Start ``polyclinic sandbox --data DIR`` first, then: ``python examples/drchrono.py DIR/sandbox.json``. Open the link
that it prints, sign in as the file says, and paste the address that the browser is sent to. The progress bar comes with
``polyclinic[server]``.
"""

import json
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.progress import DownloadColumn, Progress, TransferSpeedColumn

from polyclinic.drchrono import (
    Application,
    AppointmentPatch,
    AppointmentWrite,
    Document,
    DocumentWrite,
    DrChrono,
    FileUpload,
    OAuth,
    Patient,
    PatientWrite,
    Tokens,
)


def main(sandbox_file: str) -> None:
    block = json.loads(Path(sandbox_file).read_text())["drchrono"]
    application = Application(block["client_id"], block["client_secret"], block["redirect_uri"])
    kept: list[Tokens] = []  # where a real application has its database
    with OAuth(block["base_url"], application) as oauth:
        credentials = oauth.renewed(consent(oauth, block), kept.append)
        with DrChrono(block["base_url"], credentials) as drchrono:
            visit(drchrono)
        oauth.revoke(credentials.tokens)
        print("gave the tokens back")


def consent(oauth: OAuth, block: dict[str, Any]) -> Tokens:
    """What a web application does with redirects: here the user carries the address over."""
    asked = oauth.authorization(["calendar", "user", "patients", "billing"])
    print(f"as {block['username']}, open {asked.url}")
    print("sent to:", flush=True)
    return oauth.exchange(asked, input().strip())


def visit(drchrono: DrChrono) -> None:
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

    document = file_scan(drchrono, patient)
    content = drchrono.documents.download(document)
    print(f"filed {document.description} {document.metatags}: {len(content)} bytes")
    drchrono.appointments.delete(appointment.id)
    paid = [f"{each.code}: {each.paid_total} of {each.billed}" for each in drchrono.transactions.list(doctor.id)]
    print(f"{len(paid)} services of Dr. {doctor.last_name}'s, {paid[0]}")


def file_scan(drchrono: DrChrono, patient: Patient) -> Document:
    """Upload a file of 5 MB under a progress bar, where there is a terminal."""
    letter = DocumentWrite(
        date=date(2031, 3, 3),
        description="Referral",
        doctor=patient.doctor,
        patient=patient.id,
        metatags=["referral"],
    )
    columns = (*Progress.get_default_columns(), DownloadColumn(), TransferSpeedColumn())
    with TemporaryDirectory() as folder, Progress(*columns, disable=not sys.stdout.isatty()) as bar:
        scan = Path(folder, "referral.pdf")
        scan.write_bytes(b"%PDF-1.7\n" + bytes(5_000_000))
        task = bar.add_task("uploading")
        file = FileUpload.at(scan, lambda done, size: bar.update(task, completed=done, total=size))
        return drchrono.documents.create(letter, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
