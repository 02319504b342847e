"""A patient's visits, put on paper for each who billed them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from polyclinic.core.encounters.model import Encounter, Provider, ProviderRole, ServiceLine
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.addresses import Address
from polyclinic.dialects.candid.mapping.common import address_to_core
from polyclinic.dialects.candid.mapping.encounters import Refs, provider_in
from polyclinic.dialects.candid.mapping.superbill_files import Paper

_COLUMNS = ("Date", "Service", "Modifiers", "Diagnoses", "Quantity", "Charge")
_WIDTHS = (14, 14, 14, 30, 12, 16)


def by_biller(visits: Sequence[Encounter], refs: Refs) -> list[tuple[Provider, list[Encounter]]]:
    """The visits of each billing provider, who is known by NPI and name."""
    found: dict[tuple[str, str], tuple[Provider, list[Encounter]]] = {}
    for visit in visits:
        biller = provider_in(visit, ProviderRole.BILLING, refs)
        found.setdefault((biller.npi, biller.display_name), (biller, []))[1].append(visit)
    return list(found.values())


def paper(sent: Mapping[str, Any], patient: Patient, biller: Provider, visits: Sequence[Encounter]) -> Paper:
    """What stands on a superbill."""
    pay_to = address_to_core(sent["pay_to_address"]) if sent.get("pay_to_address") else biller.address
    charged = sum(line.charge or 0 for visit in visits for line in visit.service_lines)
    return Paper(
        title="Superbill",
        above=(
            f"Patient: {patient.name.full}",
            f"Born: {patient.birth_date.isoformat() if patient.birth_date else 'unknown'}",
            f"Address: {_address(patient.address)}",
            f"Services from {sent['date_range_min']} to {sent['date_range_max']}",
            f"Billing provider: {biller.display_name}",
            f"NPI: {biller.npi}",
            f"Tax id: {biller.tin}",
            f"Pay to: {_address(pay_to)}",
        ),
        columns=_COLUMNS,
        widths=_WIDTHS,
        rows=[row for visit in visits for row in _rows(visit)],
        below=(f"Charges in all: {_dollars(charged)}",),
    )


def _rows(visit: Encounter) -> Iterator[tuple[str, ...]]:
    codes = {diagnosis.id: diagnosis.code for diagnosis in visit.diagnoses}
    for line in visit.service_lines:
        yield (
            _day(visit, line),
            line.procedure_code or line.revenue_code,
            " ".join(line.modifiers),
            " ".join(codes[id] for id in line.diagnosis_ids if id in codes),
            f"{line.quantity} {line.units}",
            "" if line.charge is None else _dollars(line.charge),
        )


def _day(visit: Encounter, line: ServiceLine) -> str:
    start = line.start or visit.start
    return start.isoformat() if start else ""


def _dollars(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02}"


def _address(address: Address | None) -> str:
    if address is None:
        return "unknown"
    return ", ".join(filter(None, (*address.lines, address.city, f"{address.state} {address.postal_code}".strip())))
