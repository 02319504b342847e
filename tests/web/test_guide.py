"""The guide's example is complete and works as it stands."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from polyclinic.web.app import DialectApp
from polyclinic.web.samples import samples
from tests.web.support import House, modules

GUIDE = Path(__file__).parents[2] / "docs" / "adding-an-endpoint.md"


@pytest.fixture
def example() -> Iterator[dict[str, ModuleType]]:
    blocks = re.findall(r"```python ([\w/]+)\.py\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    sources = {f"polyclinic.dialects.example.{name.replace('/', '.')}": source for name, source in blocks}
    with modules(sources) as made:
        yield made


@pytest.fixture
def app(house: House, example: dict[str, ModuleType]) -> DialectApp:
    return house.app(dialect=example["polyclinic.dialects.example.dialect"].dialect)


async def test_a_patient_is_created_and_read(app: DialectApp, house: House) -> None:
    async with house.http(app) as http:
        created = await http.post("/v1/patients/", json={"first_name": "Ada", "last_name": "Byron"})
        assert created.status_code == 201
        again = await http.get(created.headers["location"].removeprefix("http://test"))
    assert again.json() == created.json() == {**created.json(), "first_name": "Ada", "last_name": "Byron"}


async def test_the_client_drives_it(app: DialectApp, house: House, example: dict[str, ModuleType]) -> None:
    client_module = example["polyclinic.dialects.example.client._async.client"]
    wire = example["polyclinic.dialects.example.wire.patients"]
    client = client_module.AsyncExample("http://test", house.key)
    async with house.http(app) as http:
        client._client._transport._http = http
        created = await client.create_patient(wire.NewPatient(first_name="Ada", last_name="Byron"))
        assert await client.patient(created.id) == created


async def test_bad_fields_are_all_named(app: DialectApp, house: House) -> None:
    async with house.http(app) as http:
        refused = await http.post("/v1/patients", json={"first_name": 5})
        unknown = await http.get("/v1/patients/nobody?view[kind]=wide")
    assert refused.status_code == unknown.status_code == 422
    assert refused.json()["fields"] == ["first_name", "last_name"]
    assert unknown.json()["fields"] == ["patient_id", "view[kind]"]


def test_every_refusal_has_an_answer(example: dict[str, ModuleType]) -> None:
    errors = example["polyclinic.dialects.example.errors"].errors
    for sample in samples():
        assert errors(sample, None).status >= 400
