"""Who treats and who bills: people are the record's practitioners, organizations its legal entities."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from polyclinic.core.documents.model import Document
from polyclinic.core.identity.model import ApiClient, User
from polyclinic.core.organisation.model import LegalEntity
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.entity import with_extras
from polyclinic.core.shared.errors import Invalid, Problem
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.secrets import Secret
from polyclinic.dialects.candid.mapping.common import DIALECT, Json, address_from_core, address_to_core, instant
from polyclinic.dialects.candid.mapping.encounter_attachments import attached_by, user_from_core
from polyclinic.dialects.candid.mapping.parties import UNKNOWN_NPI

Provider = Practitioner | LegalEntity
P = TypeVar("P", Practitioner, LegalEntity)

PERSON, ORGANIZATION = "INDIVIDUAL", "ORGANIZATION"
_PAPER = "candid.provider"
_MINE = ("license_type", "employment_start_date", "employment_termination_date")
_NAMES = {PERSON: ("first_name", "last_name"), ORGANIZATION: ("organization_name",)}


# -- rules ------------------------------------------------------------------------------------------------------------


def refuse_bad(sent: Mapping[str, Any], provider_type: str, held: Mapping[str, Any]) -> None:
    """Raise ``Invalid`` unless what would be read after the change makes sense; ``held`` is what is read now."""
    after = {**held, **sent}
    other = ORGANIZATION if provider_type == PERSON else PERSON
    problems = [
        Problem((name,), "contradictory", f"Only for {other.lower()} providers")
        for name in _NAMES[other]
        if sent.get(name) is not None
    ]
    if sent.get("provider_type", provider_type) != provider_type:
        problems.append(Problem(("provider_type",), "fixed", "A provider's type does not change"))
    needed = (*_NAMES[provider_type], *(("tax_id",) if after["is_billing"] else ()))
    problems += [Problem((name,), "required", "This provider needs one") for name in needed if not after.get(name)]
    first, last = after.get("employment_start_date"), after.get("employment_termination_date")
    if first and last and last < first:
        problems.append(Problem(("employment_termination_date",), "order", "Before the start of the employment"))
    if problems:
        raise Invalid(problems)


# -- to the record ----------------------------------------------------------------------------------------------------


def person_changed(person: Practitioner, sent: Mapping[str, Any]) -> Practitioner:
    """``person`` with what ``sent`` says of them; null clears."""
    name = person.name
    if "first_name" in sent:
        name = replace(name, given=sent["first_name"])
    if "last_name" in sent:
        name = replace(name, family=sent["last_name"])
    person = replace(_changed(person, sent), name=name)
    if "tax_id" in sent:
        tin = _digits(sent["tax_id"])
        person = replace(person, tin=Secret(tin) if tin else None)
    return person


def organization_changed(entity: LegalEntity, sent: Mapping[str, Any]) -> LegalEntity:
    """``entity`` with what ``sent`` says of it; null clears."""
    entity = _changed(entity, sent)
    if "organization_name" in sent:
        entity = replace(entity, name=sent["organization_name"])
    return replace(entity, tin=_digits(sent["tax_id"])) if "tax_id" in sent else entity


def _changed(provider: P, sent: Mapping[str, Any]) -> P:
    fields: dict[str, Any] = {}
    for name, core in (("npi", "npi"), ("taxonomy_code", "taxonomy")):
        if name in sent:
            fields[core] = sent[name] or ""
    for name, core in (("is_rendering", "renders"), ("is_billing", "bills")):
        if name in sent:
            fields[core] = sent[name]
    mine = {name: sent[name] for name in _MINE if name in sent}
    if "addresses" in sent:
        first, *others = sent["addresses"] or [None]
        fields["address"] = address_to_core(first["address"]) if first else None
        mine["addresses"] = others or None
    if "qualifications" in sent:
        held = provider.extra(DIALECT, "qualifications", [])
        mine["qualifications"] = _qualifications(held, sent["qualifications"]) or None
    return with_extras(replace(provider, **fields), DIALECT, mine)


def _qualifications(held: Sequence[Json], changes: Sequence[Mapping[str, Any]]) -> list[Json]:
    """Numbers after the changes; those of a create are all additions. Raises ``Invalid`` for an unknown id."""
    numbers = {each["identifier_id"]: dict(each) for each in held}
    problems = []
    for place, change in enumerate(changes):
        said = {name: value for name, value in change.items() if name != "type" and value is not None}
        what = change.get("type", "add")
        id = said.pop("value", None) or said.get("identifier_id") or new_id()
        if what != "add" and id not in numbers:
            member = "value" if what == "remove" else "identifier_id"
            problems.append(Problem(("qualifications", place, member), "unknown", "There is no such qualification"))
        elif what == "remove":
            del numbers[id]
        else:
            numbers[id] = _with_period({**numbers.get(id, {}), **said, "identifier_id": id})
    if problems:
        raise Invalid(problems)
    return list(numbers.values())


def _with_period(number: Json) -> Json:
    period = number.get("period") or {}
    if period.get("type") == "remove":
        del number["period"]
    elif "type" in period:
        number["period"] = {name: value for name, value in period.items() if name != "type" and value}
    return number


def _digits(tax_id: str | None) -> str:
    return (tax_id or "").replace("-", "")


# -- from the record --------------------------------------------------------------------------------------------------


def from_core(provider: Provider) -> Json:
    """A provider as read. One written through another API may lack an NPI, which then reads as zeros."""
    mine = {**provider.extras.get(DIALECT, {})}
    answer = {
        "organization_provider_id": provider.id,
        "npi": provider.npi or UNKNOWN_NPI,
        "is_rendering": provider.renders,
        "is_billing": provider.bills,
        "license_type": mine.get("license_type", "UNKNOWN"),
        "qualifications": mine.get("qualifications", []),
        **{name: mine[name] for name in _MINE if name in mine},
        **_named(provider),
    }
    if provider.taxonomy:
        answer["taxonomy_code"] = provider.taxonomy
    addresses = _addresses(provider.address, mine.get("addresses", []))
    return answer | ({"addresses": addresses} if addresses else {})


def _named(provider: Provider) -> Json:
    answer: Json = {"provider_type": ORGANIZATION}
    if isinstance(provider, LegalEntity):
        answer["organization_name"] = provider.name
        tin = provider.tin
    else:
        answer = {"provider_type": PERSON, "first_name": provider.name.given, "last_name": provider.name.family}
        tin = provider.tin.reveal() if provider.tin else ""
    return answer | ({"tax_id": tin} if tin else {})


def _addresses(address: Address | None, others: Sequence[Json]) -> list[Json]:
    first = [{"address": address_from_core(address), "address_type": "DEFAULT"}] if address else []
    return [*first, *others]


# -- one list of two kinds --------------------------------------------------------------------------------------------


def merged(
    people: Sequence[Practitioner], companies: Sequence[LegalEntity], by: str, *, descending: bool
) -> list[Provider]:
    """Both in one order, the one that each of them is in: by name or NPI, without an NPI last, then by id."""
    place: Callable[[Provider], tuple[str, str]] = _by_npi if by == "npi" else _by_name
    both: list[Provider] = [*people, *companies]
    everyone = sorted(both, key=place, reverse=descending)
    return [each for each in everyone if place(each)[0]] + [each for each in everyone if not place(each)[0]]


def _by_name(provider: Provider) -> tuple[str, str]:
    return (fold(provider.name) if isinstance(provider, LegalEntity) else provider.name.sort_key), provider.id


def _by_npi(provider: Provider) -> tuple[str, str]:
    return provider.npi, provider.id


# -- papers -----------------------------------------------------------------------------------------------------------


def paper_reference(provider_id: str, file_type: str) -> str:
    """What the one paper of a type that a provider may have is related to."""
    return f"{_PAPER}:{provider_id}:{file_type}"


def paper_to_core(file_type: str, filename: str, media_type: str, provider: Provider, actor: str) -> Document:
    """A new paper of a provider."""
    return Document(
        name=filename,
        filename=filename,
        content_type=media_type,
        practitioner_id=provider.id if isinstance(provider, Practitioner) else None,
        related=(paper_reference(provider.id, file_type),),
        extras={DIALECT: {"attached_by": actor}},
    )


def paper_from_core(document: Document, who: User | ApiClient | None) -> Json:
    """A paper as read."""
    _, provider_id, file_type = next(each for each in document.related if each.startswith(_PAPER)).split(":")
    return {
        "provider_attachment_id": document.id,
        "organization_provider_id": provider_id,
        "file_type": file_type,
        "file_name": document.filename,
        "content_type": document.content_type,
        "description": document.description,
        "created_at": instant(document.created_at),
        "created_by": user_from_core(who, attached_by(document)),
    }


def is_paper(document: Document) -> bool:
    return any(each.startswith(f"{_PAPER}:") for each in document.related)
