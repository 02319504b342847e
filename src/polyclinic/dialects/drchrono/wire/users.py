"""Users of the practice group. They are read here, never written."""

from polyclinic.dialects.drchrono.wire.common import ITEM_ERRORS, READ_ERRORS, DoctorRef, Id, Model, Page, PageQuery
from polyclinic.sdk.endpoint import Endpoint

_SCOPES = ("user",)


class User(Model):
    """A user. A doctor's ``doctor`` is the own record, a staff member's the primary physician."""

    id: int
    username: str
    is_doctor: bool
    is_staff: bool
    doctor: DoctorRef


LIST_USERS = Endpoint(
    name="users_list",
    method="GET",
    path="/api/users",
    query=PageQuery,
    gives=Page[User],
    scopes=_SCOPES,
    errors=READ_ERRORS,
    summary="Users, a page at a time",
    tags=("users",),
)
READ_CURRENT_USER = Endpoint(
    name="users_current",
    method="GET",
    path="/api/users/current",
    status=302,
    scopes=_SCOPES,
    errors=ITEM_ERRORS,
    summary="Where the token's user is",
    description="Redirects to the user's own path on this host.",
    tags=("users",),
)
READ_USER = Endpoint(
    name="users_read",
    method="GET",
    path="/api/users/{id}",
    path_types={"id": Id},
    gives=User,
    scopes=_SCOPES,
    errors=ITEM_ERRORS,
    summary="One user",
    tags=("users",),
)
