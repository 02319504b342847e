"""The example runs."""

import subprocess
import sys
from typing import Any

from tests.house.tree import ROOT


def test_the_example_runs(sandbox: Any) -> None:
    command = [sys.executable, str(ROOT / "examples/candid.py"), str(sandbox.folder / "sandbox.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "insured by Aetna: ACTIVE",
        "booked for 2026-01-15: PENDING",
        "Loki was seen; Aetna is billed: missing_information",
        "sent twice, recorded once: True",
        "to do: There is no principal diagnosis (ABK)",
        "done: coded",
    ]
