"""The page of a signed-in user: applications that the user has let in, and taking that back."""

from typing import Annotated

from pydantic import StringConstraints

from polyclinic.dialects.drchrono.wire.common import Model
from polyclinic.sdk.pages import PageForm, form, page

TAG = "account"
ClientId = Annotated[str, StringConstraints(max_length=64)]


class Done(Model):
    """What has just been done, for a note at the top of the page."""

    done: Annotated[str, StringConstraints(max_length=20)] = ""


ACCOUNT = page("account", "/account/", "The user's authorised applications", tag=TAG, query=Done)
TAKE_BACK = form(
    "account_take_back",
    "/account/authorized/{client_id}/",
    PageForm,
    "Take back what an application was allowed: its tokens end",
    tag=TAG,
    path_types={"client_id": ClientId},
)
