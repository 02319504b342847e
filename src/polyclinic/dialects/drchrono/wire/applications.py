"""The pages on which a practice keeps its applications, and the logos that the consent page shows."""

from typing import Annotated

from pydantic import Field, StringConstraints

from polyclinic.dialects.drchrono.wire.account import TAG, ClientId, Done
from polyclinic.sdk.endpoint import Endpoint, FilePart
from polyclinic.sdk.pages import PageForm, form, page

ApplicationId = Annotated[str, StringConstraints(max_length=64)]
LARGEST_LOGO = 256 * 1024
"""Bytes."""


class ApplicationForm(PageForm):
    """An application. ``redirect_uris`` has one on each line; a checkbox that is not ticked is not sent.

    ``scopes`` are those that it may ask for.
    """

    name: Annotated[str, StringConstraints(max_length=1000)] = ""
    redirect_uris: Annotated[str, StringConstraints(max_length=50_000)] = ""
    api_version: Annotated[str, StringConstraints(max_length=50)] = ""
    pkce_required: Annotated[str, StringConstraints(max_length=10)] = ""
    scopes: Annotated[list[Annotated[str, Field(max_length=50)]], Field(max_length=20, default_factory=list)]
    remove_logo: Annotated[str, StringConstraints(max_length=10)] = ""


LIST_APPLICATIONS = page(
    "applications_list", "/account/applications/", "The practice's applications", tag=TAG, query=Done
)
NEW_APPLICATION: Endpoint[None, str] = page(
    "applications_new", "/account/applications/new/", "The form of a new application", tag=TAG
)
CREATE_APPLICATION = form(
    "applications_create",
    "/account/applications/",
    ApplicationForm,
    "Make an application; its secret is shown once",
    tag=TAG,
    redirects=None,
    accepts=("multipart", "form"),
    files=(FilePart("logo", required=False),),
    max_body=2 * LARGEST_LOGO,
)
READ_APPLICATION = page(
    "applications_read",
    "/account/applications/{id}/",
    "An application, to be changed",
    tag=TAG,
    path_types={"id": ApplicationId},
    query=Done,
)
SAVE_APPLICATION = form(
    "applications_save",
    "/account/applications/{id}/",
    ApplicationForm,
    "Change an application",
    tag=TAG,
    path_types={"id": ApplicationId},
    accepts=("multipart", "form"),
    files=(FilePart("logo", required=False),),
    max_body=2 * LARGEST_LOGO,
)
RENEW_SECRET = form(
    "applications_renew_secret",
    "/account/applications/{id}/secret/",
    PageForm,
    "A new secret, shown once, in place of the old",
    tag=TAG,
    path_types={"id": ApplicationId},
    redirects=None,
)
DELETE_APPLICATION = form(
    "applications_delete",
    "/account/applications/{id}/delete/",
    PageForm,
    "Delete an application with all its tokens",
    tag=TAG,
    path_types={"id": ApplicationId},
)
READ_LOGO = Endpoint(
    name="applications_logo",
    method="GET",
    path="/o/logos/{client_id}/{key}",
    path_types={"client_id": ClientId, "key": Annotated[str, StringConstraints(max_length=100)]},
    gives=bytes,
    public="a picture on the page that asks whether to let its application in",
    summary="An application's logo",
    tags=(TAG,),
)
