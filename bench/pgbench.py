"""PostgreSQL's own limit: pgbench running the floor's SQL, where the tool is installed."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

_INSERT = """\\set n random(1, 1000000000)
WITH p AS (
    INSERT INTO floor_patient VALUES ('practice', gen_random_uuid()::text, 'p' || :n, 'name', '{"a": 1}')
    ON CONFLICT (practice_id, external_id) DO UPDATE SET doc = excluded.doc RETURNING id
), e AS (
    INSERT INTO floor_encounter SELECT 'practice', gen_random_uuid()::text, gen_random_uuid()::text, p.id, now(),
        json_build_object('filler', repeat('x', 2000)) FROM p RETURNING id, doc
), h AS (
    INSERT INTO floor_history SELECT 'practice', 'encounter', e.id, 1, now(), e.doc FROM e
)
INSERT INTO floor_audit (practice_id, at, actor, action, objects)
SELECT 'practice', now(), 'floor', 'create', ARRAY[e.id] FROM e;
"""
_READ = "SELECT doc FROM floor_encounter WHERE practice_id = 'practice' ORDER BY id LIMIT 1;\n"


def pgbench(url: str, seconds: int = 5) -> None:
    """Print transactions per second with 8 clients, or that there is no pgbench."""
    tool = shutil.which("pgbench")
    if tool is None:
        print("\npgbench is not installed: PostgreSQL's own limit was not measured")
        return
    print("\npgbench, the floor's SQL, 8 clients")
    for name, script in (("create encounter", _INSERT), ("read encounter", _READ)):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "script.sql"
            file.write_text(script)
            command = [tool, "-n", "-c", "8", "-j", "2", "-M", "prepared", "-T", str(seconds), "-f", str(file), url]
            output = subprocess.run(command, capture_output=True, text=True, check=False)
        found = re.search(r"tps = ([\d.]+)", output.stdout)
        print(f"{name:<22}{float(found[1]):>8.0f} tps" if found else f"{name:<22}failed: {output.stderr[-300:]}")
