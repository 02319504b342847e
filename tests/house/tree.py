"""The project's own files, as the house rules see them."""

import ast
import functools
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """A Python file: its path from the root of the project and its text."""

    path: PurePosixPath
    text: str

    @functools.cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    def within(self, *folders: str) -> bool:
        """Whether the file is, or lies in, one of ``folders``, which are glob patterns of whole path parts."""
        places = (self.path, *self.path.parents)
        return any(place.match(f"/{folder}") for place in (PurePosixPath("/", p) for p in places) for folder in folders)

    @property
    def generated(self) -> bool:
        return "_sync" in self.path.parts


@functools.cache
def files() -> tuple[PurePosixPath, ...]:
    """Every file that is in git, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607 # git of the PATH
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = sorted({PurePosixPath(name) for name in listed.split("\0") if name})
    return tuple(path for path in paths if (ROOT / path).is_file())


@functools.cache
def texts() -> dict[PurePosixPath, str]:
    """The files that are text."""
    found = {}
    for path in files():
        try:
            found[path] = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


@functools.cache
def modules() -> tuple[Module, ...]:
    return tuple(Module(path, text) for path, text in texts().items() if path.suffix == ".py")
