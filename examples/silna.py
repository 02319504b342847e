"""A service location and its patients through Silna's API.

Start ``polyclinic sandbox --data DIR`` first, then: ``python examples/silna.py DIR/sandbox.json``
"""

import json
import sys
import uuid
from datetime import date
from pathlib import Path

from polyclinic.silna import (
    WITHOUT_SOURCE_ID,
    PatientPut,
    PatientStatus,
    PatientUpdate,
    ServiceLocationCreate,
    Silna,
    Specialty,
)


def main(sandbox_file: str) -> None:
    block = json.loads(Path(sandbox_file).read_text())["silna"]
    with Silna(block["base_url"], block["api_key"]) as silna:
        provider = silna.providers.get(block["provider_id"])
        print(f"provider {provider.legal_name}")
        location = silna.service_locations.create(
            ServiceLocationCreate(
                provider_id=provider.id,
                provider_group_id=provider.id,
                name="Annex",
                address_line_1="14 Harbour Row",
                city="Albany",
                state="NY",
                zip_code="12207",
            )
        )
        ana = PatientPut(
            source_id=f"ehr-{uuid.uuid4()}",
            first_name="Ana",
            last_name="Silva",
            date_of_birth=date(1990, 1, 2),
            patient_specialties=[Specialty.SPEECH_THERAPY],
            status=PatientStatus.INTAKE,
            provider_service_location_id=location,
            provider_id=provider.id,
        )
        patient_id = silna.patients.put(ana)
        again = silna.patients.put(ana.model_copy(update={"status": PatientStatus.ACTIVE}))
        print(f"put twice, one patient: {again == patient_id}")
        silna.patients.update(patient_id, PatientUpdate(city="Albany", state="NY"))

        for patient in silna.patients.list(provider.id, service_location_id=location):
            print(f"{patient.first_name} {patient.last_name}, {patient.status}, {patient.city}")
        bare = sum(1 for _ in silna.patients.list(provider.id, source_id=WITHOUT_SOURCE_ID, limit=10))
        print(f"patients without a source_id: {'some' if bare else 'none'}")
        silna.patients.delete(patient_id)
        print(f"left at the annex: {len(list(silna.patients.list(provider.id, service_location_id=location)))}")


if __name__ == "__main__":
    main(*sys.argv[1:])
