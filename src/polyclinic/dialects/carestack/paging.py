"""Page tokens: what ``nextPage`` carries from one answer to the next request."""

import base64
import binascii

from polyclinic.core.shared.errors import Invalid
from polyclinic.core.shared.ids import is_id

PAGE_SIZE = 20
LARGEST_PAGE = 100

_PATH = "nextPage"


def token(kind: str, last_id: str) -> str:
    """The token for the page after ``last_id``."""
    return base64.urlsafe_b64encode(f"{kind}:{last_id}".encode()).decode()


def start(kind: str, text: str | None) -> str | None:
    """The id that the page asked for starts after; None for the first page. Raises ``Invalid`` naming ``nextPage``."""
    if not text:
        return None
    try:
        found, _, last_id = base64.b64decode(text, altchars=b"-_", validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        found = last_id = ""
    if found != kind or not is_id(last_id):
        raise Invalid.field(_PATH, code="bad_page", message="Unknown page: send nextPage back as it was given.")
    return last_id
