"""The pages on which a practice keeps its applications, and the logos that the consent page shows."""

from typing import Annotated

from pydantic import StringConstraints

from polyclinic.dialects.drchrono.wire.account import ClientId, Done
from polyclinic.dialects.drchrono.wire.oauth import FOR_PEOPLE, HTML, PAGE_ERRORS, SMALL_BODY, PageForm
from polyclinic.sdk.endpoint import Endpoint, FilePart

ApplicationId = Annotated[str, StringConstraints(max_length=64)]
LARGEST_LOGO = 256 * 1024
"""Bytes."""


class ApplicationForm(PageForm):
    """An application. ``redirect_uris`` has one on each line; a checkbox that is not ticked is not sent."""

    name: Annotated[str, StringConstraints(max_length=1000)] = ""
    redirect_uris: Annotated[str, StringConstraints(max_length=50_000)] = ""
    api_version: Annotated[str, StringConstraints(max_length=50)] = ""
    pkce_required: Annotated[str, StringConstraints(max_length=10)] = ""
    remove_logo: Annotated[str, StringConstraints(max_length=10)] = ""


LIST_APPLICATIONS = Endpoint(
    name="applications_list",
    method="GET",
    path="/account/applications/",
    query=Done,
    gives=str,
    errors=PAGE_ERRORS,
    media_type=HTML,
    public=FOR_PEOPLE,
    summary="The practice's applications",
    tags=("account",),
)
NEW_APPLICATION = Endpoint(
    name="applications_new",
    method="GET",
    path="/account/applications/new/",
    gives=str,
    errors=PAGE_ERRORS,
    media_type=HTML,
    public=FOR_PEOPLE,
    summary="The form of a new application",
    tags=("account",),
)
CREATE_APPLICATION = Endpoint(
    name="applications_create",
    method="POST",
    path="/account/applications/",
    takes=ApplicationForm,
    gives=str,
    accepts=("multipart", "form"),
    files=(FilePart("logo", required=False),),
    errors=PAGE_ERRORS,
    media_type=HTML,
    max_body=2 * LARGEST_LOGO,
    public=FOR_PEOPLE,
    summary="Make an application; its secret is shown once",
    tags=("account",),
)
READ_APPLICATION = Endpoint(
    name="applications_read",
    method="GET",
    path="/account/applications/{id}/",
    path_types={"id": ApplicationId},
    query=Done,
    gives=str,
    errors=PAGE_ERRORS,
    media_type=HTML,
    public=FOR_PEOPLE,
    summary="An application, to be changed",
    tags=("account",),
)
SAVE_APPLICATION = Endpoint(
    name="applications_save",
    method="POST",
    path="/account/applications/{id}/",
    path_types={"id": ApplicationId},
    takes=ApplicationForm,
    gives=str,
    accepts=("multipart", "form"),
    files=(FilePart("logo", required=False),),
    other_statuses=(303,),
    errors=PAGE_ERRORS,
    media_type=HTML,
    max_body=2 * LARGEST_LOGO,
    public=FOR_PEOPLE,
    summary="Change an application",
    tags=("account",),
)
RENEW_SECRET = Endpoint(
    name="applications_renew_secret",
    method="POST",
    path="/account/applications/{id}/secret/",
    path_types={"id": ApplicationId},
    takes=PageForm,
    gives=str,
    accepts=("form",),
    errors=PAGE_ERRORS,
    media_type=HTML,
    max_body=SMALL_BODY,
    public=FOR_PEOPLE,
    summary="A new secret, shown once, in place of the old",
    tags=("account",),
)
DELETE_APPLICATION = Endpoint(
    name="applications_delete",
    method="POST",
    path="/account/applications/{id}/delete/",
    path_types={"id": ApplicationId},
    takes=PageForm,
    gives=str,
    accepts=("form",),
    other_statuses=(303,),
    errors=PAGE_ERRORS,
    media_type=HTML,
    max_body=SMALL_BODY,
    public=FOR_PEOPLE,
    summary="Delete an application with all its tokens",
    tags=("account",),
)
READ_LOGO = Endpoint(
    name="applications_logo",
    method="GET",
    path="/o/logos/{client_id}/{key}",
    path_types={"client_id": ClientId, "key": Annotated[str, StringConstraints(max_length=100)]},
    gives=bytes,
    public="a picture on the page that asks whether to let its application in",
    summary="An application's logo",
    tags=("account",),
)
