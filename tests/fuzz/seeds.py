"""Requests to begin with: some of every operation that fit its API's OpenAPI document, as the targets read them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from polyclinic.server.dialects import load_dialects
from polyclinic.web.openapi import describe

EACH = 3


def write(folder: Path) -> Path:
    """Fill the folder, unless it has been."""
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        for at, request in enumerate(requests()):
            (folder / f"{at:05}").write_bytes(request)
    return folder


def dictionary(file: Path) -> Path:
    """The words of every API (paths, members, codes), as libFuzzer takes them."""
    words: set[str] = set()
    for dialect in load_dialects():
        document = describe(dialect, f"/{dialect.name}")
        words.update(f"/{dialect.name}{path}" for path in document["paths"])
        _collect(document, words)
    plain = sorted(word for word in words if word and word.isascii() and word.isprintable() and not {*word} & {*'"\\'})
    file.write_text("".join(f'"{word}"\n' for word in plain))
    return file


def _collect(part: object, words: set[str]) -> None:
    if isinstance(part, dict):
        words.update(part["properties"] if isinstance(part.get("properties"), dict) else ())
        words.update(code for code in part.get("enum", ()) if isinstance(code, str))
        words.update(name for name in (part.get("name"), part.get("const")) if isinstance(name, str))
        for each in part.values():
            _collect(each, words)
    elif isinstance(part, list):
        for each in part:
            _collect(each, words)


def requests() -> Iterator[bytes]:
    """The same ones each time."""
    for dialect in load_dialects():
        prefix = f"/{dialect.name}"
        schema = schemathesis.openapi.from_dict(describe(dialect, prefix))
        operations: Any = schema.get_all_operations()
        for found in operations:
            for case in _cases(found.ok()):
                yield _written(prefix, case)


def _cases(operation: Any) -> list[Any]:
    found: list[Any] = []

    @settings(
        max_examples=EACH,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def collect(case: Any) -> None:
        found.append(case)

    collect()
    return found


def _written(prefix: str, case: Any) -> bytes:
    query = f"?{urlencode(case.query, doseq=True)}" if case.query else ""
    lines = [f"{case.method} {prefix}{case.formatted_path}{query}"]
    if case.media_type:
        lines.append(f"content-type: {case.media_type}")
    body = case.body if isinstance(case.body, bytes) else b""
    if isinstance(case.body, dict) and case.media_type == "application/x-www-form-urlencoded":
        body = urlencode(case.body, doseq=True).encode()
    elif isinstance(case.body, (dict, list)):
        body = json.dumps(case.body).encode()
    return "\n".join(lines).encode() + b"\n\n" + body
