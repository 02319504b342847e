"""Contracts with payors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from polyclinic.core.contracts.model import PayerContract
from polyclinic.core.organisation.groups import ProviderGroup
from polyclinic.core.organisation.model import Facility, LegalEntity, Payer
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.dialects.silna.mapping.common import instant
from polyclinic.dialects.silna.wire.payor_contracts import ContractCreate, ContractTerms


@dataclass(frozen=True, slots=True)
class Parties:
    """Whatever contracts refer to, by id."""

    payers: Mapping[str, Payer]
    providers: Mapping[str, LegalEntity]
    clinicians: Mapping[str, Practitioner]
    groups: Mapping[str, ProviderGroup]
    locations: Mapping[str, Facility]


def from_core(contract: PayerContract, parties: Parties) -> dict[str, Any]:
    """A contract as Silna shows it."""
    payer = parties.payers[contract.payer_id]
    plans = {payer.plan_id(plan): plan for plan in payer.plans}
    under, npi, tin = _holder(contract, parties)

    def named(ids: Iterable[str]) -> list[dict[str, str]]:
        return [{"id": id, "name": plans[id]} for id in ids if id in plans]

    return {
        "id": contract.id,
        "payor_id": payer.id,
        "payor_name": payer.name,
        "contracted_under": under,
        "contract_npi": npi or None,
        "contract_tin": tin or None,
        "insurance_types": list(contract.insurance_types),
        "plans": named(contract.plan_ids),
        "excluded_plans": named(contract.excluded_plan_ids),
        "service_locations": [
            {"id": id, "name": parties.locations[id].name} for id in contract.facility_ids if id in parties.locations
        ],
        "medicaid_id": contract.medicaid_id or None,
        "ipa_required": contract.ipa_required,
        "version_number": contract.version,
        "created_at": instant(contract.created_at),
    }


def to_core(body: ContractTerms, current: PayerContract | None = None) -> PayerContract:
    """``current``, or a new contract, with the fields that were sent."""
    if current is None:
        assert isinstance(body, ContractCreate)
        current = PayerContract(payer_id=body.payor_id, legal_entity_id=body.provider_id)
    return replace(current, **{_NAMES[name]: _value(body, name) for name in body.model_fields_set & _NAMES.keys()})


_NAMES = {
    "clinician_id": "practitioner_id",
    "provider_group_id": "group_id",
    "insurance_types": "insurance_types",
    "plans": "plan_ids",
    "excluded_plans": "excluded_plan_ids",
    "service_locations": "facility_ids",
    "medicaid_id": "medicaid_id",
    "ipa_required": "ipa_required",
}


def _value(body: ContractTerms, name: str) -> Any:
    match getattr(body, name):
        case list() as several:
            return tuple(dict.fromkeys(map(str, several)))
        case None if name == "ipa_required":
            return False
        case None if name == "medicaid_id":
            return ""
        case one:
            return one


def _holder(contract: PayerContract, parties: Parties) -> tuple[str, str, str]:
    """With whom a contract was made, and their NPI and TIN."""
    provider = parties.providers.get(contract.legal_entity_id or "")
    company = provider.tin if provider else ""
    if contract.practitioner_id and (clinician := parties.clinicians.get(contract.practitioner_id)):
        return "CLINICIAN", clinician.npi, company
    if contract.group_id and (group := parties.groups.get(contract.group_id)):
        return "PROVIDER_GROUP", group.npi, group.tin
    return ("PROVIDER", provider.npi, company) if provider else ("MSO", "", "")
