"""Cookies, and forms that only our own pages can send.

A form carries a token made from a cookie that no other site can read: the session's, or before anybody has signed in
one of its own. Browsers that say where a form comes from are believed as well.
"""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from polyclinic.web.call import RawRequest
from polyclinic.web.problems import HttpProblem

SESSION_COOKIE = "polyclinic_session"
FORM_COOKIE = "polyclinic_form"
CSRF_FIELD = "csrf"


class ForgedForm(HttpProblem):
    """A form that is not from one of our pages, or from one that the browser has forgotten."""

    status, code = 403, "forged_form"


def cookie_name(raw: RawRequest, name: str) -> str:
    """What this API's cookie is called: by TLS with the prefix that keeps other hosts and plain HTTP from setting it.

    Such a cookie has no path, so that the API's own has to be in its name.
    """
    return f"__Host-{name}{raw.prefix.replace('/', '-')}" if raw.secure else name


def cookie(raw: RawRequest, name: str) -> str:
    """What the browser sent by that name, first come first; empty if nothing."""
    name = cookie_name(raw, name)
    for pair in raw.headers.get("cookie", "").split(";"):
        given, separator, value = pair.strip().partition("=")
        if separator and given == name:
            return value
    return ""


def set_cookie(raw: RawRequest, name: str, value: str, *, lifetime: int | None = None) -> dict[str, str]:
    """The header that stores a cookie for this API's pages alone; ``lifetime`` in seconds, 0 to forget it."""
    path = "/" if raw.secure else raw.prefix or "/"
    parts = [f"{cookie_name(raw, name)}={value}", f"Path={path}", "HttpOnly", "SameSite=Lax"]
    if lifetime is not None:
        parts.append(f"Max-Age={lifetime}")
    if raw.secure:
        parts.append("Secure")
    return {"Set-Cookie": "; ".join(parts)}


def form_token(raw: RawRequest) -> tuple[str, dict[str, str]]:
    """The token that a form carries, and the headers that go with the page."""
    held = cookie(raw, SESSION_COOKIE) or cookie(raw, FORM_COOKIE)
    if held:
        return _token(held), {}
    fresh = secrets.token_urlsafe(32)
    return _token(fresh), set_cookie(raw, FORM_COOKIE, fresh)


def check_form(raw: RawRequest, token: str, *, unreferred: bool = False) -> None:
    """Raise ``ForgedForm`` unless one of our own pages sent this form from this browser.

    ``unreferred``: the page told the browser not to say where its form comes from, which older ones spell ``null``.
    """
    site = raw.headers.get("sec-fetch-site")
    origin = raw.headers.get("origin")
    if site is not None:
        foreign = site not in ("same-origin", "none")
    elif unreferred and origin == "null":
        foreign = False
    else:
        # compared without the scheme: a proxy may end TLS without telling
        foreign = origin is not None and _host(origin) != _host(raw.origin)
    held = cookie(raw, SESSION_COOKIE) or cookie(raw, FORM_COOKIE)
    if foreign or not held or not hmac.compare_digest(_token(held).encode(), token.encode()):
        raise ForgedForm("this form has expired or did not come from here: go back, load the page again and retry")


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # brackets that hold no address
        return None


def _token(held: str) -> str:
    return hmac.new(held.encode(), b"form", hashlib.sha256).hexdigest()
