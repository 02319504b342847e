"""Consents: CareStack's message to the record's consent and back."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from polyclinic.core.consent.model import Consent, ConsentStatus, InformationType, Period, Purpose
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.errors import Invalid, Problem
from polyclinic.core.shared.identifiers import Register
from polyclinic.core.shared.queries import Condition, Has
from polyclinic.core.shared.secrets import Secret
from polyclinic.core.shared.times import BadTime, parse_instant
from polyclinic.dialects.carestack.wire.consents import ConsentRequest

_ABHA = ("abha_address", "abha")


def by_abha(number: str, register: Register) -> tuple[Condition, ...]:
    """What a patient with this ABHA address or number is found by."""
    return (Has("fingerprint", register.keys(number, _ABHA)),)


def types_of(names: Sequence[str]) -> tuple[InformationType, ...]:
    """The types of these names, each once."""
    return tuple(dict.fromkeys(InformationType(name) for name in names))


def to_core(
    body: ConsentRequest, patient: Patient, facility_id: str | None, requested_by: str, now: datetime
) -> Consent:
    """The request as it is put to the record. Raises ``Invalid`` naming every day that there is not."""
    times: dict[str, datetime] = {}
    problems = []
    for name in ("dateFrom", "dateTo", "eraseDate"):
        try:
            times[name] = parse_instant(getattr(body, name))
        except BadTime as bad:
            problems.append(Problem((name,), "bad_time", f"Invalid {name}: {bad}."))
    if problems:
        raise Invalid(problems)
    return Consent(
        patient_id=patient.id,
        patient_name=body.patientName,
        patient_address=Secret(body.patientAbhaId),
        purpose=Purpose(body.requestPurpose),
        period=Period(times["dateFrom"], times["dateTo"]),
        erase_at=times["eraseDate"],
        types=types_of(body.healthInformationTypes),
        facility_id=facility_id,
        requested_by=requested_by,
        requested_at=now,
    )


def from_core(consent: Consent, practice_id: str) -> dict[str, Any]:
    """The consent as answers show it; ``practice_id`` stands in where no facility asked."""
    grant, asker = consent.grant, consent.facility_id or practice_id
    period = grant.period if grant else consent.period
    live = consent.status is ConsentStatus.GRANTED
    shown = {
        "consentId": consent.id,
        "patientName": consent.patient_name,
        "abhaId": consent.patient_address.reveal(),
        "status": consent.status.value,
        "HIP": practice_id,
        "requestedOn": _shown(consent.requested_at),
        "careContextReferences": [context.id for context in grant.contexts] if grant and live else [],
        "period": {"from": _shown(period.start), "to": _shown(period.end)},
        "organizationId": asker,
        "requestedBy": consent.requested_by,
        "expiry": _shown(consent.erase_at),
        "sharedOn": _shown(grant.at if grant else consent.requested_at),
        "consentStatus": consent.status.value,
        "hiTypes": [type.value for type in consent.types],
        "permission": "VIEW",
        "grantedHiTypes": [type.value for type in grant.types] if grant and live else [],
    }
    if grant:
        shown["grantedPermission"] = _permission(consent, period)
    return shown


def _permission(consent: Consent, period: Period) -> str:
    permission = {
        "accessMode": "VIEW",
        "dateRange": {"from": _shown(period.start), "to": _shown(period.end)},
        "dataEraseAt": _shown(consent.erase_at),
        "frequency": {"unit": "HOUR", "value": 1, "repeats": 0},
    }
    return json.dumps(permission, separators=(",", ":"))


def _shown(moment: datetime) -> str:
    """To the millisecond, ``2026-01-10T09:00:00.000Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
