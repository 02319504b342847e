"""How each API shows what the record holds, and how all of a list is read through it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.prove.models.premises import Practice
from tests.prove.models.record import Person, Place, Record

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """One API's list of patients. ``key`` is what it calls one, ``shown`` what it must say of one."""

    name: str
    listed: Callable[[Practice], list[Item]]
    key: Callable[[Item], Any]
    called: Callable[[Person], Any]
    shown: Callable[[Record, Person], Item]
    says: Callable[[Item], Item] = lambda item: item
    visible: Callable[[Person], bool] = lambda person: True


def compare(view: View, items: Sequence[Item], record: Record, others: Mapping[Any, Item]) -> None:
    """``items`` are the record's patients, each as it must be, and ``others``, which nobody has touched."""
    keys = [view.key(item) for item in items]
    assert len(keys) == len(set(keys)), f"{view.name} lists somebody twice: {keys}"
    found = dict(zip(keys, items, strict=True))
    untouched = {key: found.pop(key, None) for key in others}
    assert untouched == others, f"{view.name}: what nobody touched has changed"
    wanted = {view.called(person): view.shown(record, person) for person in record.live if view.visible(person)}
    assert found.keys() == wanted.keys(), f"{view.name} lists {sorted(found)} in place of {sorted(wanted)}"
    for key, shown in wanted.items():
        said = view.says(found[key])
        differs = {name: (said.get(name), value) for name, value in shown.items() if said.get(name) != value}
        assert not differs, f"{view.name} shows of {key} (said, wanted): {differs}"


# -- Silna ------------------------------------------------------------------------------------------------------------


def silna_providers(practice: Practice) -> list[str]:
    return [each["id"] for each in practice.silna.call("GET", "/public/v1/providers/")["records"]]


def silna_walk(practice: Practice, path: str, limit: int = 7, **params: Any) -> Iterator[Item]:
    """Every object of a list, a page at a time."""
    asked: dict[str, Any] = {**params, "limit": limit}
    while True:
        page = practice.silna.call("GET", path, params=asked)
        records = page["records"]
        ends = (records[0]["id"], records[-1]["id"]) if records else (None, None)
        assert (page["first_id"], page["last_id"]) == ends
        yield from records
        if not page["has_more"]:
            return
        assert len(records) == limit, "a page with more to come is full"
        asked["starting_after"] = page["last_id"]


def silna_patients(practice: Practice) -> list[Item]:
    return [
        patient
        for provider in silna_providers(practice)
        for patient in silna_walk(practice, "/public/v1/patients/", provider_id=provider)
    ]


def silna_shows(record: Record, person: Person) -> Item:
    place = person.place
    return {
        "first_name": person.given,
        "last_name": person.family,
        "date_of_birth": person.born and person.born.isoformat(),
        "source_id": person.source_id,
        "address_line_1": (place.lines[0] if place.lines else "") or None,
        "address_line_2": ", ".join(filter(None, place.lines[1:])) or None,
        "city": place.city or None,
        "state": place.state or None,
        "zip_code": place.whole_code or None,
        "sex": {"male": "MALE", "female": "FEMALE"}.get(person.sex),
        "status": person.status.upper(),
        "patient_specialties": list(person.specialties or ("PHYSICAL_THERAPY",)),
        "provider_service_location_id": record.location_of(person),
    }


SILNA = View(
    "silna",
    silna_patients,
    lambda item: item["id"],
    lambda person: person.id,
    silna_shows,
    visible=lambda person: person.born is not None,
)


# -- drchrono ---------------------------------------------------------------------------------------------------------


def drchrono_walk(practice: Practice, path: str, **params: Any) -> list[Item]:
    """Every object of a list, which is counted right."""
    page = practice.drchrono.call("GET", path, params=params)
    found: list[Item] = page["results"]
    while page["next"]:
        page = practice.drchrono.call("GET", page["next"])
        found += page["results"]
    assert page["count"] == len(found), f"{path} counts {page['count']}, and lists {len(found)}"
    return found


def drchrono_shows(record: Record, person: Person) -> Item:
    place = person.place
    said = {
        "first_name": person.given,
        "middle_name": person.middle,
        "last_name": person.family,
        "date_of_birth": person.born and person.born.isoformat(),
        "gender": {"male": "Male", "female": "Female"}.get(person.sex, "Other"),
        "home_phone": person.phone("home", "any"),
        "cell_phone": person.phone("mobile"),
        "email": person.email,
        "address": place.one_line,
        "city": place.city,
        "state": place.state,
        "zip_code": place.whole_code,
    }
    return said | ({"chart_id": person.chart_id} if person.chart_id else {})


DRCHRONO = View(
    "drchrono",
    lambda practice: drchrono_walk(practice, "/api/patients"),
    lambda item: item["id"],
    lambda person: person.number,
    drchrono_shows,
    visible=lambda person: person.born is not None,
)


# -- Carium -----------------------------------------------------------------------------------------------------------


def carium_walk(practice: Practice, path: str, limit: int = 9, **params: Any) -> list[Item]:
    """Every resource of a list, which is counted right, a page at a time."""
    found: list[Item] = []
    while True:
        asked = {"page[offset]": len(found), "page[limit]": limit, **params}
        page = practice.carium.call("GET", path, params=asked)
        found += page["data"]
        if not page["data"] or len(found) >= page["meta"]["total"]:
            assert page["meta"]["total"] == len(found), f"{path} counts {page['meta']}, and lists {len(found)}"
            return found


def carium_shows(record: Record, person: Person) -> Item:
    return {
        "first-name": person.given,
        "last-name": person.family,
        "birth-date": person.born and person.born.isoformat(),
        "gender": person.sex,
        "email": person.email or None,
        "mobile-phone": person.phone("mobile") or None,
    }


CARIUM = View(
    "carium",
    lambda practice: carium_walk(practice, "/showboat/v1/patients/"),
    lambda item: item["id"],
    lambda person: person.id,
    carium_shows,
    says=lambda item: item["attributes"],
)


# -- CareStack --------------------------------------------------------------------------------------------------------


def carestack_walk(practice: Practice, path: str) -> list[Item]:
    """Every resource of a list, which is counted right."""
    found: list[Item] = []
    params: dict[str, str] = {}
    while True:
        page = practice.carestack.call("GET", path, params=params)
        found += page["requestResource"]
        if page["nextPageLink"] is None:
            assert page["total"] == len(found), f"{path} counts {page['total']}, and lists {len(found)}"
            return found
        params = {"nextPage": page["nextPageLink"]}


INDIAN = {"KL": "Kerala", "GA": "Goa"}


def indian_state(person: Person) -> str | None:
    """Any other is unknown, as is one that was said to be."""
    if person.place.state:
        return INDIAN.get(person.place.state.upper(), "Unknown") if person.place.country == "IN" else "Unknown"
    return "Unknown" if person.said_unknown else None


def carestack_shows(record: Record, person: Person) -> Item:
    return {
        "firstName": person.given,
        "middleName": person.middle or None,
        "lastName": person.family or None,
        "birthDate": person.born and person.born.isoformat(),
        "gender": "unknown" if person.sex == "pnta" else person.sex,
        "mobileNumber": person.phone("mobile") or None,
        "emailId": person.email or None,
        "address": person.place.one_line or None,
        "pincode": person.place.code or None,
        "state": indian_state(person),
        "idType": person.card and person.card[0],
        "idNumber": person.card and person.card[1],
    }


CARESTACK = View(
    "carestack",
    lambda practice: carestack_walk(practice, "/get/Patient"),
    lambda item: item["id"],
    lambda person: person.id,
    carestack_shows,
)


# -- Candid -----------------------------------------------------------------------------------------------------------


def candid_walk(practice: Practice, path: str, limit: int = 8, **params: Any) -> list[Item]:
    """Every object of a list, which is counted right, a page at a time."""
    found: list[Item] = []
    asked: dict[str, Any] = {**params, "limit": limit}
    while True:
        page = practice.candid.call("GET", path, params=asked)
        found += page["items"]
        if page.get("next_page_token") is None:
            assert page["total"] == len(found), f"{path} counts {page['total']}, and lists {len(found)}"
            return found
        asked["page_token"] = page["next_page_token"]


_SEXES = {"male": "MALE", "female": "FEMALE", "pnta": "REFUSED"}
_USES = {"home": "HOME", "mobile": "MOBILE", "work": "WORK", "any": "HOME"}


def candid_says(item: Item) -> Item:
    """The members that other APIs know, without what only this one says about them."""
    phones = [item[name] for name in ("primary_telecom",) if name in item] + item["other_telecoms"]
    address = {name: text for name, text in item["primary_address"].items() if name != "use"}
    if address["state"] == "FC" and address["country"] != "ZZ":
        address["state"] = address.pop("administrative_area", "")
    return {
        **item,
        "given": " ".join(part for part in item["name"]["given"] if part),
        "family": item["name"]["family"],
        "phones": [phone["value"] for phone in phones],
        "primary_address": address,
    }


def candid_shows(record: Record, person: Person) -> Item:
    place = person.place
    nowhere = {"line": ["Unknown"], "city": "Unknown", "state": "FC", "postal_code": "00000", "country": "ZZ"}
    somewhere = {
        "line": list(place.lines),
        "city": place.city,
        "state": place.state,
        "postal_code": place.whole_code,
        "country": place.country or "US",
        **({"county": place.county} if place.county else {}),
    }
    return {
        "given": " ".join(part for part in (person.given, person.middle) if part),
        "family": person.family,
        "birth_date": person.born.isoformat() if person.born else "1900-01-01",
        "biological_sex": _SEXES.get(person.sex, "UNKNOWN"),
        "primary_address": nowhere if place == Place() else somewhere,
        "phones": [phone.number for phone in person.phones],
        "email": person.email or None,
        "deactivated": False,
    }


CANDID = View(
    "candid",
    lambda practice: candid_walk(practice, "/patients/v1/get_multi"),
    lambda item: item["id"],
    lambda person: person.id,
    candid_shows,
    says=candid_says,
)

VIEWS = {view.name: view for view in (SILNA, DRCHRONO, CARIUM, CARESTACK, CANDID)}
