"""Pages for people: small HTML that works without scripts, on a phone, with a keyboard and a screen reader.

Templates escape whatever they are given. A page loads nothing but pictures of this server, is shown in no frame, and
sends its forms only to where its headers allow.
"""

import base64
import hashlib
from functools import cache, lru_cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from polyclinic.web.call import Answer, RawRequest
from polyclinic.web.pages.forms import CSRF_FIELD, form_token

HTML = "text/html; charset=utf-8"


@cache
def _style() -> str:
    return (files("polyclinic.web.pages") / "templates" / "style.css").read_text()


@cache
def _style_source() -> str:
    digest = hashlib.sha256(_style().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@lru_cache
def _templates(package: str) -> Environment:
    """The templates in a package's folder ``templates``, which may build on those here."""
    loader = ChoiceLoader([PackageLoader(package), PackageLoader("polyclinic.web.pages")])
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def origin_of(uri: str) -> str:
    """Scheme, host and port of a URI, as a source in a Content-Security-Policy."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"


def page(
    raw: RawRequest,
    template: str,
    values: dict[str, Any],
    *,
    package: str = "polyclinic.web.pages",
    status: int | None = None,
    sends_to: tuple[str, ...] = (),
    headers: dict[str, str] | None = None,
) -> Answer:
    """The answer that shows ``template``. ``sends_to`` are other origins that its forms may lead to."""
    text = (
        _templates(package)
        .get_template(template)
        .render(
            {"prefix": raw.prefix, "style": Markup(_style()), "csrf_field": CSRF_FIELD, **values}  # noqa: S704  # our file
        )
    )
    return Answer(text, status, {**page_headers(sends_to), **(headers or {})}, HTML)


def form_page(
    raw: RawRequest,
    template: str,
    values: dict[str, Any],
    *,
    package: str = "polyclinic.web.pages",
    status: int | None = None,
    sends_to: tuple[str, ...] = (),
) -> Answer:
    """A page with forms, which carry the token that ``check_form`` wants back."""
    token, headers = form_token(raw)
    return page(
        raw, template, {"csrf": token, **values}, package=package, status=status, sends_to=sends_to, headers=headers
    )


def page_headers(sends_to: tuple[str, ...] = ()) -> dict[str, str]:
    """What every page tells the browser to refuse."""
    policy = {
        "default-src": "'none'",
        "style-src": _style_source(),
        "img-src": "'self'",
        "form-action": " ".join(("'self'", *dict.fromkeys(sends_to))),
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


def problem_page(raw: RawRequest, status: int, title: str, text: str) -> Answer:
    """A page that says what went wrong."""
    return page(raw, "problem.html", {"title": title or HTTPStatus(status).phrase, "text": text}, status=status)


def see_other(location: str, cookies: dict[str, str] | None = None) -> Answer:
    """After a form: a path on this host to look at next."""
    return Answer(None, 303, {"Location": location, "Cache-Control": "no-store", **(cookies or {})}, HTML)
