"""The description of a dialect that it serves itself: ``/openapi.json`` for programs, ``/docs`` for people."""

from functools import lru_cache

import msgspec

from polyclinic.web.answers import STYLED_PAGE, Rendered
from polyclinic.web.call import RawRequest
from polyclinic.web.dialect import Dialect
from polyclinic.web.docs_page import docs_page
from polyclinic.web.openapi import describe


class Documents:
    """Built when first asked for."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._build = lru_cache(maxsize=4)(self._built)

    def find(self, method: str, raw: RawRequest) -> Rendered | None:
        """The document at a path, if there is one."""
        if method != "GET" or raw.path not in ("/openapi.json", "/docs"):
            return None
        return self._build(raw.path, raw.prefix)

    def _built(self, path: str, prefix: str) -> Rendered:
        document = describe(self._dialect, prefix)
        if path == "/docs":
            return Rendered(200, docs_page(document).encode(), "text/html; charset=utf-8", STYLED_PAGE)
        return Rendered(200, msgspec.json.encode(document), "application/json")
