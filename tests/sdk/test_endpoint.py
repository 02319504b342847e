import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from polyclinic.sdk.endpoint import Endpoint
from polyclinic.sdk.operation import FileUpload
from tests.sdk.endpoints import CREATE, FORM, GET, POKE, RAW, REPLACE, TEXT, UPLOAD, Find, Made, Thing


def test_a_call_is_a_value() -> None:
    operation = GET.call(thing_id="a/b c", query=Find(tag=["x", "y z"], open=True))
    assert (operation.method, operation.route, operation.path) == ("GET", "/things/{thing_id}", "/things/a%2Fb%20c")
    assert operation.params == (("tag", "x"), ("tag", "y z"), ("open", "true"))
    assert operation.read(b'{"id": 5}') == Made(id=5)
    assert (operation.content, operation.fields, operation.repeatable) == (None, (), True)


def test_only_what_was_set_is_sent_by_its_wire_name() -> None:
    body = CREATE.call(Thing.model_validate({"the-name": "a", "size": None})).content
    assert json.loads(body or b"") == {"the-name": "a", "size": None}
    group = UUID(int=1)
    assert GET.call(thing_id=1, query=Find.model_validate({"filter[group-id]": group})).params == (
        ("filter[group-id]", str(group)),
    )


def test_dates_and_numbers_fill_paths() -> None:
    assert GET.fill({"thing_id": date(2026, 3, 4)}) == "/things/2026-03-04"
    assert GET.fill({"thing_id": 7}) == "/things/7"
    assert UPLOAD.fill({"name": "a/b c"}) == "/uploads/a/b%20c"


@pytest.mark.parametrize("given", [{}, {"other": 1}, {"thing_id": 1, "other": 1}, {"thing_id": [1]}])
def test_wrong_path_parameters_are_a_type_error(given: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        GET.call(**given)


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_a_path_cannot_be_climbed(value: str) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        GET.call(thing_id=value)


def test_forms_carry_nested_values_as_json() -> None:
    operation = FORM.call(Thing.model_validate({"the-name": "a", "tags": ["x"], "size": None, "day": "2026-03-04"}))
    assert operation.fields == (("the-name", "a"), ("size", ""), ("tags", '["x"]'), ("day", "2026-03-04"))
    assert not operation.multipart


def test_files_make_a_form_multipart() -> None:
    file = FileUpload("a.pdf", b"%PDF", "application/pdf")
    operation = UPLOAD.call(Thing.model_validate({"the-name": "a"}), name="x", files={"document": file})
    assert (operation.multipart, operation.files) == (True, (("document", file),))


def test_raw_text_and_empty_bodies() -> None:
    assert (RAW.call(b"x").content, RAW.call(b"x").read(b"y")) == (b"x", b"y")
    assert TEXT.call().read("é".encode()) == "é"
    assert POKE.call().content == b"{}"
    assert CREATE.call().content is None
    assert REPLACE.call(thing_id=1).read(b"whatever") is None


def test_what_may_be_repeated() -> None:
    assert (CREATE.repeatable, REPLACE.repeatable, POKE.repeatable) == (False, True, True)
    keyed = CREATE.call().with_key("Idempotency-Key", "k")
    assert (keyed.repeatable, keyed.headers) == (True, {"Idempotency-Key": "k"})


def test_a_declaration_is_checked() -> None:
    with pytest.raises(ValueError, match="no path parameter called b"):
        Endpoint(name="x", method="GET", path="/{a}", path_types={"b": int})
    with pytest.raises(ValueError, match="needs a reason"):
        Endpoint(name="x", method="GET", path="/a", public="")


def test_an_answer_of_another_shape_cannot_be_read() -> None:
    with pytest.raises(ValidationError):
        GET.call(thing_id=1).read(b"[]")
