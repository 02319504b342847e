"""Bodies for property tests: whatever the wire models take, made to keep the rules that no schema can say."""

import types
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from polyclinic.dialects.candid.mapping.parties import ROLES
from polyclinic.dialects.candid.wire.codes import Codes
from polyclinic.dialects.candid.wire.encounters import EncounterCreate

Json = dict[str, Any]
Make = Callable[[Random], Any]

UNKNOWN_TO_THE_PRACTICE = {"tag_ids", "schema_instances", "non_insurance_payers", "non_insurance_payers_info"}
LETTERS = "abcXYZ 019-/.,'\"\\\n\u00e9\u00df\u0905\u6f22\u0130\U0001f600"


def _digits(count: int) -> Make:
    return lambda random: "".join(random.choices("0123456789", k=count))


_BY_TYPE: dict[Any, Make] = {
    date: lambda random: (date(1900, 1, 1) + timedelta(days=random.randrange(46_000))).isoformat(),
    datetime: lambda random: (
        (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=random.randrange(2**31)))
        .isoformat()
        .replace("+00:00", "Z")
    ),
    UUID: lambda random: str(UUID(int=random.getrandbits(128))),
    Decimal: lambda random: random.choice(["0", "1", "1.0", "2.5", "12.500", "999999999"]),
    bool: lambda random: random.random() < 0.5,
    int: lambda random: random.choice([0, 1, 7, 100_000]),
    float: lambda random: random.choice([0, 0.5, 98.6, 1000]),
}
_BY_PATTERN: dict[str, Make] = {
    r"^[0-9]{10}$": _digits(10),
    r"^[0-9]{6}$": _digits(6),
    r"^[0-9]{5}$": _digits(5),
    r"^[0-9]{4}$": _digits(4),
    r"^([0-9]{9}|[0-9]{2}-[0-9]{7}|[0-9]{3}-[0-9]{2}-[0-9]{4})$": lambda random: random.choice(
        ["123456789", "12-3456789", "123-45-6789"]
    ),
    r"^[A-Z0-9]{1,14}$": lambda random: random.choice(["A", "CLAIM000000001"]),
}


def of_model(random: Random, model: type[BaseModel], share: float) -> Json:
    """A JSON object that a wire model takes, with about that ``share`` of its optional members."""
    return {
        name: of_type(random, _whole(field), share)
        for name, field in model.model_fields.items()
        if name not in UNKNOWN_TO_THE_PRACTICE and (field.is_required() or random.random() < share)
    }


def _whole(field: FieldInfo) -> Any:
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def of_type(random: Random, annotation: Any, share: float, metadata: tuple[Any, ...] = ()) -> Any:
    """A value of a wire type that is not null."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return of_type(random, inner, share, (*metadata, *more))
    if origin in (Union, types.UnionType):
        return of_type(random, get_args(annotation)[0], share, metadata)
    if origin is Literal:
        return random.choice(get_args(annotation))
    if origin is list:
        least = _limit(metadata, "min_length") or 0
        return [of_type(random, get_args(annotation)[0], share) for _ in range(random.randint(least, 3))]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return of_model(random, annotation, share)
    return _BY_TYPE[annotation](random) if annotation in _BY_TYPE else _text(random, metadata)


def _limit(metadata: tuple[Any, ...], name: str) -> Any:
    """A constraint's value, whether it stands alone or in a field's metadata."""
    for each in metadata:
        found = _limit(tuple(each.metadata), name) if isinstance(each, FieldInfo) else getattr(each, name, None)
        if found is not None:
            return found
    return None


def _text(random: Random, metadata: tuple[Any, ...]) -> str:
    for each in metadata:
        if isinstance(each, Codes):
            return random.choice(each.values)
    if pattern := _limit(metadata, "pattern"):
        return str(_BY_PATTERN[pattern](random))
    return "".join(random.choices(LETTERS, k=random.randint(1, 12)))


def lawful(body: Json) -> Json:
    """The same body, kept from contradicting itself."""
    lines = body.get("service_lines") or []
    if lines and "date_of_service" not in body:
        body.pop("end_date_of_service", None)
        for line in lines:
            line.setdefault("date_of_service", "2023-05-23")
    else:
        body.setdefault("date_of_service", "2023-05-23")
        for line in lines:
            line.pop("date_of_service", None)
            line.pop("end_date_of_service", None)
    for dated in (body, *lines):
        if "end_date_of_service" in dated:
            dated["end_date_of_service"] = max(dated["end_date_of_service"], dated["date_of_service"])
    for number, line in enumerate(lines):
        line["diagnosis_pointers"] = [pointer % len(body["diagnoses"]) for pointer in line["diagnosis_pointers"]]
        if "external_id" in line:
            line["external_id"] += str(number)
        if "ordering_provider" in line:
            _one_name(line["ordering_provider"])
    for diagnosis in body["diagnoses"]:
        if diagnosis["code_type"] in ("ABF", "ABJ", "ABK", "APR"):
            diagnosis["code"] = "E11.9"
    _parties(body)
    return body


def _parties(body: Json) -> None:
    for name in ROLES.keys() & body.keys():
        _one_name(body[name])
    billing = body["billing_provider"]
    if not billing.keys() & {"organization_name", "first_name", "last_name"}:
        billing["organization_name"] = "Acme Health PC"
    if "provider_commercial_license_type" in billing:
        billing.pop("secondary_identification", None)
    body.pop("service_facility_id", None)
    if "guarantor" in body and not (body["guarantor"].get("phone_numbers") or body["guarantor"].get("email")):
        body["guarantor"]["email"] = "loki@asgard.example"


def _one_name(provider: Json) -> None:
    if "organization_name" in provider:
        provider.pop("first_name", None)
        provider.pop("last_name", None)


def make_body(seed: int) -> Json:
    """A body that create accepts: a sparse one, a full one or something between."""
    random = Random(seed)
    body = of_model(random, EncounterCreate, random.choice([0.1, 0.5, 1.0]))
    body["diagnoses"] = body["diagnoses"] or [{"code_type": "ABK", "code": "I10"}]
    return lawful(body)
