"""Makes the packaged table of India's states, districts and sub-districts from the Local Government Directory's lists.

    python tools/lgd.py 1-state.csv 2-district.csv 3-subdistrict.csv

The lists are those of the Ministry of Panchayati Raj (lgdirectory.gov.in), under the Government Open Data License -
India, as collected at github.com/planemad/india-local-government-directory (MIT). Columns are found by their names.
"""

import csv
import lzma
import sys
from collections.abc import Iterator
from pathlib import Path

TABLE = Path(__file__).parents[1] / "src/polyclinic/standards/india/lgd.tsv.xz"
PACKING = [{"id": lzma.FILTER_LZMA2, "preset": 9, "dict_size": 1 << 20}]  # so that reading it takes one megabyte


def main(states: str, districts: str, sub_districts: str) -> None:
    below: dict[str, list[str]] = {}
    for row in rows(sub_districts):
        line = f"\t\t{row['Sub-district Code']}\t{tidy(row['Sub-district Name'])}"
        below.setdefault(row["District Code"], []).append(line)
    within: dict[str, list[str]] = {}
    for row in rows(districts):
        lines = [
            f"\t{row['District Code']}\t{tidy(row['District Name'])}",
            *sorted(below.pop(row["District Code"], [])),
        ]
        within.setdefault(row["State Code"], []).extend(lines)
    table = []
    for row in sorted(rows(states), key=lambda row: int(row["State Code"])):
        table += [f"{row['State Code']}\t{tidy(row['State Name'])}", *within.pop(row["State Code"], [])]
    if below or within:
        raise SystemExit(f"belongs to nothing: districts {sorted(below)}, states {sorted(within)}")
    TABLE.write_bytes(lzma.compress("\n".join(table).encode(), filters=PACKING))
    print(f"{len(table)} places, {TABLE.stat().st_size} bytes")


def rows(path: str) -> Iterator[dict[str, str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def tidy(name: str) -> str:
    return " ".join(name.split())


if __name__ == "__main__":
    main(*sys.argv[1:])
