"""Entity tags, and the conditions that requests make with them."""

import pytest

from polyclinic.web import conditional
from polyclinic.web.answers import Rendered
from polyclinic.web.call import RawRequest
from polyclinic.web.headers import RequestHeaders
from polyclinic.web.problems import PreconditionFailed

SHOWN = conditional.tagged(Rendered(200, b"{}", "application/json", {"Vary": "Accept", "X-Other": "1"}), 7)
TAG = SHOWN.headers["ETag"]


def asked(method: str, **headers: str) -> RawRequest:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return RawRequest(method, "/", "", RequestHeaders(pairs), "http://test", "", "127.0.0.1", "r-1")


def test_a_tag_is_strong_and_of_version_and_content() -> None:
    other = conditional.tagged(Rendered(200, b"[]", "application/json"), 7).headers["ETag"]
    assert TAG.startswith('"7-')
    assert other.startswith('"7-')
    assert other != TAG


@pytest.mark.parametrize("held", [TAG, f"W/{TAG}", f'"a,b", {TAG}', "*"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_an_answer_is_not_given_it_again(method: str, held: str) -> None:
    settled = conditional.settle(asked(method, If_None_Match=held), SHOWN)
    assert (settled.status, settled.content, settled.headers) == (304, b"", {"ETag": TAG, "Vary": "Accept"})


@pytest.mark.parametrize("held", ["", '"7"', '"7-0"', TAG[1:-1], f"x{TAG[:-1]}"])
def test_who_has_another_is(held: str) -> None:
    assert conditional.settle(asked("GET", If_None_Match=held), SHOWN) is SHOWN


def test_only_what_shows_an_object_to_somebody_reading_is_settled() -> None:
    assert conditional.settle(asked("PATCH", If_None_Match="*", If_Match='"6"'), SHOWN) is SHOWN
    plain = Rendered(200, b"{}", "application/json")
    assert conditional.settle(asked("GET", If_None_Match="*"), plain) is plain
    with pytest.raises(PreconditionFailed):
        conditional.settle(asked("GET", If_Match='"6"'), SHOWN)


@pytest.mark.parametrize("held", [TAG, '"7"', "*", '"7-another-view"', '"1", "7", "9"'])
def test_a_write_depends_on_the_version(held: str) -> None:
    conditional.require(asked("PATCH", If_Match=held), 7)
    with pytest.raises(PreconditionFailed, match="If-None-Match"):
        conditional.require(asked("PATCH", If_None_Match=held), 7)


@pytest.mark.parametrize("held", ['"6"', '"70"', f"W/{TAG}", "7", "", '""'])
def test_a_write_on_another_version_is_refused(held: str) -> None:
    with pytest.raises(PreconditionFailed, match="If-Match"):
        conditional.require(asked("DELETE", If_Match=held), 7)
