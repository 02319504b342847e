"""What the documentation names exists: targets of make, commands, files."""

import re
from pathlib import PurePosixPath

import pytest
import typer

from polyclinic.cli.main import app
from tests.house.tree import ROOT, texts

PAGES = {path: text for path, text in texts().items() if path.suffix == ".md"}
LINK = re.compile(r"\[[^]]*\]\((?!https?://|mailto:|#)([^)#\s]+)")
CODE = re.compile(r"^```(?:sh|console|bash)\n(.*?)^```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)


def commands(page: str, program: str) -> set[str]:
    """The first words after ``program`` at the start of any piece of code, e.g. targets of make."""
    pieces = ["".join(found) for found in CODE.findall(page)]
    pattern = re.compile(rf"^(?:\$ )?(?:\.venv/bin/)?{program} ([a-z][a-z-]*)", re.MULTILINE)
    return {name for piece in pieces for name in pattern.findall(piece)}


def test_every_target_named_is_a_target() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for page in PAGES.values() for name in commands(page, "make")}
    assert {"sandbox", "test"} <= named
    assert named <= targets


def test_every_command_named_is_a_command() -> None:
    known = set(getattr(typer.main.get_command(app), "commands", {}))
    named = {name for page in PAGES.values() for name in commands(page, "polyclinic")}
    assert named <= known


@pytest.mark.parametrize("path", sorted(PAGES), ids=str)
def test_every_link_leads_to_a_file(path: PurePosixPath) -> None:
    dead = [link for link in LINK.findall(PAGES[path]) if not (ROOT / path.parent / link).exists()]
    assert dead == []


def test_every_decision_is_in_the_index() -> None:
    index = (ROOT / "docs/decisions/README.md").read_text()
    records = [path.name for path in PAGES if path.match("docs/decisions/[0-9]*.md")]
    assert [name for name in records if f"({name})" not in index] == []


def test_every_part_is_on_the_map() -> None:
    page = (ROOT / "docs/map.md").read_text()
    modules = [path for path in texts() if path.suffix == ".py" and path.is_relative_to("src/polyclinic")]
    parts = {path.parts[2].removesuffix(".py") for path in modules}
    assert parts
    assert {part for part in parts if part not in page} <= {"__init__"}
