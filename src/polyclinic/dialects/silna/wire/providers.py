"""Providers on the wire: the companies that treat and bill."""

from polyclinic.dialects.silna.wire.common import READ_ERRORS, Id, Page, PageQuery, SearchedSourceId, Wire
from polyclinic.sdk.endpoint import Endpoint


class Provider(Wire):
    """A provider. ``silna_url`` is a link for people and may change."""

    id: Id
    legal_name: str
    dba: str
    source_id: str | None = None
    silna_url: str


class ProviderQuery(PageQuery):
    """Which providers to list."""

    source_id: SearchedSourceId | None = None


_TAGS = ("Providers",)

LIST = Endpoint(
    name="providers.list",
    summary="Get Providers",
    method="GET",
    path="/public/v1/providers/",
    query=ProviderQuery,
    gives=Page[Provider],
    errors=READ_ERRORS,
    tags=_TAGS,
)
GET = Endpoint(
    name="providers.get",
    summary="Get Provider",
    method="GET",
    path="/public/v1/providers/{provider_id}",
    gives=Provider,
    errors=READ_ERRORS,
    tags=_TAGS,
)
