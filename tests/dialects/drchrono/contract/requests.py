"""A request that succeeds, for any operation of the reference: made from the fields that it documents."""

from dataclasses import dataclass
from typing import Any

import httpx2

from polyclinic.dialects.drchrono.dialect import dialect
from tests.dialects.drchrono.contract.reference import Field, Operation, resources
from tests.dialects.drchrono.group import Group

SERVED = frozenset((route.endpoint.method, route.endpoint.path) for route in dialect.routes)
_VALUES: dict[str, Any] = {
    "string": "red",  # also a colour
    "integer": 1,
    "boolean": False,
    "date": "1990-01-02",
    "time": "09:30:00",
    "timestamp": "2026-08-03T14:30:00",
}


@dataclass(frozen=True, slots=True)
class Request:
    """``path`` and the options of the HTTP client that go with it."""

    method: str
    path: str
    options: dict[str, Any]

    async def send(self, http: httpx2.AsyncClient) -> httpx2.Response:
        return await http.request(self.method, self.path, **self.options)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes requests in a group, with objects of their own where the API makes any."""

    group: Group
    http: httpx2.AsyncClient

    async def request(self, operation: Operation) -> Request:
        """A request that succeeds if its sender may make it, and once at least."""
        path = operation.path
        if "{id}" in path:
            path = path.replace("{id}", str(await self._new(path.split("/")[2])))
        params = {name: self._given(f"{name}s") for name in operation.needs}
        body: dict[str, Any] = {"params": params}
        if operation.method == "POST":
            body |= self._encoded(await self._body(operation.resource))
        elif operation.method in ("PUT", "PATCH"):
            body["json"] = (await self.http.get(path)).json()
        return Request(operation.method, path, body)

    async def _body(self, resource: str) -> dict[str, Any]:
        fields = resources()[resource].values()
        return {each.name: await self._value(each) for each in fields if each.required}

    async def _value(self, field: Field) -> Any:
        if field.type.startswith("path to "):
            collection = field.type.removeprefix("path to ").removesuffix(" or null")
            return f"/api/{collection}/{self._given(collection) or await self._new(collection)}"
        if field.parts:
            return [{name: await self._value(part) for name, part in field.parts.items()}]
        if field.choices and field.type == "string":
            return field.choices[0]
        return _VALUES.get(field.type)

    @staticmethod
    def _encoded(body: dict[str, Any]) -> dict[str, Any]:
        if "document" not in body:
            return {"json": body}
        return {"data": {**body, "document": None}, "files": {"document": ("a.pdf", b"%PDF-1.4 a page")}}

    def _given(self, collection: str) -> int | None:
        """An object that is there, to refer to."""
        group = self.group
        numbered = {
            "doctors": group.doctor,
            "offices": group.main,
            "patients": group.patient,
            "appointment_profiles": group.profile,
            "users": group.user,
        }
        return numbered[collection].number if collection in numbered else None

    async def _new(self, collection: str) -> Any:
        """A fresh object; of those that this API does not make, the one that is there."""
        path = f"/api/{collection}"
        if ("POST", path) not in SERVED:
            return self._given(collection)
        made = await self.http.post(path, **self._encoded(await self._body(path)))
        assert made.status_code == 201, made.text
        return made.json()["id"]
