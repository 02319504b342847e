"""Clinicians on the wire: those who treat for a provider."""

from polyclinic.dialects.silna.wire.common import READ_ERRORS, Id, Page, PageQuery, Text, Wire
from polyclinic.sdk.endpoint import Endpoint


class Clinician(Wire):
    """Somebody who treats; a page's ``first_id`` and ``last_id`` are the only ids of clinicians that are told."""

    first_name: str | None = None
    last_name: str | None = None
    npi: str | None = None


class ClinicianQuery(PageQuery):
    """Whose clinicians to list; each word of ``name`` is any part of theirs."""

    provider_id: Id
    name: Text | None = None


LIST = Endpoint(
    name="clinicians.list",
    summary="Get Clinicians",
    method="GET",
    path="/public/v1/clinicians/",
    query=ClinicianQuery,
    gives=Page[Clinician],
    errors=READ_ERRORS,
    tags=("Clinicians",),
)
