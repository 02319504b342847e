"""India's packaged tables: whole, consistent, and read only when asked for."""

import lzma
import subprocess
import sys
from pathlib import Path

from polyclinic.dialects.carestack.mapping.states import CODES
from polyclinic.standards.india import hfr, lgd
from polyclinic.standards.india.masters import MASTERS, master
from polyclinic.standards.india.specialities import SPECIALITIES


def test_every_place_of_the_table_is_reachable() -> None:
    lines = lzma.decompress(Path(lgd.__file__).with_name("lgd.tsv.xz").read_bytes()).decode().splitlines()
    deep = [len(line) - len(line.lstrip("\t")) for line in lines]
    assert (deep.count(0), deep.count(1), deep.count(2)) == (36, 763, 6921)

    states = lgd.states()
    districts = [district for state in states for district in state.districts]
    below = [each for district in districts for each in district.sub_districts]
    assert (len(states), len(districts), len(below)) == (36, 763, 6921)
    for places in (states, districts, below):
        assert len({place.code for place in places}) == len(places)
        assert all(place.code.isdigit() and place.name for place in places)
    assert all(lgd.district(district.code) is district for district in districts)


def test_places_by_code_and_name() -> None:
    karnataka = lgd.state("29")
    assert karnataka is not None
    assert (karnataka, karnataka.name) == (lgd.state("karnataka"), "KARNATAKA")
    mysuru = lgd.district("Mysuru", karnataka)
    assert mysuru is not None
    assert mysuru is lgd.district("545")
    first = mysuru.sub_districts[0]
    assert lgd.sub_district(first.code, mysuru) is lgd.sub_district(first.name.lower(), mysuru) is first
    assert lgd.state("99") is lgd.state("Valid State") is None
    assert lgd.district("0") is lgd.district("Pune", karnataka) is None


def test_every_state_that_carestack_spells_is_one_of_the_directory() -> None:
    found = {name: state.name for name, code in CODES.items() if (state := lgd.state(code))}
    assert len(set(found.values())) == len(CODES) == len(lgd.states())
    other = {spelling: name for spelling, name in found.items() if lgd.key(spelling) != lgd.key(name)}
    assert other == {
        "Chattisgarh": "CHHATTISGARH",
        "Andaman and Nicobar": "ANDAMAN AND NICOBAR ISLANDS",
        "Dadra and Nagar Haveli and Daman & Diu": "THE DADRA AND NAGAR HAVELI AND DAMAN AND DIU",
    }


def test_the_registry_s_lists_fit_together() -> None:
    assert set(SPECIALITIES) == set(hfr.SYSTEMS)
    for system in hfr.SYSTEMS:
        assert all(code.startswith(f"{system}-") for code in SPECIALITIES[system])
        assert {"4", "5"} < set(hfr.facility_types("P", system))
    assert "PC-PHC" in hfr.facility_types("G", "M")
    assert "PC-PHC" not in hfr.facility_types("P", "M")
    assert [hfr.facility_type(code) for code in ("5", "40", "46", "1", "x")] == [
        hfr.FACILITY_TYPES["5"],
        hfr.FACILITY_TYPES["5"],
        hfr.FACILITY_TYPES["11"],
        None,
        None,
    ]
    for owner in hfr.OWNERS:
        first = hfr.owner_sub_types(owner)
        assert first is not None
        assert all(hfr.owner_sub_types(owner, code) for code in first.codes)
    assert hfr.owner_sub_types("P", "C") is hfr.owner_sub_types("X") is None
    assert all(codes.codes for codes in MASTERS.values())
    assert master("owner") is MASTERS["OWNER"]


def test_nothing_is_read_before_it_is_asked_for() -> None:
    script = (
        "import lzma; lzma.decompress = None\n"
        "import polyclinic.adapters.gazetteer.india, polyclinic.dialects.carestack.dialect\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
