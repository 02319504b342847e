"""How pages for people are declared: their forms, their errors, and what every such endpoint has in common."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints

from polyclinic.sdk.endpoint import Encoding, Endpoint, ErrorType, FilePart

HTML = "text/html; charset=utf-8"
FOR_PEOPLE = "a page for people: who has no session is asked to sign in"
SMALL_BODY = 64 * 1024
"""Bytes of a form that holds no file."""
_STATUSES = (400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 422, 429, 500, 503)
PAGE_ERRORS = tuple(ErrorType(status, "Page", str, "a page that says what is wrong") for status in _STATUSES)


class PageForm(BaseModel):
    """A form of a page of ours. ``csrf`` proves that."""

    model_config = ConfigDict(defer_build=True)

    csrf: Annotated[str, StringConstraints(max_length=100)] = ""


class SignInForm(PageForm):
    """One step of signing in; a dialect adds ``to``, the page to go on to."""

    username: Annotated[str, StringConstraints(max_length=254)] = ""
    password: Annotated[str, StringConstraints(max_length=1024)] = ""
    code: Annotated[str, StringConstraints(max_length=32)] = ""
    pending: Annotated[str, StringConstraints(max_length=100)] = ""


F = TypeVar("F", bound=PageForm)
Q = TypeVar("Q", bound=BaseModel)


def page(
    name: str,
    path: str,
    summary: str,
    *,
    tag: str,
    query: type[Q] | None = None,
    path_types: Mapping[str, Any] | None = None,
    redirects: int | None = None,
    rate: str = "default",
    public: str = FOR_PEOPLE,
) -> Endpoint[None, str, Q]:
    """A page to look at; ``redirects`` is the status with which it may send the browser elsewhere."""
    return Endpoint(
        name=name,
        method="GET",
        path=path,
        path_types=path_types or {},
        query=query,
        gives=str,
        other_statuses=(redirects,) if redirects else (),
        errors=PAGE_ERRORS,
        media_type=HTML,
        public=public,
        rate=rate,
        summary=summary,
        tags=(tag,),
    )


def form(
    name: str,
    path: str,
    takes: type[F],
    summary: str,
    *,
    tag: str,
    path_types: Mapping[str, Any] | None = None,
    redirects: int | None = 303,
    accepts: tuple[Encoding, ...] = ("form",),
    files: tuple[FilePart, ...] = (),
    empty_body: bool = False,
    max_body: int = SMALL_BODY,
    rate: str = "default",
    public: str = FOR_PEOPLE,
) -> Endpoint[F, str]:
    """What a page's form is sent to; it answers with a page, or sends the browser on with the status ``redirects``."""
    return Endpoint(
        name=name,
        method="POST",
        path=path,
        path_types=path_types or {},
        takes=takes,
        gives=str,
        accepts=accepts,
        files=files,
        empty_body=empty_body,
        other_statuses=(redirects,) if redirects else (),
        errors=PAGE_ERRORS,
        media_type=HTML,
        max_body=max_body,
        public=public,
        rate=rate,
        summary=summary,
        tags=(tag,),
    )
