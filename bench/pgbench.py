"""PostgreSQL's own limit: pgbench running the floor's SQL, where the tool is installed."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from bench.floor.statements import CREATE_ENCOUNTER

# Every parameter of the floor's statement, made of one random number.
_ID = "lpad(:n::text, 36, '0')"
_VALUES = {
    1: "'practice'",
    2: _ID,
    3: ":n",
    4: "now()",
    5: "'patient'",
    6: "'bench-patient-1'",
    7: "date '2026-05-23'",
    8: "'INSURANCE_PAY'",
    9: _ID,
    10: "'1234567893'",
    11: "'aetna'",
    12: f"'loki laufeyson1 bench-visit-' || {_ID}",
    13: "(SELECT doc FROM floor_encounter LIMIT 1)",
    14: "ARRAY['@candid.encounter.external_id', 'part', 'part', 'part', 'part', 'part']",
    15: "ARRAY[" + ", ".join(f"'{part}' || {_ID}" for part in "abcdef") + "]",
    16: _ID,
    17: "ARRAY[" + ", ".join(f"'{part}' || {_ID}" for part in "abc") + "]",
    18: "ARRAY[4::bigint * :n, 4::bigint * :n + 1, 4::bigint * :n + 2]",
    19: "(SELECT array_agg(doc) FROM (SELECT doc FROM floor_charge LIMIT 3) x)",
    20: "ARRAY[1500, 1500, 1500]",
    21: "ARRAY[" + ", ".join(f"'{part}' || {_ID}" for part in "abc") + "]",
}
_STATEMENT = re.sub(r"\$(\d+)", lambda place: f"({_VALUES[int(place[1])]})", " ".join(CREATE_ENCOUNTER.split()))
_INSERT = f"\\set n random(1, 1000000000000)\n{_STATEMENT};\n"
_READ = "SELECT doc FROM floor_encounter WHERE practice_id = 'practice' ORDER BY id LIMIT 1;\n"


def pgbench(url: str, seconds: int = 5) -> dict[str, float] | None:
    """Transactions per second with 8 clients by kind of work; None where there is no pgbench."""
    tool = shutil.which("pgbench")
    if tool is None:
        return None
    rates = {}
    for name, script in (("create encounter", _INSERT), ("read encounter", _READ)):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "script.sql"
            file.write_text(script)
            command = [tool, "-n", "-c", "8", "-j", "2", "-M", "prepared", "-T", str(seconds), "-f", str(file), url]
            output = subprocess.run(command, capture_output=True, text=True, check=True)
        found = re.search(r"tps = ([\d.]+)", output.stdout)
        assert found is not None, output.stdout
        rates[name] = float(found[1])
    return rates
