"""Service locations on the wire: the places where a provider sees patients."""

from typing import Annotated

from pydantic import Field

from polyclinic.dialects.silna.wire.common import (
    READ_ERRORS,
    WRITE_ERRORS,
    Id,
    Name,
    Page,
    PageQuery,
    SearchedSourceId,
    SourceId,
    Text,
    Wire,
)
from polyclinic.sdk.endpoint import Endpoint


class ServiceLocationCreate(Wire):
    provider_id: Id
    provider_group_id: Id
    name: Name
    address_line_1: Name
    address_line_2: Text | None = None
    city: Name
    state: Name
    zip_code: Name
    source_id: SourceId | None = None


class ServiceLocationCreated(Wire):
    id: Id


class ServiceLocation(Wire):
    """A service location. ``npi`` has ten digits and ``tin`` nine."""

    id: Id
    npi: Annotated[str, Field(pattern=r"^[0-9]{10}$")]
    tin: Annotated[str, Field(pattern=r"^[0-9]{9}$")]
    address_line_1: str
    address_line_2: str | None = None
    provider_group_id: Id
    city: str
    state: str
    zip_code: str
    name: str
    ptan_number: str | None = None
    primary_taxonomy_code: str | None = None
    provider_id: Id
    source_id: str | None = None


class ServiceLocationQuery(PageQuery):
    """Which of a provider's service locations to list; ``name`` is any part of it."""

    source_id: SearchedSourceId | None = None
    name: Annotated[str, Field(max_length=255)] | None = None
    state: Annotated[str, Field(max_length=255)] | None = None
    provider_group_ids: Annotated[list[Id], Field(max_length=100)] | None = None


_TAGS = ("Service Locations",)

LIST = Endpoint(
    name="service_locations.list",
    summary="Get Service Locations",
    method="GET",
    path="/public/v1/providers/{provider_id}/service-locations",
    query=ServiceLocationQuery,
    gives=Page[ServiceLocation],
    errors=READ_ERRORS,
    tags=_TAGS,
)
CREATE = Endpoint(
    name="service_locations.create",
    summary="Create Service Location",
    method="POST",
    path="/public/v1/service-locations/",
    takes=ServiceLocationCreate,
    gives=ServiceLocationCreated,
    status=201,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
GET = Endpoint(
    name="service_locations.get",
    summary="Get Service Location",
    method="GET",
    path="/public/v1/service-locations/{service_location_id}",
    gives=ServiceLocation,
    errors=READ_ERRORS,
    tags=_TAGS,
)
