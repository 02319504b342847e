"""External providers, who are the record's practitioners that work elsewhere, in both directions."""

from collections.abc import Iterable
from dataclasses import replace

from polyclinic.core.practitioners.model import Practitioner, Relation
from polyclinic.core.shared.addresses import Telecom, Telecoms
from polyclinic.core.shared.entity import with_extras
from polyclinic.core.shared.names import HumanName, fold
from polyclinic.core.shared.queries import Condition, Has, Is, StartsWith
from polyclinic.dialects.candid.mapping.common import DIALECT, Json
from polyclinic.dialects.candid.mapping.pre_encounter.common import (
    address_from_core,
    address_kept,
    address_to_core,
    base,
    differing,
    name_from_core,
    name_kept,
    name_to_core,
    present,
)
from polyclinic.dialects.candid.wire.pre_encounter.organization_external_providers import ProviderQuery

SORTS = {
    "name.family": "sort_name",
    "name.given": "given",
    "createdAt": "created_at",
    "created_at": "created_at",
    "updatedAt": "updated_at",
    "updated_at": "updated_at",
}
EXTERNAL = Is("relation", Relation.EXTERNAL.value)
_KEPT = ("tax_id", "fax_number", "other_fax_numbers", "license_type")
_PHONES = frozenset({"phone_number", "other_phone_numbers"})


def conditions(asked: ProviderQuery) -> tuple[Condition, ...]:
    """What is asked for, among external providers."""
    where: list[Condition] = [EXTERNAL]
    if asked.npi is not None:
        where.append(Has("npi", (asked.npi,)))
    if asked.type is not None:
        where.append(Has("role", (asked.type.lower(),)))
    if asked.first_name is not None:
        where.append(StartsWith("given", fold(asked.first_name)))
    if asked.last_name is not None:
        where.append(StartsWith("family", fold(asked.last_name)))
    return tuple(where)


def from_core(provider: Practitioner, organization_id: str) -> Json:
    """A provider as read."""
    kept = provider.extras.get(DIALECT, {})
    phones = _values(provider.telecoms, "phone")
    first = None if kept.get("no_phone_number") or not phones else phones[0]
    addresses = list(kept.get("other_addresses", []))
    if provider.address is not None:
        addresses.insert(0, address_from_core(provider.address, kept.get("address")))
    return base(provider, organization_id) | present(
        {
            "id": provider.id,
            "name": name_from_core(provider.name, kept.get("name")),
            "types": [role.upper() for role in provider.roles],
            "npi": provider.npi or None,
            "taxonomy_code": provider.taxonomy or None,
            "phone_number": first,
            "other_phone_numbers": (phones if first is None else phones[1:]) or None,
            "emails": _values(provider.telecoms, "email") or None,
            "addresses": addresses or None,
            **{member: kept.get(member) for member in _KEPT},
        }
    )


def _values(telecoms: Telecoms, system: str) -> list[str]:
    return [telecom.value for telecom in telecoms if telecom.system == system]


def new(sent: Json) -> Practitioner:
    """A new external provider."""
    return to_core(sent, {}, Practitioner(name=HumanName(), relation=Relation.EXTERNAL))


def to_core(sent: Json, shown: Json, provider: Practitioner) -> Practitioner:
    """``provider`` replaced by ``sent``; what comes back as it was ``shown`` stays as the record has it."""
    changed = differing(sent, shown)
    if "name" in changed:
        provider = replace(provider, name=name_to_core(sent["name"], provider.name))
        provider = with_extras(provider, DIALECT, {"name": name_kept(sent["name"])})
    if not _PHONES.isdisjoint(changed):
        provider = _with_phones(provider, sent)
    if "emails" in changed:
        phones = (telecom for telecom in provider.telecoms if telecom.system == "phone")
        emails = (Telecom("email", email) for email in sent.get("emails", []))
        provider = replace(provider, telecoms=(*phones, *emails))
    if "addresses" in changed:
        provider = _with_addresses(provider, sent.get("addresses", []))
    provider = replace(
        provider,
        roles=tuple(type_.lower() for type_ in sent["types"]),
        npi=sent.get("npi", ""),
        taxonomy=sent.get("taxonomy_code", ""),
    )
    return with_extras(provider, DIALECT, {member: sent.get(member) for member in _KEPT})


def _with_phones(provider: Practitioner, sent: Json) -> Practitioner:
    first, others = sent.get("phone_number"), sent.get("other_phone_numbers", [])
    numbers: Iterable[str] = [first, *others] if first else others
    emails = (telecom for telecom in provider.telecoms if telecom.system == "email")
    reached = replace(provider, telecoms=(*(Telecom("phone", number, "work") for number in numbers), *emails))
    return with_extras(reached, DIALECT, {"no_phone_number": True if others and not first else None})


def _with_addresses(provider: Practitioner, addresses: list[Json]) -> Practitioner:
    """The first is the record's, the others only this API's."""
    first, others = (addresses[0], addresses[1:]) if addresses else (None, [])
    placed = replace(provider, address=address_to_core(first) if first else None)
    return with_extras(
        placed, DIALECT, {"address": address_kept(first) if first else None, "other_addresses": others or None}
    )


def as_provider(practitioner: Practitioner, organization_id: str) -> Json:
    """Any practitioner of the record as a patient's external provider."""
    shown = from_core(practitioner, organization_id)
    phones = [shown.get("phone_number"), *shown.get("other_phone_numbers", [])]
    return present(
        {
            "name": shown["name"],
            "telecoms": [{"value": phone, "use": "WORK"} for phone in phones if phone],
            "type": "REFERRING" if "referring" in practitioner.roles else None,
            "npi": shown.get("npi"),
            "addresses": shown.get("addresses"),
            "canonical_id": practitioner.id,
            "fax": shown.get("fax_number"),
            "other_fax_numbers": shown.get("other_fax_numbers"),
            "emails": shown.get("emails"),
        }
    )
