"""Where addresses in India are."""

import pytest

from polyclinic.adapters.gazetteer.india import IndianGazetteer
from polyclinic.core.shared.places import NoGazetteer, Precision

GAZETTEER = IndianGazetteer()


@pytest.mark.parametrize(
    ("address", "precision", "latitude", "longitude"),
    [
        ("MG Road, Bengaluru 560001", Precision.POSTAL_CODE, 12.98, 77.59),
        ("Kochi 682 001, Kerala", Precision.POSTAL_CODE, 9.96, 76.24),
        ("flat 999999, Park Street, Kolkata, West Bengal", Precision.TOWN, 22.57, 88.35),
        ("Connaught Place, New Delhi", Precision.TOWN, 28.63, 77.22),
        ("Andheri West, Mumbai", Precision.TOWN, 18.94, 72.84),
        ("24 Paraganas North, West Bengal", Precision.DISTRICT, 22.7, 88.5),
        ("M G Road, Bangalore", Precision.DISTRICT, 12.97, 77.59),
        ("Bilaspur, Chattisgarh", Precision.DISTRICT, 22.1, 82.1),
        ("Tamulpur, Assam", Precision.STATE, 26.2, 92.9),
    ],
)
def test_the_narrowest_place_that_is_named(
    address: str, precision: Precision, latitude: float, longitude: float
) -> None:
    found = GAZETTEER.locate(address)
    assert found is not None
    assert found.precision is precision
    reach = {Precision.DISTRICT: 0.2, Precision.STATE: 1.0}.get(precision, 0.03)
    assert found.position.latitude == pytest.approx(latitude, abs=reach)
    assert found.position.longitude == pytest.approx(longitude, abs=reach)


@pytest.mark.parametrize("address", ["", "Paris", "Bilaspur", "West", "000000", "5600011"])
def test_what_says_too_little_is_nowhere(address: str) -> None:
    assert GAZETTEER.locate(address) is None
    assert NoGazetteer().locate(address) is None
