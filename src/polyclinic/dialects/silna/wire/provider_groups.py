"""Provider groups on the wire: what a provider treats and bills as."""

from typing import Annotated

from pydantic import Field

from polyclinic.dialects.silna.wire.common import READ_ERRORS, Id, Page, PageQuery, Text, Wire
from polyclinic.sdk.endpoint import Endpoint


class ProviderGroup(Wire):
    """A group. ``npi`` has ten digits and ``tin`` nine."""

    id: Id
    name: str
    npi: Annotated[str, Field(pattern=r"^[0-9]{10}$")]
    tin: Annotated[str, Field(pattern=r"^[0-9]{9}$")]


class ProviderGroupQuery(PageQuery):
    """Whose groups to list: of one provider, or of all of the MSO; ``name`` is any part of theirs."""

    provider_id: Id | None = None
    mso_id: Id | None = None
    name: Text | None = None


_TAGS = ("Provider Groups",)

LIST = Endpoint(
    name="provider_groups.list",
    summary="Get Provider Groups",
    method="GET",
    path="/public/v1/provider-groups/",
    query=ProviderGroupQuery,
    gives=Page[ProviderGroup],
    errors=READ_ERRORS,
    tags=_TAGS,
)
GET = Endpoint(
    name="provider_groups.get",
    summary="Get Provider Group",
    method="GET",
    path="/public/v1/provider-groups/{provider_group_id}",
    gives=ProviderGroup,
    errors=READ_ERRORS,
    tags=_TAGS,
)
