"""Payors: the record's payers. What sorts of insurance one sells follows from its category."""

from collections.abc import Iterator, Mapping
from typing import Any

from polyclinic.core.organisation.model import Payer, PayerCategory, payer_called
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Condition, Contains, OneOf
from polyclinic.dialects.silna.wire.payors import InsuranceType, PayorStandard, ProviderPayorStandard

_NOT_COMMERCIAL: Mapping[PayerCategory, InsuranceType | None] = {
    PayerCategory.MEDICARE: InsuranceType.MEDICARE,
    PayerCategory.NON_TRADITIONAL_MEDICARE: InsuranceType.MEDICARE,
    PayerCategory.MEDICAID: InsuranceType.MEDICAID,
    PayerCategory.MOLINA: InsuranceType.MEDICAID,
    PayerCategory.WORKERS_COMP: InsuranceType.WORKERS_COMPENSATION,
    PayerCategory.AUTO_TPL: InsuranceType.AUTO_INSURANCE,
    PayerCategory.TRICARE: None,
    PayerCategory.OTHER_GOVERNMENT: None,
    PayerCategory.HOSPICE: None,
    PayerCategory.SNF: None,
    PayerCategory.OTHER_FACILITY: None,
    PayerCategory.LIEN: None,
}
"""None: this API has no word for it. A payer of another category, or of none that is known, is a commercial insurer."""


def insurance_type_of(payer: Payer) -> InsuranceType | None:
    """What sort of insurance a payer sells, if this API has a word for it."""
    return _NOT_COMMERCIAL.get(payer.category, InsuranceType.COMMERCIAL) if payer.category else InsuranceType.COMMERCIAL


def from_core(payer: Payer) -> dict[str, Any]:
    """A payor as Silna shows it, in lists of providers, too."""
    kind = insurance_type_of(payer)
    types = [kind] if kind else []
    identifiers = [
        {"identifier": payer.id_at(standard.lower()), "standard": standard, "payor_types": types}
        for standard in PayorStandard
    ]
    return {"id": payer.id, "name": payer.name, "alternate_identifiers": identifiers, "insurance_types": types}


def plans_from_core(payer: Payer, name: str | None = None) -> list[dict[str, Any]]:
    """A payor's products, those whose name contains ``name``."""
    return [
        {"id": payer.plan_id(plan), "payor_id": payer.id, "name": plan}
        for plan in payer.plans
        if fold(name or "") in fold(plan)
    ]


def conditions(
    identifier: str | None, standard: PayorStandard | ProviderPayorStandard | None, payor_type: InsuranceType | None
) -> Iterator[Condition]:
    """What the filters of a list stand for."""
    if standard is ProviderPayorStandard.PROVIDER_IDENTIFIER:
        yield OneOf("id", ())
    elif identifier is not None:
        yield Contains("identifiers", payer_called(identifier, standard.lower() if standard else ""))
    if payor_type is not None:
        kinds = [category for category in PayerCategory if _NOT_COMMERCIAL.get(category, _COMMERCIAL) is payor_type]
        yield OneOf("category", (*kinds, None) if payor_type is _COMMERCIAL else tuple(kinds))


_COMMERCIAL = InsuranceType.COMMERCIAL
