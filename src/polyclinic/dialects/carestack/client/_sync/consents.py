# generated: edit the _async file of the same name, then run "make format"
"""Consents."""

from collections.abc import Iterator, Sequence
from typing import Any

from polyclinic.dialects.carestack.client import operations
from polyclinic.dialects.carestack.wire import consents as wire
from polyclinic.sdk._sync.client import ApiClient


class Consents:
    """Consents of patients to share their records. What is refused raises an ``ApiError`` of ``polyclinic.sdk``."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def find_patient(self, abha: str, *, is_hiu: bool = True) -> str:
        """The name of the patient with this ABHA address or number. Raises ``NotFound``."""
        search = wire.PatientSearch(patientId=abha, isHIU=is_hiu)
        return self._api.send(operations.find_consent_patient(search))

    def request(self, request: wire.ConsentRequest) -> wire.Consent:
        """Ask a patient, who is sent a message with a link to a page to answer on.

        Times are UTC with milliseconds (``2026-01-10T00:00:00.000Z``). Ask ``get`` again until it is ``GRANTED``.
        """
        return (self._api.send(operations.request_consent(request))).resource

    def get(self, consent_id: str, consent_type: str = "Requested") -> wire.Consent | None:
        """The consent as it stands now; None if there is none."""
        query = wire.ConsentQuery.model_validate({"consentType": consent_type})
        found = (self._api.send(operations.get_consent(consent_id, query))).requestResource
        return found[0] if found else None

    def list(self, consent_type: str = "Requested") -> Iterator[wire.Consent]:
        """Every consent that this facility asked for or (``Received``) that this practice's patients were asked for.

        In the order of creation.
        """

        def query(next_page: str | None) -> wire.ConsentQuery:
            return wire.ConsentQuery.model_validate({"consentType": consent_type, "nextPage": next_page})

        pages = self._api.pages(
            operations.list_consents(query(None)),
            lambda page: operations.list_consents(query(page.nextPageLink)) if page.nextPageLink else None,
        )
        for page in pages:
            for consent in page.requestResource:
                yield consent

    def bundles(
        self, care_contexts: Sequence[str], hi_types: Sequence[str], consent_type: str = "Requested"
    ) -> Sequence[dict[str, Any]]:
        """FHIR R4 document Bundles of what a granted consent names, one per care context and type that has anything.

        Raises ``Forbidden`` unless live consents cover every one of ``care_contexts`` (at most 50) and ``hi_types``.
        """
        query = wire.BundleQuery.model_validate(
            {"careContexts": list(care_contexts), "healthInformationTypes": list(hi_types), "consentType": consent_type}
        )
        return (self._api.send(operations.get_bundles(query))).requestResource
