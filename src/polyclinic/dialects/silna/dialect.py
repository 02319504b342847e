"""Silna: the patients, coverage and authorizations of an MSO's providers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from polyclinic.dialects.silna.auth import authenticate
from polyclinic.dialects.silna.errors import error_body, errors
from polyclinic.dialects.silna.routes import (
    benefits_checks,
    bulk_export,
    clinicians,
    document_intelligence,
    escalations,
    files,
    patient_diagnoses,
    patient_notes,
    patient_plans,
    patients,
    payor_contracts,
    payor_detections,
    payor_inferences,
    payors,
    places_of_service,
    prior_authorizations,
    provider_groups,
    providers,
    service_locations,
)
from polyclinic.dialects.silna.wire.files import UPLOADS
from polyclinic.web.dialect import Dialect, Idempotency, Routes
from polyclinic.web.rate_limits import LimitState, RateLimit


def limit_headers(state: LimitState | None) -> Mapping[str, str]:
    """On every answer; with limits switched off only what stays true."""
    if state is None:
        return {"Retry-After": "0"}
    return {
        "X-RateLimit-Limit": str(state.limit),
        "X-RateLimit-Remaining": str(state.remaining),
        "X-RateLimit-Reset": str(state.reset_epoch),
        "Retry-After": str(state.retry_after),
    }


def without_api(segments: Sequence[str]) -> Sequence[str]:
    """``/api/public/...`` and ``/public/...`` are the same: Silna's documents name both bases."""
    return segments[1:] if segments[:2] == ["api", "public"] else segments


dialect = Dialect(
    name="silna",
    title="Silna Health API",
    routes=Routes().include(
        document_intelligence.routes,
        escalations.routes,
        files.routes,
        patients.routes,
        payors.routes,
        prior_authorizations.routes,
        providers.routes,
        service_locations.routes,
        clinicians.routes,
        provider_groups.routes,
        places_of_service.routes,
        patient_diagnoses.routes,
        patient_notes.routes,
        payor_contracts.routes,
        bulk_export.routes,
        patient_plans.routes,
        benefits_checks.routes,
        payor_detections.routes,
        payor_inferences.routes,
    ),
    authenticate=authenticate,
    errors=errors,
    error_body=error_body,
    rate_limits={"default": RateLimit(120, 60), UPLOADS: RateLimit(60, 60)},
    limit_headers=limit_headers,
    idempotency=Idempotency(keep=timedelta(days=30)),
    normalise=without_api,
)
