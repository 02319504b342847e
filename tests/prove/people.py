"""People as Silna is told of them."""

from typing import Any

from tests.between.conftest import Practice


def patient(doors: Practice, **changes: Any) -> dict[str, Any]:
    """The least that a patient of the practice's provider needs."""
    return {
        "first_name": "Ida",
        "last_name": "Wells",
        "date_of_birth": "1990-07-16",
        "patient_specialties": ["PHYSICAL_THERAPY"],
        "status": "ACTIVE",
        "provider_id": doors.provider_id,
        "provider_service_location_id": doors.blocks["carestack"]["facility_id"],
        **changes,
    }
