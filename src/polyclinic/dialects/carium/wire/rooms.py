"""Where video visits take place when no provider is set up: a page that says who may join, for people."""

from typing import Literal

from polyclinic.dialects.carium.wire.common import Id, NoQuery
from polyclinic.sdk.endpoint import Endpoint, ErrorType

_PAGES = tuple(ErrorType(status, "Page", str, "a page that says what is wrong") for status in (400, 404, 410, 429))

ROOM = Endpoint(
    name="appointments.room",
    method="GET",
    path="/video/v1/rooms/{organization_id}/{id}/{role}/{key}/",
    path_types={"organization_id": Id, "id": Id, "role": Literal["host", "guest"]},
    gives=str,
    query=NoQuery,
    media_type="text/html; charset=utf-8",
    errors=_PAGES,
    public="the link is the credential",
    rate="transfer",
    summary="Read who may join a video visit",
)
