"""CareStack (Achala Health): patients, practitioners and appointments of an Indian practice."""

from polyclinic.dialects.carestack.auth import authenticate
from polyclinic.dialects.carestack.errors import error_body, errors
from polyclinic.dialects.carestack.routes import (
    appointments,
    consent_page,
    consents,
    facilities,
    facility_registration,
    facility_search,
    lookup,
    masters,
    patients,
    practitioners,
)
from polyclinic.web.dialect import Dialect, Routes
from polyclinic.web.rate_limits import RateLimit

dialect = Dialect(
    name="carestack",
    title="CareStack",
    description="The API that the Python package `carestack` (0.1.22) calls.",
    routes=Routes().include(
        *(patients.routes, practitioners.routes, appointments.routes),
        *(facility_registration.routes, facilities.routes, facility_search.routes, masters.routes),
        *(lookup.routes, consents.routes, consent_page.routes),
    ),
    authenticate=authenticate,
    errors=errors,
    error_body=error_body,
    # nothing is published about limits: high enough for any client, low enough to stop a loop gone wild
    rate_limits={
        "default": RateLimit(amount=6000, seconds=60, window="moving", per="credential"),
        "link": RateLimit(amount=60, seconds=60, window="moving", per="address"),
    },
    max_body=2 * 1024 * 1024,
)
