"""Builds what is published into ``dist/``: wheel, source distribution, SBOM (CycloneDX) and their SHA-256 sums.

``make release`` gives the same bytes for the same commit on any machine: every time in them is ``SOURCE_DATE_EPOCH``,
or, where that is not set, the commit's. ``make sbom`` writes the SBOM alone. Nothing is fetched: the build's tools are
those of the lock.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tools.locked import LOCK, ROOT, Pin, licence, read_lock, served

SPECIFICATION = "1.6"


def sbom(pins: Sequence[Pin], project: Mapping[str, Any], moment: datetime) -> dict[str, Any]:
    """What the project needs where it serves, as CycloneDX: versions, licences, the hashes that the lock allows.

    What only some platforms need says so in the property ``polyclinic:marker``.
    """
    needed = served(list(pins), project)
    required = {pin.name for pin in served(list(pins), {**project, "optional-dependencies": _NO_EXTRAS})}
    root = f"pkg:pypi/{project['name']}@{project['version']}"
    refs = {pin.name: [_ref(each) for each in needed if each.name == pin.name] for pin in needed}
    known: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "version": 1,
        "metadata": {
            "timestamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "library",
                "bom-ref": root,
                "name": project["name"],
                "version": project["version"],
                "description": project["description"],
                "purl": root,
                "licenses": [{"expression": project["license"]}],
            },
        },
        "components": [_component(pin, pin.name in required) for pin in needed],
        "dependencies": [
            {"ref": root, "dependsOn": _needs(str(project["name"]), needed, refs)},
            *({"ref": _ref(pin), "dependsOn": _needs(pin.name, needed, refs)} for pin in needed),
        ],
    }
    serial = uuid5(NAMESPACE_URL, json.dumps(known, sort_keys=True))
    return {**known, "serialNumber": f"urn:uuid:{serial}"}


_NO_EXTRAS: dict[str, list[str]] = {"server": [], "postgres": [], "s3": []}


def _needs(name: str, needed: Sequence[Pin], refs: Mapping[str, list[str]]) -> list[str]:
    return sorted({ref for pin in needed if name in pin.needed_by for ref in refs[pin.name]})


def _ref(pin: Pin) -> str:
    return f"pkg:pypi/{pin.name}@{pin.version}"


def _component(pin: Pin, required: bool) -> dict[str, Any]:
    hashes = [{"alg": "SHA-256", "content": each.removeprefix("sha256:")} for each in pin.hashes]
    described = licence(pin.name)
    return {
        "type": "library",
        "bom-ref": _ref(pin),
        "name": pin.name,
        "version": pin.version,
        "scope": "required" if required else "optional",
        "purl": _ref(pin),
        **({"licenses": [{"expression": described}]} if described else {}),
        "externalReferences": [{"type": "distribution", "url": _ref(pin), "hashes": hashes}],
        **({"properties": [{"name": "polyclinic:marker", "value": pin.marker}]} if pin.marker else {}),
    }


def moment_of_release() -> datetime:
    """``SOURCE_DATE_EPOCH``, or when the commit was made."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if told is None:
        command = ["git", "log", "-1", "--format=%ct"]
        told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return datetime.fromtimestamp(int(told), UTC)


def write_sbom(folder: Path, moment: datetime) -> Path:
    """The SBOM as a file whose name says what of."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    path = folder / f"{project['name']}-{project['version']}.cdx.json"
    path.write_text(json.dumps(sbom(read_lock(LOCK.read_text()), project, moment), indent=1, sort_keys=True) + "\n")
    return path


def build(folder: Path, moment: datetime) -> list[Path]:
    """Wheel, source distribution and SBOM, and ``SHA256SUMS`` over them."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(moment.timestamp()))}
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder.resolve())]
    subprocess.run(command, cwd=ROOT, check=True, env=environment, stdout=subprocess.DEVNULL)
    write_sbom(folder, moment)
    built = sorted(path for path in folder.iterdir() if path.name.endswith((".whl", ".tar.gz", ".cdx.json")))
    sums = folder / "SHA256SUMS"
    sums.write_text("".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in built))
    return [*built, sums]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, default=ROOT / "dist")
    parser.add_argument("--sbom-only", action="store_true")
    options = parser.parse_args(arguments)
    options.into.mkdir(parents=True, exist_ok=True)
    moment = moment_of_release()
    made = [write_sbom(options.into, moment)] if options.sbom_only else build(options.into, moment)
    for path in made:
        print(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
