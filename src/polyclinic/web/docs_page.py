"""A readable page about a dialect, made from its OpenAPI document; it loads nothing from anywhere."""

from collections.abc import Iterator
from html import escape
from typing import Any

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1c2733}
h2{margin-top:2.5rem;border-bottom:1px solid #d5dce3}
details{margin:.4rem 0;border:1px solid #d5dce3;border-radius:.4rem;padding:.4rem .8rem}
details:target{outline:2px solid #2b6cb0}
summary{cursor:pointer}code{font:14px ui-monospace,monospace;overflow-wrap:anywhere}
.method{display:inline-block;min-width:4.6rem;margin-right:.4rem;font-weight:600}.note{color:#5b6875}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.2rem .6rem .2rem 0;vertical-align:top}
pre{background:#f3f6f8;padding:.6rem;overflow:auto;border-radius:.3rem}
@media(prefers-color-scheme:dark){body{background:#12181e;color:#dfe6ec}pre{background:#1c252d}
h2,details{border-color:#33404c}a{color:#8ec7ff}.note{color:#9aa8b5}}
"""


def docs_page(document: dict[str, Any]) -> str:
    """The page as HTML."""
    info = document["info"]
    groups: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            groups.setdefault(operation["tags"][0], []).append((method.upper(), path, operation))
    parts = [
        f"<h1>{escape(info['title'])}</h1><p>{escape(info['description'])}</p>",
        '<p>The same as <a href="openapi.json">OpenAPI 3.1</a>.</p>',
    ]
    for name, operations in sorted(groups.items()):
        parts.append(f"<h2>{escape(name)}</h2>")
        parts += [_operation(*operation) for operation in operations]
    parts.append("<h2>Types</h2>")
    parts += [_type(name, schema) for name, schema in sorted(document["components"]["schemas"].items())]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(info['title'])}</title><style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    public = ' <span class="note">(no credential)</span>' if operation.get("security") == [] else ""
    head = f'<span class="method">{method}</span><code>{escape(path)}</code> {escape(operation.get("summary", ""))}'
    rows = "".join(_parameter(parameter) for parameter in operation["parameters"])
    table = f"<table><tr><th>parameter</th><th>in</th><th>type</th></tr>{rows}</table>" if rows else ""
    body = "".join(
        f"<p>Body <code>{escape(media_type)}</code>: {_reference(content['schema'])}</p>"
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items()
    )
    answers = "".join(_answer(status, answer) for status, answer in operation["responses"].items())
    description = f"<p>{escape(operation.get('description', ''))}</p>"
    return f"<details><summary>{head}{public}</summary>{description}{table}{body}<table>{answers}</table></details>"


def _parameter(parameter: dict[str, Any]) -> str:
    mark = " *" if parameter["required"] else ""
    name, place = escape(parameter["name"]), escape(parameter["in"])
    return f"<tr><td><code>{name}</code>{mark}</td><td>{place}</td><td>{_reference(parameter['schema'])}</td></tr>"


def _answer(status: str, answer: dict[str, Any]) -> str:
    shown = ", ".join(
        f"{escape(media_type)} {_reference(content['schema'])}"
        for media_type, content in answer.get("content", {}).items()
    )
    return f"<tr><td>{status}</td><td>{escape(answer['description'])}</td><td>{shown}</td></tr>"


def _type(name: str, schema: dict[str, Any]) -> str:
    required = schema.get("required", [])
    rows = "".join(
        f"<tr><td><code>{escape(field)}</code>{' *' if field in required else ''}</td><td>{_reference(inner)}</td>"
        f"<td>{escape(inner.get('description', ''))}</td></tr>"
        for field, inner in schema.get("properties", {}).items()
    )
    shown = f"<table>{rows}</table>" if rows else f"<p>{_reference(schema)}</p>"
    text = escape(schema.get("description", ""))
    return f'<details id="{escape(name)}"><summary><code>{escape(name)}</code></summary><p>{text}</p>{shown}</details>'


def _reference(schema: dict[str, Any]) -> str:
    """A schema in a few words, with links to named types."""
    return " or ".join(_words(schema)) or "anything"


def _words(schema: dict[str, Any]) -> Iterator[str]:
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        yield f'<a href="#{name}">{name}</a>'
    elif "enum" in schema:
        yield ", ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    elif "const" in schema:
        yield f"<code>{escape(str(schema['const']))}</code>"
    elif schema.get("type") == "array":
        yield f"list of {_reference(schema.get('items', {}))}"
    elif "type" in schema:
        form = f" ({escape(schema['format'])})" if "format" in schema else ""
        yield f"{escape(str(schema['type']))}{form}"
    else:
        for member in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
            yield from _words(member)
