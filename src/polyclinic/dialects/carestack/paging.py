"""Page tokens: what ``nextPage`` carries from one answer to the next request."""

import base64
import binascii
import re

from polyclinic.core.shared.errors import Invalid
from polyclinic.core.shared.ids import is_id

PAGE_SIZE = 20
LARGEST_PAGE = 100

_PATH = "nextPage"


def token(kind: str, last_id: str, number: int) -> str:
    """The token for page ``number``, which comes after ``last_id``."""
    return base64.urlsafe_b64encode(f"{kind}:{last_id}:{number}".encode()).decode()


def start(kind: str, text: str | None) -> str | None:
    """The id that the page asked for starts after; None for the first page. Raises ``Invalid`` naming ``nextPage``."""
    return _read(kind, text)[0] if text else None


def number(kind: str, text: str | None) -> int:
    """Which page is asked for, from 1. Raises ``Invalid`` naming ``nextPage``."""
    return _read(kind, text)[1] if text else 1


def _read(kind: str, text: str) -> tuple[str, int]:
    try:
        found, last_id, page = base64.b64decode(text, altchars=b"-_", validate=True).decode().split(":")
    except (binascii.Error, ValueError):
        found = last_id = page = ""
    if found != kind or not is_id(last_id) or not re.fullmatch(r"[0-9]{1,9}", page):
        raise Invalid.field(_PATH, code="bad_page", message="Unknown page: send nextPage back as it was given.")
    return last_id, int(page)
