"""What every resource of the pre-encounter API relies on: round trips of values, versions, pages, refusals."""

from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.datastructures import Headers

from polyclinic.core.shared.addresses import Address, Telecom
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import (
    Contended,
    ExternalIdTaken,
    Invalid,
    NotFound,
    Problem,
    Refusal,
    UnknownCursor,
    VersionConflict,
)
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Order
from polyclinic.dialects.candid.errors import errors
from polyclinic.dialects.candid.mapping.pre_encounter import common as mapping
from polyclinic.dialects.candid.routes.pre_encounter import common as routes
from polyclinic.dialects.candid.wire.pre_encounter import common as wire
from polyclinic.sdk.endpoint import Endpoint
from polyclinic.web.call import Answer, RawRequest
from polyclinic.web.dialect import Failed
from polyclinic.web.problems import BadFields, FieldProblem, HttpProblem

RAW = RawRequest("GET", "/things/v1/t-1/2", "", Headers({}), "https://x.example", "", "127.0.0.1", "0" * 32)
PERIOD = {"start": "2024-01-01"}
NAMES: list[dict[str, Any]] = [
    {"use": "OFFICIAL", "family": "Laufeyson", "given": ["Loki"]},
    {"use": "USUAL", "family": "Odinson", "given": ["Thor", "Mary Ann", "B"], "suffix": "II", "period": PERIOD},
    {"use": "USUAL", "family": "", "given": ["", "Hela"]},
    {"use": "USUAL", "family": "Odin", "given": []},
]
ADDRESSES: list[dict[str, Any]] = [
    {"use": "HOME", "line": ["1 Elm St", "Apt 2"], "city": "Albany", "state": "NY", "postal_code": "12207-1234"},
    {"use": "BILLING", "line": [], "city": "Bath", "state": "FC", "postal_code": "BA1-1AA", "period": PERIOD},
    {"use": "HOME", "line": ["1 Rd"], "city": "Kochi", "state": "FC", "postal_code": "682001", "country": "IN"},
    {
        "use": "HOME",
        "line": ["1 Rd"],
        "city": "Kochi",
        "state": "FC",
        "administrative_area": "KL",
        "postal_code": "682001",
        "country": "IN",
    },
    {"use": "HOME", "line": ["1 Rd"], "city": "Ottawa", "state": "ON", "postal_code": "K1A", "country": "CA"},
    {"use": "OLD", "line": ["x"], "city": "y", "state": "CA", "postal_code": "94109", "county": "San Francisco"},
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_back_as_it_was_sent(name: dict[str, Any]) -> None:
    assert mapping.name_from_core(mapping.name_to_core(name), mapping.name_kept(name)) == name


def test_a_name_changed_elsewhere_is_shown_as_it_is_now() -> None:
    kept = mapping.name_kept(NAMES[1])
    shown = mapping.name_from_core(HumanName("Thor", "Odinson", middle="Bruce"), kept)
    assert shown == {"use": "USUAL", "family": "Odinson", "given": ["Thor", "Bruce"], "period": PERIOD}


def test_a_name_keeps_what_this_api_cannot_express() -> None:
    assert mapping.name_to_core(NAMES[0], HumanName("L", "O", "X", "Dr.", "Jr.")) == HumanName(
        "Loki", "Laufeyson", prefix="Dr."
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_comes_back_as_it_was_sent(address: dict[str, Any]) -> None:
    sent = {"country": "US", **address}
    assert mapping.address_from_core(mapping.address_to_core(sent), mapping.address_kept(sent)) == sent


def test_a_state_abroad_is_the_administrative_area() -> None:
    sent = {**ADDRESSES[0], "state": "FC", "country": "IN", "administrative_area": "KL"}
    assert mapping.address_to_core(sent).region == "IN-KL"
    shown = mapping.address_from_core(Address(city="Panaji", state="GA", country="IN"), mapping.address_kept(sent))
    assert (shown["state"], shown["administrative_area"]) == ("FC", "GA")


def test_an_address_is_taken_apart_for_the_record() -> None:
    sent = {**ADDRESSES[0], "country": "US"}
    assert mapping.address_to_core(sent) == Address(("1 Elm St", "Apt 2"), "Albany", "NY", "12207", "1234", "US")


@pytest.mark.parametrize("use", ["HOME", "WORK", "TEMP", "OLD", "MOBILE"])
def test_a_phone_number_comes_back_as_it_was_sent(use: str) -> None:
    sent = {"value": "555-0100", "use": use, "period": PERIOD}
    assert mapping.phone_from_core(mapping.phone_to_core(sent), [sent]) == sent


def test_a_phone_number_of_elsewhere_has_a_use() -> None:
    assert mapping.phone_from_core(Telecom("phone", "1"), [{"value": "2", "use": "OLD"}]) == {
        "value": "1",
        "use": "HOME",
    }


def test_what_every_object_has() -> None:
    at = datetime(2026, 3, 4, 12, 0, 0, 5000, tzinfo=UTC)
    assert mapping.base(Entity(version=3, updated_at=at, updated_by="client:c-1", active=False), "o-1") == {
        "organization_id": "o-1",
        "deactivated": True,
        "version": 3,
        "updated_at": "2026-03-04T12:00:00.005000Z",
        "updating_user_id": "c-1",
    }
    assert mapping.base(Entity(), "o-1")["updating_user_id"] == "system"


def test_what_comes_back_as_shown_is_not_written() -> None:
    assert mapping.differing({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == {"b", "c"}


@pytest.mark.parametrize(("sent", "replaced"), [(4, 4), (5, 4), (3, 3), (6, 6)])
def test_either_version_may_be_named(sent: int, replaced: int) -> None:
    assert routes.replaced_or_made({"version": sent}, Entity(version=4)) == replaced


def test_the_next_version_is_named() -> None:
    assert routes.replaced({"version": 5}) == 4


def test_orders() -> None:
    sorts, default = {"updatedAt": "updated_at", "name.family": "family"}, Order("created_at", descending=True)
    assert mapping.order(None, None, sorts, default) == default
    assert mapping.order("name.family", None, sorts, default) == Order("family")
    assert mapping.order("updatedAt", "desc", sorts, default) == Order("updated_at", descending=True)
    assert mapping.order(None, "asc", sorts, default) == Order("created_at")
    with pytest.raises(Invalid, match=r"updatedAt, name\.family"):
        mapping.order("ssn", None, sorts, default)


# -- refusals ---------------------------------------------------------------------------------------------------------

PLAIN = Endpoint(name="pre_encounter.things.v1.get_multi", method="GET", path="/things/v1")
TYPED = Endpoint(
    name="pre_encounter.things.v1.update",
    method="PUT",
    path="/things/v1/{id}/{version}",
    errors=(wire.NOT_FOUND, wire.BAD_REQUEST, wire.VERSION_CONFLICT),
)
TWO = [
    {"fieldName": "name.family", "humanReadableMessage": "a name is needed"},
    {"fieldName": "birth_date", "humanReadableMessage": "not yet"},
]


def refused(refusal: Refusal | HttpProblem, endpoint: Endpoint[Any, Any, Any]) -> tuple[int, str, Any]:
    answer = errors(refusal, Failed(endpoint, RAW))
    assert isinstance(answer, Answer)
    assert isinstance(answer.body, dict)
    assert answer.status is not None
    return answer.status, answer.body["errorName"], answer.body["content"]


@pytest.mark.parametrize(
    ("refusal", "typed", "plain"),
    [
        (NotFound("thing", "x"), (404, "NotFoundError"), (404, "NotFound")),
        (VersionConflict("changed", latest_version=7), (409, "VersionConflictError"), (409, "Conflict")),
        (ExternalIdTaken("patient", mapping.MRN, "1"), (409, "VersionConflictError"), (422, "UnprocessableEntity")),
        (Contended("busy"), (409, "Conflict"), (409, "Conflict")),
        (Invalid.field("name", code="x", message="y"), (400, "BadRequestError"), (422, "UnprocessableEntity")),
        (UnknownCursor("x"), (400, "BadRequestError"), (422, "UnprocessableEntity")),
        (BadFields([FieldProblem("body", ("a",), "x", "y")]), (400, "BadRequestError"), (422, "UnprocessableEntity")),
        (BadFields([FieldProblem("path", ("id",), "x", "y")]), (404, "NotFoundError"), (404, "NotFound")),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Exception) else None,
)
def test_a_refusal_has_the_declared_name_or_that_of_its_status(
    refusal: Refusal | HttpProblem, typed: tuple[int, str], plain: tuple[int, str]
) -> None:
    assert refused(refusal, TYPED)[:2] == typed
    assert refused(refusal, PLAIN)[:2] == plain


def test_a_conflict_tells_where_the_object_stands_or_what_is_taken() -> None:
    assert refused(VersionConflict("thing has changed", latest_version=7), TYPED)[2] == {
        "message": "Thing has changed",
        "latest_version": 7,
    }
    assert refused(ExternalIdTaken("patient", mapping.MRN, "1"), TYPED)[2] == {"message": "This MRN is already in use"}


def test_every_bad_field_is_named() -> None:
    invalid = Invalid([Problem(("name", "family"), "x", "a name is needed"), Problem(("birth_date",), "x", "not yet")])
    assert refused(invalid, TYPED)[2] == {
        "message": "name.family: a name is needed; birth_date: not yet",
        "data": TWO,
    }
    assert refused(invalid, PLAIN)[2] == {"message": "name.family: a name is needed; birth_date: not yet"}
