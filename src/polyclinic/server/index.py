"""The page at ``/``: what is served here and where to read about it."""

from collections.abc import Sequence
from html import escape

from polyclinic.web.dialect import Dialect

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Polyclinic</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}}
td{{padding:.3rem 1rem .3rem 0}}</style>
<h1>Polyclinic</h1>
<p>One practice record, served through these APIs:</p>
<table>{rows}</table>
</html>
"""


def index_page(dialects: Sequence[Dialect]) -> str:
    """A page of links; it tells nothing that the OpenAPI documents do not."""
    rows = "".join(
        f'<tr><td>{escape(dialect.title)}<td><a href="/{dialect.name}/docs">docs</a>'
        f'<td><a href="/{dialect.name}/openapi.json">openapi.json</a></tr>'
        for dialect in dialects
    )
    return _PAGE.format(rows=rows)
