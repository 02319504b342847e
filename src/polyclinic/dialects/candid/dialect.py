"""Candid Health: encounters and the claims they come to, and what precedes them."""

from polyclinic.dialects.candid.auth import authenticate
from polyclinic.dialects.candid.errors import error_body, errors
from polyclinic.dialects.candid.routes import (
    auth,
    billing_notes,
    diagnoses,
    encounter_attachments,
    encounter_providers,
    encounters,
    encounters_from_pre_encounter,
    encounters_universal,
    events,
    guarantors,
    medication_dispense,
    organization_providers,
    organization_service_facilities,
    payers,
    pre_service_rules,
    service_lines,
    superbills,
    supplemental_information,
    tasks,
)
from polyclinic.dialects.candid.routes.pre_encounter import (
    appointments,
    coverages,
    eligibility_checks,
    organization_external_providers,
    patient_merges,
    patient_timelines,
    patients,
)
from polyclinic.web.dialect import Dialect, Routes
from polyclinic.web.rate_limits import RateLimit

dialect = Dialect(
    name="candid",
    title="Candid Health API",
    routes=Routes().include(
        auth.routes,
        encounters.routes,
        encounters_universal.routes,
        encounters_from_pre_encounter.routes,
        service_lines.routes,
        diagnoses.routes,
        encounter_providers.routes,
        guarantors.routes,
        billing_notes.routes,
        supplemental_information.routes,
        superbills.routes,
        medication_dispense.routes,
        tasks.routes,
        encounter_attachments.routes,
        pre_service_rules.routes,
        events.routes,
        organization_providers.routes,
        organization_service_facilities.routes,
        payers.routes,
        coverages.routes,
        eligibility_checks.routes,
        appointments.routes,
        patients.routes,
        patient_timelines.routes,
        patient_merges.routes,
        organization_external_providers.routes,
    ),
    authenticate=authenticate,
    errors=errors,
    error_body=error_body,
    rate_limits={"default": RateLimit(1000, 10, window="moving", per="address")},
)
