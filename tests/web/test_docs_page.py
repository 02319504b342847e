"""Every API's page of documentation stands by itself: links lead somewhere on it, and it loads nothing."""

from collections import Counter
from html.parser import HTMLParser

import pytest

from polyclinic.server.dialects import load_dialects
from polyclinic.web.dialect import Dialect
from polyclinic.web.docs_page import docs_page
from polyclinic.web.openapi import describe, documented_paths

VOID = {"meta", "br", "link", "img", "input"}
LOADING = {"script", "link", "img", "iframe", "object", "embed", "audio", "video", "source", "base", "form"}


class Page(HTMLParser):
    """What a page consists of: its ids, where its links lead, its text, and tags that are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.ids += [value for name, value in given.items() if name == "id" and value]
        self.links += [value for name, value in given.items() if name in ("href", "src", "action") and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.parametrize("dialect", load_dialects(), ids=lambda dialect: dialect.name)
def test_a_page_stands_by_itself(dialect: Dialect) -> None:
    html = docs_page(describe(dialect))
    page = Page(html)

    assert page.open == []
    assert not page.tags & LOADING
    assert "url(" not in html
    assert "@import" not in html
    assert [id for id, times in Counter(page.ids).items() if times > 1] == []
    assert {link for link in page.links if link[1:] not in page.ids} == {"openapi.json"}
    assert set(documented_paths(dialect).values()) <= set(page.text)
