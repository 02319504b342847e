"""What patients and practitioners share: names, telecoms, addresses, times. Null leaves as it is, "" clears."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from polyclinic.core.patients.model import Patient
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.shared.addresses import Address, Telecoms, first, with_telecom
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.entity import Entity, with_extras
from polyclinic.core.shared.names import HumanName, fold
from polyclinic.core.shared.queries import Condition, Has, Is, OneOf, StartsWith
from polyclinic.core.shared.times import parse_date
from polyclinic.dialects.carestack.mapping.states import CODES, INDIA, name_of, region_of
from polyclinic.dialects.carestack.wire.common import PersonFields
from polyclinic.dialects.carestack.wire.states import UNKNOWN

DIALECT = "carestack"

Person = Patient | Practitioner
P = TypeVar("P", Patient, Practitioner)
E_ = TypeVar("E_", bound=Entity)


def with_person(person: P, body: PersonFields, first_name: str | None, address: str | None, gender: str | None) -> P:
    """``person`` with what a message says about anybody; also fields of ours that no other API has."""
    person = replace(
        person,
        name=_name(person.name, first_name, body),
        telecoms=_telecoms(person.telecoms, body),
        address=_address(person, body, address),
        gender=person.gender if gender in (None, gender_shown(person.gender)) else Gender(str(gender)),
    )
    kept: dict[str, Any] = {"wants_whatsapp": body.wantsToLinkWhatsapp, "photo": body.photo}
    if body.state is not None:
        unknown = body.state == UNKNOWN and not (person.address and person.address.state)
        kept["state"] = UNKNOWN if unknown else ""
    return with_fields(person, kept)


def with_fields(entity: E_, given: Mapping[str, Any]) -> E_:
    """Keep fields that only this API knows: None leaves one as it is, an empty text removes it."""
    said = {name: value for name, value in given.items() if value is not None}
    return with_extras(entity, DIALECT, {name: None if value == "" else value for name, value in said.items()})


def _name(name: HumanName, given: str | None, body: PersonFields) -> HumanName:
    """Blanks around a part, which this API does not know, stay."""
    parts = {"given": given, "middle": body.middleName, "family": body.lastName}
    said = {part: text for part, text in parts.items() if text not in (None, getattr(name, part).strip())}
    return replace(name, **said)


def _telecoms(telecoms: Telecoms, body: PersonFields) -> Telecoms:
    if body.mobileNumber is not None:
        telecoms = with_telecom(telecoms, "phone", body.mobileNumber or None, "mobile")
    if body.emailId is not None:
        telecoms = with_telecom(telecoms, "email", body.emailId or None)
    return telecoms


def _address(person: Person, body: PersonFields, line: str | None) -> Address | None:
    """The parts that this API can say; city, district and country stay, but a state of India is in India."""
    held = person.address or Address()
    new = held
    if line is not None and line != (address_shown(held) or "").strip():
        new = replace(new, lines=(line,))
    if body.pincode is not None and body.pincode != held.postal_code:
        new = replace(new, postal_code=body.pincode, postal_extension="")
    if body.state is not None and body.state != state_shown(person):
        code = CODES.get(body.state)
        new = replace(new, state=code, country=INDIA) if code else replace(new, state="")
    return person.address if new == held else new


def address_shown(address: Address | None) -> str | None:
    """All lines of an address as one."""
    return address.one_line or None if address else None


def state_shown(person: Person) -> str | None:
    """The name of the state; ``Unknown`` where that was said, and for a state outside India."""
    return name_of(person.address) or person.extra(DIALECT, "state")


def gender_shown(gender: Gender) -> str:
    """One of CareStack's four words."""
    return Gender.UNKNOWN if gender is Gender.NOT_GIVEN else gender


def person_shown(person: Person, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that patients and practitioners share; ``kept`` are those that only this API knows."""
    address = person.address
    return {
        "id": person.id,
        "resourceId": person.id,
        "firstName": person.name.given,
        "middleName": person.name.middle or None,
        "lastName": person.name.family or None,
        "birthDate": person.birth_date,
        "gender": gender_shown(person.gender),
        "mobileNumber": first(person.telecoms, "phone", "mobile"),
        "emailId": first(person.telecoms, "email"),
        "address": address_shown(address),
        "pincode": (address.postal_code or None) if address else None,
        "state": state_shown(person),
        "wantsToLinkWhatsapp": kept.get("wants_whatsapp"),
        "photo": kept.get("photo"),
        "createdAt": person.created_at,
        "updatedAt": person.updated_at,
    }


def instant_shown(moment: datetime) -> str:
    """A UTC instant, ``2026-01-10T09:00:00Z``."""
    return moment.isoformat().replace("+00:00", "Z")


def kept_by(entity: Entity) -> Mapping[str, Any]:
    """The fields that only this API knows."""
    return entity.extras.get(DIALECT, {})


def person_conditions(
    *,
    given: Iterable[str | None],
    family: Iterable[str | None],
    birth_date: str | None,
    gender: str | None,
    phones: Iterable[str | None],
    email: str | None,
    state: str | None,
) -> list[Condition]:
    """What the filters that both kinds of people have ask for; empty ones ask nothing."""
    conditions: list[Condition] = [StartsWith("given", fold(text)) for text in given if text]
    conditions += [StartsWith("family", fold(text)) for text in family if text]
    conditions += [Has("phone", _phone_spellings(text)) for text in phones if text]
    if birth_date:
        conditions.append(Is("birth_date", parse_date(birth_date)))
    if gender == Gender.UNKNOWN:
        conditions.append(OneOf("gender", (Gender.UNKNOWN.value, Gender.NOT_GIVEN.value)))
    elif gender:
        conditions.append(Is("gender", gender))
    if email:
        conditions.append(Has("email", (email.casefold(),)))
    if state == UNKNOWN:
        conditions.append(OneOf("region", ("", INDIA.casefold(), None)))
    elif state:
        conditions.append(Is("region", region_of(state)))
    return conditions


def _phone_spellings(number: str) -> tuple[str, ...]:
    """The digits of a number as it may have been written down: with India's prefix, a leading nought, or bare."""
    digits = "".join(character for character in number if character.isdigit())
    local = digits[-10:]
    indian = len(digits) == 10 or digits in (f"91{local}", f"0{local}")
    return tuple(dict.fromkeys((digits, local, f"91{local}", f"0{local}"))) if indian else (digits,)
