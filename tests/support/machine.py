"""What a measurement or a proof ran on, without naming anybody's machine."""

import os
import platform
import sqlite3
import subprocess
from datetime import UTC, datetime

import psutil


def described() -> str:
    """One sentence: date, cores, memory, and the versions of what took part."""
    memory = round(psutil.virtual_memory().total / 2**30)
    system = f"{platform.system()} {platform.machine()}"
    versions = [f"Python {platform.python_version()}", *_postgres(), f"SQLite {sqlite3.sqlite_version}"]
    return f"{datetime.now(UTC):%d %B %Y}, on {os.cpu_count()} cores with {memory} GiB, {system}; {', '.join(versions)}"


def _postgres() -> list[str]:
    """The version of PostgreSQL's client, which comes with its server."""
    try:
        said = subprocess.run(["psql", "--version"], capture_output=True, text=True, check=True)  # noqa: S607  # whichever is installed
    except (OSError, subprocess.CalledProcessError):
        return []
    return [f"PostgreSQL {said.stdout.split()[2]}"]
