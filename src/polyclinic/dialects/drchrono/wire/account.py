"""The page of a signed-in user: applications that the user has let in, and taking that back."""

from typing import Annotated

from pydantic import StringConstraints

from polyclinic.dialects.drchrono.wire.common import Model
from polyclinic.dialects.drchrono.wire.oauth import FOR_PEOPLE, HTML, PAGE_ERRORS, SMALL_BODY, PageForm
from polyclinic.sdk.endpoint import Endpoint

ClientId = Annotated[str, StringConstraints(max_length=64)]


class Done(Model):
    """What has just been done, for a note at the top of the page."""

    done: Annotated[str, StringConstraints(max_length=20)] = ""


ACCOUNT = Endpoint(
    name="account",
    method="GET",
    path="/account/",
    query=Done,
    gives=str,
    errors=PAGE_ERRORS,
    media_type=HTML,
    public=FOR_PEOPLE,
    summary="The user's authorised applications",
    tags=("account",),
)
TAKE_BACK = Endpoint(
    name="account_take_back",
    method="POST",
    path="/account/authorized/{client_id}/",
    path_types={"client_id": ClientId},
    takes=PageForm,
    gives=str,
    accepts=("form",),
    other_statuses=(303,),
    errors=PAGE_ERRORS,
    media_type=HTML,
    max_body=SMALL_BODY,
    public=FOR_PEOPLE,
    summary="Take back what an application was allowed: its tokens end",
    tags=("account",),
)
