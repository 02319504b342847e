"""House rules about the text of any file. A rule yields a line number and a sentence for everything that breaks it."""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

Found = Iterator[tuple[int, str]]
Rule = Callable[[PurePosixPath, str], Found]

MACHINE_PATH = re.compile(r"(?<![\w.:/*\\-])/(?:work|root|home|Users)/[\w.]")
REGISTRY = re.compile(
    r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|registry\.yarnpkg\.com|proxy\.golang\.org)\b"
)
INDEX_OPTION = re.compile(r"(?:^|\s)--(?:extra-)?(?:index-url|default-index|find-links|trusted-host)\b")
SILENCED = re.compile(
    r"#\s*(?:type:\s*ignore(?P<mypy>\[[\w, -]+\])?|noqa(?P<ruff>:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?)(?P<reason>.*)"
)
UNFINISHED = re.compile(r"(?:#|<!--|//)\s*(?:TODO|FIXME|XXX)\b")
CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7}) \S|={7}$")
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")


def no_machine_path(path: PurePosixPath, text: str) -> Found:
    for line, content in _lines(text):
        if found := MACHINE_PATH.search(content):
            yield line, f"names a path of one machine ({found.group()}...)"


def no_registry(path: PurePosixPath, text: str) -> Found:
    for line, content in _lines(text):
        if found := REGISTRY.search(content) or INDEX_OPTION.search(content):
            yield line, f"names a package registry ({found.group().strip()}): that is the machine's setting"


def explained_silence(path: PurePosixPath, text: str) -> Found:
    """``# noqa: S607 # why`` and ``# type: ignore[code] # why``: which check, and the reason."""
    if path.suffix not in {".py", ".pyi"}:
        return
    for line, content in _lines(text):
        if not (found := SILENCED.search(content)):
            continue
        if not (found["mypy"] or found["ruff"]):
            yield line, "silences every check: name the one that is meant"
        elif not re.search(r"\w+\W+\w+|\w{6,}", found["reason"]):
            yield line, "silences a check without a reason beside it"


def explained_setting(path: PurePosixPath, text: str) -> Found:
    """Each rule that pyproject.toml turns off says why."""
    if path.as_posix() != "pyproject.toml":
        return
    for line, content in _lines(text):
        if re.match(r'\s+"[A-Z]+\d+",', content) and not re.search(r"#\s*\w", content):
            yield line, "turns a check off without a reason beside it"


def finished(path: PurePosixPath, text: str) -> Found:
    for line, content in _lines(text):
        if UNFINISHED.search(content):
            yield line, "is left unfinished: finish it, or open an issue"


def merged(path: PurePosixPath, text: str) -> Found:
    for line, content in _lines(text):
        if CONFLICT.match(content):
            yield line, "is a conflict that nobody has resolved"


def no_private_key(path: PurePosixPath, text: str) -> Found:
    for line, content in _lines(text):
        if PRIVATE_KEY.search(content):
            yield line, "holds a private key: make one when it is needed"


RULES: tuple[Rule, ...] = (
    no_machine_path,
    no_registry,
    explained_silence,
    explained_setting,
    finished,
    merged,
    no_private_key,
)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return enumerate(text.splitlines(), start=1)
