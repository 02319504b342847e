"""The version after this one, as a rehearsal makes it: what it adds to a large table, and a program that runs it.

``python -m tests.support.next_version migrate`` and ``serve`` are that version's commands.
"""

from pathlib import Path

FOLDER = Path(__file__).parent / "versions"
HEAD = "0005"
