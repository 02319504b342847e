"""The audit of dependencies: what the lock must be, and which advisories speak of a version."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from tools import audit
from tools.locked import LOCK, BadLock, Pin, licence, read_lock, served

HASH = "--hash=sha256:" + "0" * 64
LOCKED = f"""\
# made by hand
jinja2==3.1.4 \\
    {HASH} \\
    {HASH.replace("0", "1")}
    # via polyclinic (pyproject.toml)
markupsafe==2.1.5 \\
    {HASH}
    # via
    #   jinja2
    #   mako
deprecated==1.3.1 ; python_full_version < '3.12' \\
    {HASH}
    # via limits
deprecated==3.0.1 ; python_full_version >= '3.12' \\
    {HASH}
    # via limits
"""

ADVISORIES: list[dict[str, Any]] = [
    {
        "id": "GHSA-cpwx-vrp4-4pq7",
        "aliases": ["CVE-2025-27516"],
        "summary": "Jinja's sandbox can be left through the attr filter",
        "modified": "2025-03-06T00:00:00Z",
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": "Jinja2"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.1.6"}]}],
            }
        ],
    },
    {
        "id": "GHSA-2jv5-9r88-3w3p",
        "aliases": ["CVE-2024-24762"],
        "summary": "A Content-Type header that takes python-multipart long to read",
        "modified": "2024-02-05T00:00:00Z",
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": "python-multipart"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "0.0.7"}]}],
            }
        ],
    },
    {
        "id": "GHSA-34jh-p97f-mpxf",
        "aliases": ["CVE-2024-37891"],
        "summary": "urllib3 keeps Proxy-Authorization on a redirect to another origin",
        "modified": "2024-06-17T00:00:00Z",
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": "urllib3"},
                "ranges": [
                    {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.26.19"}]},
                    {"type": "ECOSYSTEM", "events": [{"introduced": "2.0.0"}, {"fixed": "2.2.2"}]},
                ],
            }
        ],
    },
    {
        "id": "EXAMPLE-of-one-that-was-withdrawn",
        "withdrawn": "2023-01-01T00:00:00Z",
        "modified": "2023-01-01T00:00:00Z",
        "affected": [{"package": {"ecosystem": "PyPI", "name": "jinja2"}, "versions": ["3.1.4"]}],
    },
    {
        "id": "EXAMPLE-of-another-ecosystem",
        "modified": "2025-01-01T00:00:00Z",
        "affected": [{"package": {"ecosystem": "npm", "name": "jinja2"}, "versions": ["3.1.4"]}],
    },
]


def pin(name: str, version: str) -> Pin:
    return Pin(name, version, "", ("sha256:" + "0" * 64,), ())


def test_a_lock_is_read_with_who_needs_what() -> None:
    pins = {(each.name, each.version): each for each in read_lock(LOCKED)}
    assert len(pins) == 4
    assert pins["jinja2", "3.1.4"].needed_by == ("polyclinic",)
    assert len(pins["jinja2", "3.1.4"].hashes) == 2
    assert pins["markupsafe", "2.1.5"].needed_by == ("jinja2", "mako")
    assert pins["deprecated", "3.0.1"].marker == 'python_full_version >= "3.12"'


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("a==1.0\n", "no SHA-256 hash"),
        (f"a>=1.0 \\\n    {HASH}\n", "not pinned"),
        (f"a==1.* \\\n    {HASH}\n", "not pinned"),
        (f"a==1.0,!=2 \\\n    {HASH}\n", "not pinned"),
        (f"a \\\n    {HASH}\n", "not pinned"),
        (f"a @ https://files.example/a-1.0.whl \\\n    {HASH}\n", "URL"),
        ("a==1.0 \\\n    --hash=md5:00\n", "no SHA-256 hash"),
        (f"a==1.0 \\\n    {HASH}\nA==1.1 \\\n    {HASH}\n", "twice"),
        (f"-e . \\\n    {HASH}\n", "-e ."),
        ("--index-url https://files.example\n", "--index-url"),
        ("", "nothing"),
    ],
)
def test_what_pins_too_little_is_refused(line: str, told: str) -> None:
    with pytest.raises(BadLock, match=told):
        read_lock(line)


@pytest.mark.parametrize(
    ("name", "version", "ids"),
    [
        ("jinja2", "3.1.4", ["GHSA-cpwx-vrp4-4pq7"]),
        ("jinja2", "3.1.6", []),
        ("jinja2", "3.1.6rc1", ["GHSA-cpwx-vrp4-4pq7"]),
        ("jinja2", "3.2", []),
        ("python-multipart", "0.0.6", ["GHSA-2jv5-9r88-3w3p"]),
        ("python-multipart", "0.0.20", []),
        ("urllib3", "1.26.18", ["GHSA-34jh-p97f-mpxf"]),
        ("urllib3", "1.26.19", []),
        ("urllib3", "1.27", []),
        ("urllib3", "2.0.0", ["GHSA-34jh-p97f-mpxf"]),
        ("urllib3", "2.2.1", ["GHSA-34jh-p97f-mpxf"]),
        ("urllib3", "2.2.2", []),
    ],
)
def test_known_advisories_speak_of_the_versions_that_they_name(name: str, version: str, ids: list[str]) -> None:
    assert [each.id for each in audit.find([pin(name, version)], ADVISORIES)] == ids


@pytest.mark.parametrize(
    ("events", "held", "not_held"),
    [
        ([{"introduced": "0"}], ["0.1", "9"], []),
        ([{"introduced": "1.0"}, {"fixed": "2.0"}], ["1.0", "1.9", "2.0a1"], ["0.9", "1.0rc1", "2.0", "3"]),
        ([{"introduced": "1.0"}, {"last_affected": "2.0"}], ["1.0", "2.0"], ["2.0.1", "2.0.post1"]),
        (
            [{"introduced": "3"}, {"fixed": "4"}, {"introduced": "1"}, {"fixed": "2"}],
            ["1", "3.5"],
            ["0.9", "2", "2.5", "4"],
        ),
        ([{"introduced": "1"}, {"fixed": "2"}, {"introduced": "2"}], ["1", "2", "3"], ["0"]),
        ([{"introduced": "0"}, {"limit": "2"}], ["1"], ["2", "3"]),
        ([{"introduced": "0"}, {"limit": "*"}], ["1", "99"], []),
        ([{"introduced": "what"}, {"fixed": "2"}], ["0", "1"], ["2"]),
        ([{"introduced": "1"}, {"fixed": "what"}], ["1", "9"], ["0"]),
        ([], [], ["1"]),
    ],
)
def test_ranges_are_read_as_osv_says(events: list[dict[str, str]], held: list[str], not_held: list[str]) -> None:
    assert [each for each in (*held, *not_held) if audit.within(Version(each), events)] == held


def test_versions_that_are_listed_are_compared_as_versions() -> None:
    assert audit.is_affected("1.0", {"versions": ["1.0.0"]})
    assert audit.is_affected("1.0", {"versions": ["not-a-version", "1.0"]})
    assert not audit.is_affected(
        "1.0", {"versions": ["1.0.1"], "ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]}
    )


@pytest.mark.parametrize("zipped", [True, False])
def test_the_tool_tells_what_is_wrong(zipped: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lock, source = tmp_path / "requirements.lock", tmp_path / ("all.zip" if zipped else "all")
    lock.write_text(LOCKED)
    if zipped:
        with zipfile.ZipFile(source, "w") as archive:
            for advisory in ADVISORIES:
                archive.writestr(f"{advisory['id']}.json", json.dumps(advisory))
    else:
        source.mkdir()
        for advisory in ADVISORIES:
            (source / f"{advisory['id']}.json").write_text(json.dumps(advisory))
    assert audit.main(["--lock", str(lock), "--advisories", str(source)]) == 1
    told = capsys.readouterr()
    assert "jinja2 3.1.4: GHSA-cpwx-vrp4-4pq7, CVE-2025-27516" in told.err
    assert "fixed in 3.1.6" in told.err
    assert len(told.err.splitlines()) == 1
    assert "5 advisories, the last of 2025-03-06" in told.out

    lock.write_text(LOCKED.replace("3.1.4", "3.1.6"))
    assert audit.main(["--lock", str(lock), "--advisories", str(source)]) == 0


def test_no_advisories_are_no_good_news(tmp_path: Path) -> None:
    assert audit.main(["--advisories", str(tmp_path)]) == 1


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("MIT AND ISC", True),
        ("", False),
        ("GPL-3.0-only OR LGPL-2.1-only", False),
    ],
)
def test_a_licence_is_allowed_if_it_can_be_chosen_so(expression: str, allowed: bool) -> None:
    assert audit.is_allowed(expression) is allowed


def test_every_exception_is_needed() -> None:
    pinned = {each.name for each in read_lock(LOCK.read_text())}
    assert audit.EXCEPTIONS.keys() <= pinned
    assert not [name for name in audit.EXCEPTIONS if audit.is_allowed(licence(name))]


def test_what_serves_is_less_than_what_is_pinned() -> None:
    pins = read_lock(LOCK.read_text())
    names = {each.name for each in served(pins)}
    assert {"uvicorn", "httptools", "starlette", "asyncpg", "botocore", "pydantic-core", "cffi"} <= names
    assert not names & {"pytest", "moto", "hatchling", "schemathesis", "candidhealth", "polyclinic"}
