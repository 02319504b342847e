"""Contracts with payers: under whom the practice, or one of its companies, is in a payer's network, where, for what."""

from dataclasses import dataclass

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Key, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerContract(Entity):
    """A contract with a payer. Without a ``legal_entity_id`` it is the whole practice's.

    ``practitioner_id`` or ``group_id`` is whom it was made with, if not the company itself. ``insurance_types`` and
    ``plan_ids`` (``Payer.plan_id``) are what it covers, everything where they are empty, but never
    ``excluded_plan_ids``. ``ipa_required``: patients come through an independent practice association.
    """

    payer_id: str
    legal_entity_id: str | None = None
    practitioner_id: str | None = None
    group_id: str | None = None
    insurance_types: tuple[str, ...] = ()
    plan_ids: tuple[str, ...] = ()
    excluded_plan_ids: tuple[str, ...] = ()
    facility_ids: tuple[str, ...] = ()
    medicaid_id: str = ""
    ipa_required: bool = False


PAYER_CONTRACT = Kind(
    "payer_contract",
    PayerContract,
    keys=(
        Key("payer_id", lambda contract: contract.payer_id),
        Key("legal_entity_id", lambda contract: contract.legal_entity_id),
    ),
    scope_keys={"legal_entity": "legal_entity_id"},
)
