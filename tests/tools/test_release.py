"""What is published: the same bytes each time, nothing in it that is not ours to ship, and a list of what it needs."""

import hashlib
import json
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tools import release
from tools.locked import LOCK, ROOT, read_lock, served

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return release.build(tmp_path_factory.mktemp("first"), MOMENT)


def test_a_release_is_the_same_bytes_each_time(built: list[Path], tmp_path: Path) -> None:
    again = release.build(tmp_path, MOMENT)
    assert [path.name for path in built] == [path.name for path in again]
    assert len(built) == 4
    for first, second in zip(built, again, strict=True):
        assert first.read_bytes() == second.read_bytes(), first.name


def test_the_sums_are_those_of_the_files(built: list[Path]) -> None:
    *files, sums = built
    assert sums.read_text().splitlines() == [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in files
    ]


def test_only_the_package_is_published(built: list[Path]) -> None:
    wheel = next(path for path in built if path.suffix == ".whl")
    source = next(path for path in built if path.name.endswith(".tar.gz"))
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert tops == {"polyclinic", f"polyclinic-{PROJECT['version']}.dist-info"}
    with tarfile.open(source) as tar:
        tops = {name.split("/")[1] for name in tar.getnames()}
        assert {member.mtime for member in tar.getmembers()} == {int(MOMENT.timestamp())}
    assert tops == {"src", "README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "PKG-INFO", ".gitignore"}


def test_the_sbom_lists_what_the_lock_pins_for_serving(built: list[Path]) -> None:
    sbom = json.loads(next(path for path in built if path.name.endswith(".cdx.json")).read_text())
    assert (sbom["bomFormat"], sbom["specVersion"]) == ("CycloneDX", "1.6")
    assert sbom["serialNumber"].startswith("urn:uuid:")
    assert sbom["metadata"]["timestamp"] == "2026-01-02T03:04:05Z"
    needed = served(read_lock(LOCK.read_text()))
    assert {(each["name"], each["version"]) for each in sbom["components"]} == {
        (each.name, each.version) for each in needed
    }
    required = {each["name"] for each in sbom["components"] if each["scope"] == "required"}
    assert {"httpx2", "pydantic", "pydantic-core", "typing-extensions"} <= required
    assert not required & {"uvicorn", "sqlalchemy", "asyncpg", "boto3"}
    licences = {each["name"]: each["licenses"][0]["expression"] for each in sbom["components"] if "licenses" in each}
    assert (licences["uvicorn"], licences["asyncpg"]) == ("BSD-3-Clause", "Apache-2.0")


def test_the_sbom_holds_together(built: list[Path]) -> None:
    """As the specification has it: every reference leads to one component, no name is unknown to it."""
    sbom = json.loads(next(path for path in built if path.name.endswith(".cdx.json")).read_text())
    assert set(sbom) == {
        "bomFormat",
        "specVersion",
        "serialNumber",
        "version",
        "metadata",
        "components",
        "dependencies",
    }
    refs = [each["bom-ref"] for each in (sbom["metadata"]["component"], *sbom["components"])]
    assert len(set(refs)) == len(refs)
    assert sorted(each["ref"] for each in sbom["dependencies"]) == sorted(refs)
    for each in sbom["dependencies"]:
        assert set(each["dependsOn"]) <= set(refs)
        assert len(set(each["dependsOn"])) == len(each["dependsOn"])
    reached, grown = {refs[0]}, True
    while grown:
        more = {to for each in sbom["dependencies"] if each["ref"] in reached for to in each["dependsOn"]} - reached
        reached, grown = reached | more, bool(more)
    assert reached == set(refs)
    for component in sbom["components"]:
        assert component["purl"] == f"pkg:pypi/{component['name']}@{component['version']}"
        assert all(len(each["content"]) == 64 for each in component["externalReferences"][0]["hashes"])


def test_the_commit_tells_the_time_unless_somebody_else_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert release.moment_of_release() == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert release.moment_of_release() > datetime(2025, 1, 1, tzinfo=UTC)


def test_the_sbom_alone(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.release", "--sbom-only", "--into", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert [path.name for path in tmp_path.iterdir()] == [f"polyclinic-{PROJECT['version']}.cdx.json"]
