"""What a list of encounters is asked for, in the record's words."""

from collections.abc import Iterator
from datetime import date, timedelta

from polyclinic.core.encounters.model import ClaimStatus
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Between, Condition, HasExternalId, Is, OneOf, Order
from polyclinic.core.shared.times import to_instant
from polyclinic.dialects.candid.mapping.encounters import ENCOUNTER_ID, OWNERS
from polyclinic.dialects.candid.wire.encounters import EncounterQuery

NOTHING = OneOf("id", ())
"""No encounter."""

_SORTS = {"created_at": "created_at", "date_of_service": "start"}


def order(query: EncounterQuery) -> Order:
    """The order asked for."""
    by, _, direction = query.sort.partition(":")
    return Order(_SORTS[by], descending=direction == "desc")


def conditions(query: EncounterQuery) -> list[Condition]:
    """Every filter that needs nothing looked up first."""
    return [*_claims(query), *_parties(query), *_days(query)]


def _claims(query: EncounterQuery) -> Iterator[Condition]:
    if query.external_id is not None:
        yield HasExternalId(ENCOUNTER_ID, query.external_id)
    if query.claim_status is not None:
        yield Is("claim_status", query.claim_status)
    if query.owner_of_next_action is not None:
        owned = tuple(status.value for status in ClaimStatus if OWNERS[status] == query.owner_of_next_action)
        yield OneOf("claim_status", owned)
    if query.billable_status is not None:
        yield Is("billable", query.billable_status == "BILLABLE")
    if query.work_queue_id is not None:
        yield NOTHING  # no encounter is in a work queue yet


def _parties(query: EncounterQuery) -> Iterator[Condition]:
    if query.responsible_party is not None:
        yield Is("responsible_party", query.responsible_party)
    if query.billing_provider_npis is not None:
        yield OneOf("billing_npi", tuple(query.billing_provider_npis))
    if query.primary_payer_names is not None:
        names = [fold(name) for name in query.primary_payer_names.split(",")]
        yield OneOf("primary_payer", tuple(name for name in names if name))


def _days(query: EncounterQuery) -> Iterator[Condition]:
    first, last = query.date_of_service_min, query.date_of_service_max
    if first is not None or last is not None:
        yield Between("start", first or date.min, _day_after(last))
    if query.diagnoses_updated_since is not None:
        yield Between("diagnoses_at", to_instant(query.diagnoses_updated_since))


def _day_after(day: date | None) -> date | None:
    return None if day is None or day == date.max else day + timedelta(days=1)
