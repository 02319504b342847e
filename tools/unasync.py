"""Writes every ``_sync`` folder from the ``_async`` folder beside it, by replacing words.

``python tools/unasync.py`` writes; ``--check`` writes nothing and exits 1, naming what is out of date.
What needs a lock or another tool of asyncio takes it from a module that offers both (``AsyncLock`` and ``Lock``,
``async_sleep`` and ``sleep``): a prefix ``Async`` or ``async_`` is dropped like any other.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = '# generated: edit the _async file of the same name, then run "make format"\n'
RULES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (r"\basync (?=def\b|for\b|with\b)", ""),
        (r"\bawait\s+", ""),
        (r"(?<![A-Za-z0-9])Async(?=[A-Z])", ""),
        (r"\basync_(?=\w)", ""),
        (r"\basyncio\.sleep\b", "time.sleep"),
        (r"\bimport asyncio\b", "import time"),
        (r"\basynccontextmanager\b", "contextmanager"),
        (r"\bStopAsyncIteration\b", "StopIteration"),
        (r"\b__a(enter|exit|iter|next)__\b", r"__\1__"),
        (r"\ba(close|read|iter|next|iter_bytes|iter_lines)\b(?=\()", r"\1"),
        (r"\b_async\b", "_sync"),
    ]
]
LEFT_OVER = re.compile(r"^(?!\s*#).*\b(async (def|for|with)|await|asyncio)\b.*", re.MULTILINE)


def to_sync(source: str) -> str:
    """The blocking twin of an asynchronous module. Raises ``ValueError`` with the line that has none."""
    for pattern, replacement in RULES:
        source = pattern.sub(replacement, source)
    if found := LEFT_OVER.search(source):
        raise ValueError(f"has no blocking twin: {found.group().strip()}")
    return HEADER + source if source.strip() else ""


def generate(root: Path) -> dict[Path, str]:
    """The text that every file of every ``_sync`` folder under ``root`` should have, formatted."""
    with tempfile.TemporaryDirectory() as folder:
        drafts = {}
        for number, source in enumerate(_sources(root)):
            target = Path(*("_sync" if part == "_async" else part for part in source.parts))
            drafts[target] = draft = Path(folder, f"{number}.py")
            try:
                draft.write_text(to_sync(source.read_text()))
            except ValueError as error:
                raise SystemExit(f"{source.relative_to(root)} {error}") from error
        if drafts:
            _ruff("check", "--fix-only", "--exit-zero", "--select=I", folder)
            _ruff("format", folder)
        return {target: draft.read_text() for target, draft in drafts.items()}


def stale(root: Path, wanted: dict[Path, str]) -> list[Path]:
    """Files that differ from what they should be, are missing, or have lost their source."""
    present = {path for folder in _folders(root, "_sync") for path in folder.rglob("*.py")}
    differing = {path for path, text in wanted.items() if path not in present or path.read_text() != text}
    return sorted(differing | (present - wanted.keys()))


def main(arguments: list[str], root: Path = ROOT) -> int:
    wanted = generate(root)
    outdated = stale(root, wanted)
    for path in outdated:
        print(path.relative_to(root))
        if arguments == ["--check"]:
            continue
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path])
        else:
            path.unlink()
    if outdated and arguments == ["--check"]:
        print('unasync: the files above are not what their _async files make of them; run "make format".')
        return 1
    return 0


def _folders(root: Path, name: str) -> Iterator[Path]:
    for top in ("src", "tests"):
        yield from sorted((root / top).rglob(name))


def _sources(root: Path) -> Iterator[Path]:
    for folder in _folders(root, "_async"):
        yield from sorted(folder.rglob("*.py"))


def _ruff(*arguments: str) -> None:
    ruff = Path(sys.executable).with_name("ruff")
    command = [str(ruff), arguments[0], "--quiet", "--no-cache", f"--config={ROOT / 'pyproject.toml'}", *arguments[1:]]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
