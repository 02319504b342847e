# generated: edit the _async file of the same name, then run "make format"
"""Eligibility checks of the pre-encounter API."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from polyclinic.dialects.candid.wire.pre_encounter import eligibility_checks as wire
from polyclinic.dialects.candid.wire.pre_encounter.common import Page
from polyclinic.dialects.candid.wire.pre_encounter.eligibility_checks import (
    BatchEligibilityResponse,
    EligibilityCheck,
    EligibilityRecommendation,
    EligibilityRequest,
    PayerSearchResponse,
    StediPayerItem,
    Vote,
)
from polyclinic.dialects.candid.wire.pre_encounter.insurance_discovery import (
    COORDINATION_OF_BENEFITS,
    INSURANCE_DISCOVERY,
    CoordinationOfBenefitsRequest,
    CoordinationOfBenefitsResponse,
    InsuranceDiscoveryRequest,
    InsuranceDiscoveryResponse,
)
from polyclinic.sdk._sync.client import ApiClient
from polyclinic.sdk.operation import Operation


class EligibilityChecks:
    """Questions to payers. They raise ``ServerError`` where no payer network is connected."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def post(self, request: EligibilityRequest) -> EligibilityCheck:
        """Ask a payer. An answer with ``errors`` was rejected."""
        return self._api.send(wire.POST.call(request))

    def batch(self, requests: Sequence[EligibilityRequest]) -> BatchEligibilityResponse:
        """Have up to 1,000 questions asked; ``answers`` reads what has come."""
        return self._api.send(wire.BATCH.call(list(requests)))

    def answers(self, batch_id: UUID | str) -> Iterator[EligibilityCheck]:
        """The answers of a batch that have come so far, in their order. Raises ``NotFound``."""

        def page(token: str | None) -> Operation[Page[EligibilityCheck]]:
            query = wire.BatchQuery() if token is None else wire.BatchQuery(page_token=token)
            return wire.POLL_BATCH.call(batch_id=batch_id, query=query)

        def following(held: Page[EligibilityCheck]) -> Operation[Page[EligibilityCheck]] | None:
            return None if held.next_page_token is None else page(held.next_page_token)

        for held in self._api.pages(page(None), following):
            for check in held.items:
                yield check

    def payers(self, query: str | None = None, *, page_size: int = 100) -> Iterator[StediPayerItem]:
        """Payers whose names or ids contain ``query``, by name."""
        given = {"page_size": page_size} if query is None else {"page_size": page_size, "query": query}

        def page(**token: str) -> Operation[PayerSearchResponse]:
            return wire.PAYER_SEARCH.call(query=wire.PayerQuery.model_validate({**given, **token}))

        def following(held: PayerSearchResponse) -> Operation[PayerSearchResponse] | None:
            return None if held.next_page_token is None else page(page_token=held.next_page_token)

        for held in self._api.pages(page(), following):
            for item in held.items:
                yield item

    def recommendations(self, filters: str | None = None) -> list[EligibilityRecommendation]:
        """The latest recommendation of each type. ``filters`` are ``field|eq|value``, joined by commas."""
        query = wire.RecommendationQuery() if filters is None else wire.RecommendationQuery(filters=filters)
        return self._api.send(wire.RECOMMENDATION.call(query=query))

    def vote(self, recommendation_id: UUID | str, version: int, vote: Vote) -> EligibilityRecommendation:
        """Say whether a recommendation is useful; ``version`` is the latest and one more.

        Raises ``NotFound``, ``VersionConflict``.
        """
        call = wire.VOTE.call(vote, recommendation_id=recommendation_id, version=version)
        return self._api.send(call)

    def discover(self, request: InsuranceDiscoveryRequest) -> InsuranceDiscoveryResponse:
        """Look for the plans of a person."""
        return self._api.send(INSURANCE_DISCOVERY.call(request))

    def coordination_of_benefits(self, request: CoordinationOfBenefitsRequest) -> CoordinationOfBenefitsResponse:
        """Ask whether other payers cover a member too."""
        return self._api.send(COORDINATION_OF_BENEFITS.call(request))
