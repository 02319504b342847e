"""Fuzzing guided by coverage: ``python -m tests.fuzz.run TARGET --seconds 600``. ``make fuzz`` sets up what it needs.

Inputs that reach something new are kept in ``.fuzz/<target>``, where the next run goes on from them. A finding (an
exception, more than a second of work, a gigabyte of memory) ends the run and is written to
``.fuzz/<target>-finding-*``; one that is mended belongs into ``corpus/<target>`` under a name that says what it was.
"""

import argparse
import importlib
import sys
import time
from pathlib import Path

from tests.fuzz.targets.every import NAMES, target, warm

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
KEPT = ROOT / ".fuzz"
MEGABYTES = 1024
HANGS = 60
"""Seconds after which an input that never ends is given up, however busy the machine is."""
_GUIDED = ("polyclinic", "starlette.formparsers", "python_multipart")
_OF_REQUESTS = ("requests", "served")


def main() -> None:
    asked = _asked()
    kept = KEPT / asked.target
    kept.mkdir(parents=True, exist_ok=True)
    sys.path.append(str(ROOT / ".venv" / "fuzz"))
    try:
        atheris = importlib.import_module("atheris")
    except ImportError:
        sys.exit("Atheris is missing: `make fuzz` sets it up, on Linux.")
    options = [
        f"-max_total_time={asked.seconds}",
        f"-timeout={HANGS}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-max_len={asked.longest}",
        f"-artifact_prefix={kept}-finding-",
        "-print_final_stats=1",
    ]
    folders = [kept]
    if (HERE / "corpus" / asked.target).is_dir():
        folders.append(HERE / "corpus" / asked.target)
    with atheris.instrument_imports(include=list(_GUIDED), enable_loader_override=False):
        warm(asked.target)
        if NAMES[asked.target] in _OF_REQUESTS:
            from tests.fuzz import seeds

            options.append(f"-dict={seeds.dictionary(KEPT / 'words.dict')}")
            folders.append(seeds.write(KEPT / "seeds"))
    work = target(asked.target)

    def timed(data: bytes) -> None:
        begun = time.process_time()
        work(data)
        spent = time.process_time() - begun
        assert spent <= asked.slow, f"{spent:.1f} s"

    atheris.Setup([sys.argv[0], *options, *map(str, folders)], timed)
    atheris.Fuzz()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=sorted(NAMES))
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--longest", type=int, default=4096, help="bytes of an input")
    parser.add_argument("--slow", type=int, default=1, help="seconds of work that make an input a finding")
    return parser.parse_args()


if __name__ == "__main__":
    main()
