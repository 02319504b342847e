"""The ids that the published examples use, and the fixed ids of everything else in the demo practices."""

import uuid

PRACTICE = "8d25a2a6-8219-40d1-a34f-c24ec69f4f72"
PATIENT = GROUP_A = APPOINTMENT_TYPE = DOCUMENT_CLASS = APPOINTMENT = "aa6243fb-e4c1-44a0-ae3c-f4c4ab115002"
PRACTITIONER = GROUP_B = "2097e072-92f6-4333-99d6-9693d63be652"
APPOINTMENT_STATUS = "8d25a2a6-8219-40d1-a34f-c24ec69f4f72"
DOCTOR_NUMBER, OFFICE_NUMBER, PATIENT_NUMBER = 1234, 3456, 5678

OTHER_PRACTICE = "5f0c7d3e-1b7a-4c57-9a86-0d2f6f3b9e11"

_SPACE = uuid.UUID("b9f1a1de-6a0f-4e0b-9a6e-8f6f0c1d2e3a")


def fixed(practice_id: str, *parts: object) -> str:
    """The same id every time for the same thing in the same practice."""
    return str(uuid.uuid5(_SPACE, "/".join(str(part) for part in (practice_id, *parts))))
