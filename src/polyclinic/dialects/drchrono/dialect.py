"""The drchrono dialect, version v2014_08: all that the server mounts."""

from polyclinic.dialects.drchrono.auth import VERSIONS, authenticate
from polyclinic.dialects.drchrono.errors import answer_error, error_body
from polyclinic.dialects.drchrono.mapping.common import DIALECT
from polyclinic.dialects.drchrono.routes import (
    account,
    applications,
    appointment_profiles,
    appointment_templates,
    appointments,
    doctors,
    documents,
    oauth,
    offices,
    patients,
    reminder_profiles,
    transactions,
    users,
)
from polyclinic.web.dialect import Dialect, Routes
from polyclinic.web.rate_limits import RateLimit

dialect = Dialect(
    name=DIALECT,
    title="drchrono API",
    version=VERSIONS[-1],
    description="Patients, appointments, documents and offices of a practice group, as of API version v2014_08.",
    routes=Routes().include(
        patients.routes,
        appointments.routes,
        appointment_profiles.routes,
        appointment_templates.routes,
        doctors.routes,
        offices.routes,
        documents.routes,
        reminder_profiles.routes,
        transactions.routes,
        users.routes,
        oauth.routes,
        account.routes,
        applications.routes,
    ),
    authenticate=authenticate,
    errors=answer_error,
    error_body=error_body,
    # the version's documents name no limit: this one keeps a runaway client from starving the others
    rate_limits={
        "default": RateLimit(1000, 60, "moving", per="credential"),
        "sign_in": RateLimit(20, 60, "moving", per="address"),
        "token": RateLimit(300, 60, "moving", per="address"),
    },
)
