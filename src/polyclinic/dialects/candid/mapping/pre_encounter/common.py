"""Names, addresses, phone numbers and versions of the pre-encounter API, in both directions.

The record keeps names and addresses as every API knows them. What only this one says about them (a name's ``use``, how
its given names are told apart, periods) is kept beside them as ``kept`` and shown as long as it still fits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from polyclinic.core.shared.addresses import Address, Telecom, Use
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import Invalid
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Order
from polyclinic.dialects.candid.mapping.common import FOREIGN, Json, instant, is_abroad

MRN = "candid.pre.mrn"
PROVENANCE = "candid.pre.external_id"
"""The systems that a patient's ids of this API are in; an encounter's patient is found by another."""

_NAME_KEPT = ("use", "given", "period")
_ADDRESS_KEPT = ("use", "period")
_USES: dict[str, Use] = {"HOME": "home", "WORK": "work", "MOBILE": "mobile", "TEMP": "any", "OLD": "any"}
_CONTACT_USES = {"home": "HOME", "work": "WORK", "mobile": "MOBILE", "any": "HOME"}
SEXES = {
    "FEMALE": Gender.FEMALE,
    "MALE": Gender.MALE,
    "UNKNOWN": Gender.UNKNOWN,
    "REFUSED": Gender.NOT_GIVEN,
}
_SHOWN_SEXES = {gender: sex for sex, gender in SEXES.items()}
NOWHERE = {
    "use": "HOME",
    "line": ["Unknown"],
    "city": "Unknown",
    "state": FOREIGN,
    "postal_code": "00000",
    "country": "ZZ",
}
"""Stands for an address that nobody gave; ZZ is no country's code."""
NOBODY = "system"
"""Stands for whoever changed an object that nobody is known to have changed."""


def base(entity: Entity, organization_id: str) -> Json:
    """The members that every object has beside its id."""
    return {
        "organization_id": organization_id,
        "deactivated": not entity.active,
        "version": entity.version,
        "updated_at": instant(entity.updated_at),
        "updating_user_id": entity.updated_by.rpartition(":")[2] or NOBODY,
    }


def present(members: Mapping[str, Any]) -> Json:
    """Without the members that are null."""
    return {name: value for name, value in members.items() if value is not None}


def differing(sent: Mapping[str, Any], shown: Mapping[str, Any]) -> frozenset[str]:
    """The members that a replacement really changes: what comes back as it was shown is not written.

    Neither holds nulls. A member that is shown and not sent is changed, to nothing.
    """
    return frozenset(name for name in (*sent, *shown) if sent.get(name) != shown.get(name))


# -- names ------------------------------------------------------------------------------------------------------------


def name_to_core(sent: Mapping[str, Any], current: HumanName | None = None) -> HumanName:
    """A person's name; of ``current`` stays what this API cannot express."""
    given: list[str] = sent["given"]
    middle = " ".join(part for part in given[1:] if part)
    name = replace(current or HumanName(), given=given[0] if given else "", middle=middle)
    return replace(name, family=sent["family"], suffix=sent.get("suffix") or "")


def name_kept(sent: Mapping[str, Any]) -> Json:
    """What the record's name does not say."""
    return present({member: sent.get(member) for member in _NAME_KEPT})


def name_from_core(name: HumanName, kept: Mapping[str, Any] | None = None) -> Json:
    """A name as read."""
    given = [part for part in (name.given, name.middle) if part]
    answer: Json = {"use": "USUAL", **(kept or {})}
    if " ".join(part for part in answer.get("given", ()) if part) != " ".join(given):
        answer["given"] = given
    answer["family"] = name.family
    if name.suffix:
        answer["suffix"] = name.suffix
    return answer


# -- addresses --------------------------------------------------------------------------------------------------------


def address_to_core(sent: Mapping[str, Any]) -> Address:
    """An address; a ZIP code of nine digits is taken apart, and a state abroad is its ``administrative_area``."""
    code, dash, extension = sent["postal_code"].partition("-")
    nine = len(code) == 5 and dash and len(extension) == 4 and (code + extension).isdecimal()
    return Address(
        lines=tuple(sent["line"]),
        city=sent["city"],
        state=sent.get("administrative_area") or "" if _is_foreign(sent) else sent["state"],
        postal_code=code if nine else sent["postal_code"],
        postal_extension=extension if nine else "",
        country=sent["country"],
        district=sent.get("county") or "",
    )


def address_kept(sent: Mapping[str, Any]) -> Json:
    """What the record's address does not say: also how a state was spelled that would be shown otherwise."""
    kept = present({member: sent.get(member) for member in _ADDRESS_KEPT})
    if not _is_foreign(sent):
        kept |= present({"administrative_area": sent.get("administrative_area")})
        kept |= {"state": sent["state"]} if is_abroad(sent["country"]) else {}
    return kept


def address_from_core(address: Address | None, kept: Mapping[str, Any] | None = None) -> Json:
    """An address as read."""
    if address is None:
        return dict(NOWHERE)
    kept = kept or {}
    if is_abroad(address.country) and kept.get("state") != address.state:
        state = present({"state": FOREIGN, "administrative_area": address.state or None})
    else:
        state = present({"state": address.state, "administrative_area": kept.get("administrative_area")})
    answer: Json = {
        "use": "HOME",
        **{member: kept[member] for member in _ADDRESS_KEPT if member in kept},
        "line": list(address.lines),
        "city": address.city,
        **state,
        "postal_code": "-".join(part for part in (address.postal_code, address.postal_extension) if part),
        "country": address.country or "US",
    }
    if address.district:
        answer["county"] = address.district
    return answer


def _is_foreign(sent: Mapping[str, Any]) -> bool:
    return is_abroad(sent["country"]) and sent["state"] == FOREIGN


# -- phone numbers ----------------------------------------------------------------------------------------------------


def phone_to_core(sent: Mapping[str, Any]) -> Telecom:
    """A phone number."""
    return Telecom("phone", sent["value"], _USES[sent["use"]])


def phone_from_core(phone: Telecom, kept: Sequence[Json] = ()) -> Json:
    """A phone number as read: as it was sent, if it is among ``kept`` and still used for the same."""
    for sent in kept:
        if phone_to_core(sent) == phone:
            return dict(sent)
    return {"value": phone.value, "use": _CONTACT_USES[phone.use]}


# -- codes and lists --------------------------------------------------------------------------------------------------


def sex_from_core(gender: Gender) -> str:
    """``biological_sex`` as read; it has no other."""
    return _SHOWN_SEXES.get(gender, "UNKNOWN")


def order(field: str | None, direction: str | None, sorts: Mapping[str, str], default: Order) -> Order:
    """The order asked for. ``sorts`` gives the record's key for each name. Raises ``Invalid`` for another name."""
    if field is not None and field not in sorts:
        raise Invalid.field("sort_field", code="unknown", message=f"Input should be one of {', '.join(sorts)}")
    key = default.key if field is None else sorts[field]
    descending = default.descending if direction is None and field is None else direction == "desc"
    return Order(key, descending)
