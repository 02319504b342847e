"""A registration as the published package sends one, in codes of the registry and in words."""

import base64
import json
from pathlib import Path
from typing import Any

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def as_text(content: bytes) -> str:
    return base64.b64encode(content).decode()


FACILITY: dict[str, Any] = json.loads(Path(__file__).with_name("facility.json").read_text())
"""All that can be said; empty texts stand for what it has not."""


def facility(**changes: Any) -> dict[str, Any]:
    """The registration with some of ``basicInformation`` and of its outermost fields changed."""
    outer = {name: value for name, value in changes.items() if name in FACILITY}
    basics = {name: value for name, value in changes.items() if name not in FACILITY}
    return {**FACILITY, "basicInformation": {**FACILITY["basicInformation"], **basics}, **outer}
