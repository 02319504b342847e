"""Checks what the project depends on, offline: ``make audit ARGS="--advisories all.zip"``.

Without arguments: the lock pins exact versions with hashes, and every licence is one that is allowed. With
``--advisories``, a folder or zip of advisories in the OSV format, also that none of them speaks of what is pinned;
PyPI's are at https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip. Nothing is fetched unless ``--fetch``
says where to, which is the only time that this tool uses the network.
"""

import argparse
import json
import re
import sys
import urllib.request
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from tools.locked import LOCK, BadLock, Pin, licence, read_lock

SOURCE = "https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip"
ALLOWED = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0"),
        *("Python-2.0", "Unlicense", "Zlib"),
        "MPL-2.0",  # applies to the package's own files, which are used as they are
    }
)
EXCEPTIONS = {
    "pypdfium2": "BSD-3-Clause, Apache-2.0 and the permissive licences of what PDFium is made of, which it ships",
    "python-stdnum": "LGPL-2.1-or-later, used as it is, as a library that anybody can replace",
    "carestack": "names no licence; only our tests use it, to be sure that it works with the server",
}
"""Packages that may have another licence, or none, and why."""
ACCEPTED: dict[str, str] = {}
"""Advisories, by id, that are known and do no harm here, and why."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """An advisory that speaks of a pinned version. ``fixed`` are the versions that no longer have the flaw."""

    package: str
    version: str
    id: str
    aliases: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    summary: str = ""

    def __str__(self) -> str:
        names = ", ".join((self.id, *self.aliases))
        return (
            f"{self.package} {self.version}: {names}: {self.summary} (fixed in {', '.join(self.fixed) or 'no version'})"
        )


def read_advisories(source: Path) -> Iterator[dict[str, Any]]:
    """Every advisory of a folder, or of a zip, of JSON files in the OSV format."""
    if source.is_dir():
        for path in sorted(source.rglob("*.json")):
            yield json.loads(path.read_bytes())
        return
    with zipfile.ZipFile(source) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".json"):
                yield json.loads(archive.read(name))


def find(pins: Iterable[Pin], advisories: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """What is known against the pins; withdrawn advisories are left out."""
    by_name: defaultdict[str, list[Pin]] = defaultdict(list)
    for pin in pins:
        by_name[pin.name].append(pin)
    found: set[Finding] = set()
    for advisory in advisories:
        if advisory.get("withdrawn"):
            continue
        for affected in advisory.get("affected", ()):
            package = affected.get("package", {})
            if package.get("ecosystem") != "PyPI":
                continue
            for pin in by_name.get(canonicalize_name(package.get("name", "")), ()):
                if is_affected(pin.version, affected):
                    found.add(_finding(pin, advisory, affected))
    return sorted(found)


def _finding(pin: Pin, advisory: Mapping[str, Any], affected: Mapping[str, Any]) -> Finding:
    events = [
        event for span in affected.get("ranges", ()) if span.get("type") == "ECOSYSTEM" for event in span["events"]
    ]
    fixed = tuple(dict.fromkeys(event["fixed"] for event in events if "fixed" in event))
    aliases = tuple(sorted(advisory.get("aliases", ())))
    return Finding(pin.name, pin.version, advisory["id"], aliases, fixed, advisory.get("summary", ""))


def is_affected(version: str, affected: Mapping[str, Any]) -> bool:
    """Whether a version is among those listed, or within a range (https://ossf.github.io/osv-schema, evaluation)."""
    if any(_same(version, each) for each in affected.get("versions", ())):
        return True
    return any(
        within(Version(version), span.get("events", ()))
        for span in affected.get("ranges", ())
        if span.get("type") == "ECOSYSTEM"
    )


def _same(ours: str, theirs: str) -> bool:
    try:
        return Version(ours) == Version(theirs)
    except InvalidVersion:
        return ours == theirs


def within(version: Version, events: Sequence[Mapping[str, str]]) -> bool:
    """Whether a range of OSV events holds a version. What cannot be read counts as if it made the range larger."""
    limits = [event["limit"] for event in events if "limit" in event]
    if limits and not any(limit == "*" or (bound := _version(limit)) is None or version < bound for limit in limits):
        return False
    turns: list[tuple[Version, int]] = []
    inside = False
    for event in events:
        if "introduced" in event:
            bound = None if event["introduced"] == "0" else _version(event["introduced"])
            if bound is None:
                inside = True
            else:
                turns.append((bound, 1))
        elif (bound := _version(event.get("fixed", ""))) is not None:
            turns.append((bound, 0))
        elif (bound := _version(event.get("last_affected", ""))) is not None:
            turns.append((bound, -1))
    for bound, turn in sorted(turns):
        if version > bound or (turn >= 0 and version == bound):
            inside = turn == 1
    return inside


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None


def bad_licences(pins: Iterable[Pin]) -> list[str]:
    """The pins that are installed here under a licence that is not allowed, or under none that can be read."""
    found = []
    for name in sorted({pin.name for pin in pins if not pin.marker} - EXCEPTIONS.keys()):
        told = licence(name)
        if not is_allowed(told):
            found.append(f"{name}: {told or 'no licence that can be read'}")
    return found


def is_allowed(expression: str) -> bool:
    """Whether an SPDX expression can be chosen to hold allowed licences only; none of ours needs parentheses."""
    choices = re.split(r"\s+OR\s+", expression.strip("()"))
    return any(all(each in ALLOWED for each in re.split(r"\s+AND\s+", choice)) for choice in choices)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if nothing is wrong, 1 with a line for each thing that is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lock", type=Path, default=LOCK)
    parser.add_argument("--advisories", type=Path, help="a folder or zip of advisories in the OSV format")
    parser.add_argument("--fetch", type=Path, help=f"first download {SOURCE} to this file, and use it")
    options = parser.parse_args(arguments)
    try:
        pins = read_lock(options.lock.read_text())
    except BadLock as error:
        print(f"{options.lock.name}: {error}", file=sys.stderr)
        return 1
    wrong = bad_licences(pins)
    if options.fetch:
        urllib.request.urlretrieve(SOURCE, options.fetch)
    told = _against(pins, options.fetch or options.advisories, wrong)
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{len(pins)} packages are pinned and hashed; {told}; {len(wrong)} problems")
    return 1 if wrong else 0


def _against(pins: list[Pin], source: Path | None, wrong: list[str]) -> str:
    """Add what advisories say to ``wrong``; how many there were, and how fresh."""
    if source is None:
        return "advisories were not looked at (--advisories)"
    advisories = list(read_advisories(source))
    if not advisories:
        wrong.append(f"{source}: holds no advisories")
        return "no advisories"
    wrong += [str(each) for each in find(pins, advisories) if not {each.id, *each.aliases} & ACCEPTED.keys()]
    newest = max(str(each.get("modified", "")) for each in advisories)
    return f"{len(advisories)} advisories, the last of {newest[:10] or 'unknown date'}"


if __name__ == "__main__":
    sys.exit(main())
