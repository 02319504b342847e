"""Users v2: programs that call this API."""

from typing import Annotated

from pydantic import Field

from polyclinic.dialects.candid.wire.common import ENTITY_CONFLICT, Id, Instant, Wire
from polyclinic.sdk.endpoint import Endpoint, ErrorType


class M2MUserCreateV2(Wire):
    """A program and the organization that it works for, which is the caller's."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    organization_id: Id


class M2MUserResponse(Wire):
    """The program's credentials. The secret is shown now and never again."""

    client_id: str
    client_secret: str
    auth0_user_id: str
    created_at: Instant
    created_by: str


class M2MUserLimitReached(Wire):
    """How many programs an organization may have."""

    message: str
    limit: int


class M2MUserFailed(Wire):
    """What went wrong."""

    message: str


CREATE_M2M_USER = Endpoint(
    name="users.v2.create_m_2_m_user_v_2",
    method="POST",
    path="/api/users/v2/m2m/client",
    takes=M2MUserCreateV2,
    gives=M2MUserResponse,
    errors=(
        ENTITY_CONFLICT,
        ErrorType(422, "M2MUserLimitReachedHttpError", M2MUserLimitReached),
        ErrorType(500, "M2MUserFailedToCreateHttpError", M2MUserFailed),
    ),
    tags=("users",),
    summary="Make credentials for a program",
)
