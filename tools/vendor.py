"""Runs the tests marked ``separate`` and says which ran: those that need Node.js or an environment of their own."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTHING_COLLECTED = 5


def main(arguments: list[str]) -> int:
    """Exit status of the run; 0 with a sentence when no such test exists yet."""
    command = [sys.executable, "-m", "pytest", "-m", "separate", "-rA", "--timeout=600", *(arguments or ["tests"])]
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    if status == NOTHING_COLLECTED:
        print("make vendor: no test is marked `separate`, so nothing ran; vendors' Python clients run in `make test`.")
        return 0
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
