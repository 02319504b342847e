"""States by CareStack's spelling and by their ISO 3166-2 code within India."""

from polyclinic.core.shared.addresses import Address
from polyclinic.dialects.carestack.wire.states import UNKNOWN

INDIA = "IN"

CODES = {
    "Andhra Pradesh": "AP",
    "Arunachal Pradesh": "AR",
    "Assam": "AS",
    "Bihar": "BR",
    "Chattisgarh": "CG",
    "Goa": "GA",
    "Gujarat": "GJ",
    "Haryana": "HR",
    "Himachal Pradesh": "HP",
    "Jharkhand": "JH",
    "Karnataka": "KA",
    "Kerala": "KL",
    "Madhya Pradesh": "MP",
    "Maharashtra": "MH",
    "Manipur": "MN",
    "Meghalaya": "ML",
    "Mizoram": "MZ",
    "Nagaland": "NL",
    "Odisha": "OD",
    "Punjab": "PB",
    "Rajasthan": "RJ",
    "Sikkim": "SK",
    "Tamil Nadu": "TN",
    "Telangana": "TS",
    "Tripura": "TR",
    "Uttar Pradesh": "UP",
    "Uttarakhand": "UK",
    "West Bengal": "WB",
    "Andaman and Nicobar": "AN",
    "Lakshadweep": "LD",
    "Delhi": "DL",
    "Dadra and Nagar Haveli and Daman & Diu": "DH",
    "Jammu and Kashmir": "JK",
    "Chandigarh": "CH",
    "Ladakh": "LA",
    "Puducherry": "PY",
}
_NAMES = {code: name for name, code in CODES.items()}


def name_of(address: Address | None) -> str | None:
    """CareStack's name of an address's state: ``Unknown`` for one outside India, None where there is none."""
    if address is None or not address.state:
        return None
    return _NAMES.get(address.state.upper(), UNKNOWN) if address.country == INDIA else UNKNOWN


def region_of(state: str) -> str:
    """What a state is found by (the key ``region``)."""
    return f"{INDIA}-{CODES[state]}".casefold()
