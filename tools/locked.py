"""What ``requirements.lock`` pins: packages, versions, hashes, licences, and who needs whom."""

import importlib.metadata
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
SERVED = ("server", "postgres", "s3")
"""The extras that a practice installs; `dev` is ours."""
_HASH = re.compile(r"--hash=(\S+)")
_SHA256 = re.compile(r"sha256:[0-9a-f]{64}")
_PROJECT = "polyclinic"

_NAMED = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "The Unlicense (Unlicense)": "Unlicense",
}
"""Licences as PyPI's classifiers name them, by SPDX id."""


class BadLock(ValueError):
    """The lock does not pin what it should; the message names every line."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One package of the lock. ``needed_by`` are names of packages, the project's own among them."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    needed_by: tuple[str, ...]


def read_lock(text: str) -> list[Pin]:
    """Every pin. Raises ``BadLock`` unless each is one exact version with SHA-256 hashes, named once per platform."""
    pins: list[Pin] = []
    wrong: list[str] = []
    for line, needed_by in _entries(text):
        try:
            pins.append(_pin(line, needed_by))
        except (BadLock, InvalidRequirement) as error:
            wrong.append(f"{line.split(' --hash')[0].strip()}: {error}")
    seen: set[tuple[str, str]] = set()
    for pin in pins:
        if (pin.name, pin.marker) in seen or (pin.marker and (pin.name, "") in seen):
            wrong.append(f"{pin.name}: pinned twice")
        seen.add((pin.name, pin.marker))
    if wrong or not pins:
        raise BadLock("; ".join(wrong) or "nothing is pinned")
    return pins


def _entries(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each requirement on one line, and the names in the comments below it."""
    current, needed_by = "", []
    for line in text.splitlines():
        if line.startswith("    #"):
            needed_by += re.findall(r"[\w.-]+(?= \(pyproject\.toml\)$)|[\w.-]+$", line.removeprefix("    # via"))
        elif line.startswith(("#", "    --hash")) or not line.strip():
            current += line.rstrip("\\") if line.startswith("    --hash") else ""
        else:
            if current:
                yield current, tuple(needed_by)
            current, needed_by = line.rstrip("\\"), []
    if current:
        yield current, tuple(needed_by)


def _pin(line: str, needed_by: tuple[str, ...]) -> Pin:
    hashes = tuple(_HASH.findall(line))
    requirement = Requirement(_HASH.sub("", line).strip())
    pinned = [each for each in requirement.specifier if each.operator == "==" and "*" not in each.version]
    if requirement.url:
        raise BadLock("comes from a URL, not from the index")
    if len(pinned) != 1 or len(requirement.specifier) != 1:
        raise BadLock("is not pinned to one version")
    if not hashes or not all(_SHA256.fullmatch(each) for each in hashes):
        raise BadLock("has no SHA-256 hash, or another")
    name = canonicalize_name(requirement.name)
    needers = tuple(canonicalize_name(each) for each in needed_by)
    return Pin(name, pinned[0].version, str(requirement.marker or ""), hashes, needers)


def licence(name: str) -> str:
    """The licence of an installed package as an SPDX expression; empty if it is not installed or does not say.

    Where it names several and not whether one of them may be chosen, all of them count.
    """
    try:
        told = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
    for field in ("License-Expression", "License"):
        if found := _expression((told.get_all(field) or [""])[0]):
            return found
    named = {_NAMED.get(each.rpartition(" :: ")[2], "") for each in told.get_all("Classifier", [])}
    return " AND ".join(sorted(named - {""}))


def _expression(text: str) -> str:
    try:
        return canonicalize_license_expression(text) if text else ""
    except InvalidLicenseExpression:
        return ""


def served(pins: list[Pin], project: Mapping[str, object] | None = None) -> list[Pin]:
    """The pins that the package and its extras for practices need, without what only we need to build and test it."""
    told = project or tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = told["optional-dependencies"]
    assert isinstance(extras, dict)
    wanted = [*told["dependencies"], *(each for extra in SERVED for each in extras[extra])]  # type: ignore[misc] # a list
    reached: set[str] = {canonicalize_name(Requirement(each).name) for each in wanted}
    grown = True
    while grown:
        more = {pin.name for pin in pins if reached.intersection(pin.needed_by)} - reached
        reached |= more
        grown = bool(more)
    return [pin for pin in pins if pin.name in reached]
