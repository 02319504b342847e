"""Where video visits take place when no provider is set up: a page that says who may join, for people."""

from typing import Literal

from polyclinic.dialects.carium.wire.common import Id, NoQuery
from polyclinic.sdk.pages import page

ROOM = page(
    "appointments.room",
    "/video/v1/rooms/{organization_id}/{id}/{role}/{key}/",
    "Read who may join a video visit",
    tag="Video",
    path_types={"organization_id": Id, "id": Id, "role": Literal["host", "guest"]},
    query=NoQuery,
    rate="transfer",
    public="a page for people: the link is the credential",
)
