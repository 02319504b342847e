"""The same few names in every folder: who has read one dialect or one domain has read them all."""

import re
import tomllib
from collections import defaultdict
from pathlib import PurePosixPath

import pytest

from tests.house.tree import ROOT, files

DIALECTS = PurePosixPath("src/polyclinic/dialects")
CORE = PurePosixPath("src/polyclinic/core")

DIALECT_NEEDS = {"__init__.py", "auth.py", "client", "dialect.py", "errors.py", "mapping", "routes", "wire"}
DIALECT_MAY = {"paging.py", "templates"}
HELPERS = {"common", "rules"}
DOMAIN_NEEDS = {"__init__.py", "model.py", "operations.py", "policy.py"}
DOMAIN_MAY = {"errors.py", "ports.py", "rules.py"}
PARTS = {
    "benefits": {"summary.py"},
    "documents": {"labels.py", "uploads.py"},
    "identity": {"applications.py", "grants.py", "invitations.py", "passwords.py", "second_factor.py", "signing_in.py"},
    "messages": {"invitations.py"},
    "organisation": {"groups.py", "places.py", "registry.py", "schemas.py", "tags.py"},
    "patients": {"notes.py"},
    "encounters": {"parts.py"},
    "scheduling": {"reminders.py", "types.py", "templates.py", "video.py"},
    "clinical": {"diagnoses.py", "summary.py"},
    "consent": {"chart.py", "decisions.py", "sharing.py"},
    "priorauth": {
        "approvals.py",
        "backoffice.py",
        "checks.py",
        "letters.py",
        "moves.py",
        "requirements.py",
        "states.py",
    },
    "billing": {"lines.py", "diagnoses.py", "parties.py", "ledger.py"},
}
"""What a domain's model and operations were split into: parts of its entity with verbs of their own, and small kinds
with theirs."""


def folders(top: PurePosixPath) -> dict[str, set[str]]:
    """What lies in each folder right under ``top``."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in files():
        parts = path.relative_to(top).parts if path.is_relative_to(top) else ()
        if len(parts) > 1:
            found[parts[0]].add(parts[1])
    return found


def resources(dialect: str, part: str) -> set[str]:
    """The public modules of one part of a dialect."""
    folder = DIALECTS / dialect / part
    names = {path.relative_to(folder).parts[0] for path in files() if path.is_relative_to(folder)}
    return {name.removesuffix(".py") for name in names if not name.startswith("_")}


def problems(top: PurePosixPath, needs: set[str], may: set[str], exempt: frozenset[str] = frozenset()) -> list[str]:
    found = []
    for name, content in sorted(folders(top).items()):
        if name not in exempt:
            allowed = needs | may | PARTS.get(name, set())
            found += [f"{top / name} has no {missing}" for missing in sorted(needs - content)]
            found += [f"{top / name / extra} has no place there" for extra in sorted(content - allowed)]
    return found


def test_every_dialect_has_the_same_files() -> None:
    assert problems(DIALECTS, DIALECT_NEEDS, DIALECT_MAY) == []


def test_every_domain_has_the_same_files() -> None:
    assert problems(CORE, DOMAIN_NEEDS, DOMAIN_MAY, exempt=frozenset({"shared"})) == []


def test_every_folder_of_the_source_is_a_package() -> None:
    """import-linter does not see what lies in a folder without ``__init__.py``: its contracts would pass unread."""
    modules = {path for path in files() if path.suffix == ".py" and path.is_relative_to("src/polyclinic")}
    # Alembic reads migrations as files, never as a package
    expected = {path.parent / "__init__.py" for path in modules if path.parent.name != "versions"}
    assert expected - modules == set()


def test_a_dialect_client_is_built_from_operations() -> None:
    for dialect in folders(DIALECTS):
        assert {"operations"} <= resources(dialect, "client"), f"{DIALECTS / dialect / 'client'} has no operations.py"


@pytest.mark.parametrize("part", ["mapping", "routes"])
def test_a_resource_has_one_name_in_all_parts_of_a_dialect(part: str) -> None:
    """What a long module was split into begins with its resource: ``encounter_updates`` beside ``encounters``."""
    strange = []
    for dialect in folders(DIALECTS):
        stems = tuple(name.removesuffix("s") for name in resources(dialect, "wire") | HELPERS)
        strange += [f"{dialect}/{part}/{name}" for name in resources(dialect, part) if not name.startswith(stems)]
    assert strange == [], "no module of that name in wire/"


def test_the_lock_holds_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras: dict[str, list[str]] = project["optional-dependencies"]
    wanted = {_name(item) for group in (project["dependencies"], *extras.values()) for item in group}
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    assert wanted - {"polyclinic"} <= locked, "run `make lock`"


@pytest.mark.parametrize("lock", ["requirements.lock", "tools/node.lock", "bench/peers/requirements.lock"])
def test_a_lock_checks_the_hash_of_every_package(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text())
    unhashed = [entry for entry in entries if re.match(r"[a-z0-9]", entry) and "--hash=sha256:" not in entry]
    assert unhashed == []


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[._-]+", "-", found.group()).lower()
