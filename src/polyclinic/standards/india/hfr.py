"""The lists that India's Health Facility Registry (HFR, version 1.5) speaks in: codes and what they mean.

Sources, read in November 2026: the National Health Authority's own pages about version 1.5 (github.com/nha-in/docs) and
what its sandbox answered to two open projects that publish it (github.com/Sekaran-ind/clinuxflow-api, 9 September 2026,
and the Ruby gem ``abdm-ruby``): the master types, ownership and its sub-types, systems of medicine, services, status,
regions, speciality types, options, imaging and diagnostic services, days, specialities of modern medicine, sub-types of
hospitals, and the numbered facility types. Of the ministries only three are told there.

Ours, since no source that may be repeated gives their codes: every code with ``PC`` in it (facility types and
specialities of the other systems of medicine, and the proofs of address but ``EBill``), and which systems of medicine
and owners a type of facility belongs to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Codes = Mapping[str, str]
"""Codes and what they mean."""


@dataclass(frozen=True, slots=True)
class FacilityType:
    """A sort of facility. ``systems`` are the systems of medicine it belongs to; none: to all of them."""

    code: str
    name: str
    systems: frozenset[str] = frozenset()


def _codes(**codes: str) -> Codes:
    return MappingProxyType(codes)


OWNERS = _codes(G="Government", P="Private", PP="Public-Private-Partnership")
GOVERNMENT_OWNERS = _codes(C="Central Government", S="State Government")
PRIVATE_OWNERS = _codes(P="Profit", NP="Not for Profit")
MINISTRIES = _codes(
    MOHF="Mo Health and Family Welfare",
    MOR="Mo Railways",
    MOA="Mo AYUSH",
)
PROFIT_TYPES = _codes(
    PP01="Sole Proprietorship",
    PP02="Registered companies (registered under relevant central/state Act)",
    PP03="Limited Liability Partnership",
    PP04="Partnership",
)
NON_PROFIT_TYPES = _codes(PN01="Society/trust (Registered under relevant central/state Act)")
SYSTEMS = _codes(
    M="Modern Medicine(Allopathy)",
    D="Dentistry",
    P="Physiotherapy",
    A="Ayurveda",
    UN="Unani",
    SD="Siddha",
    H="Homeopathy",
    SR="Sowa-Rigpa",
    YN="Yoga and Naturopathy",
)
SERVICES = _codes(OPD="OPD", IPD="IPD", DAY="Daycare")
STATUSES = _codes(F="Functional", TC="Temporarily Closed", CL="Closed", UC="Under Construction")
REGIONS = _codes(R="Rural", U="Urban")
SPECIALITY_TYPES = _codes(SINGLE="Single Speciality", MULTI="Multi Speciality")
OPTIONS = _codes(YALL="Yes, available for everyone", YIN="Yes, available for in-patients only", N="No")
IMAGING = _codes(
    S136="X-Ray",
    S137="CT-Scan",
    S138="MRI(Magnetic Resonance Imaging)",
    S139="Ultrasonography(USG)",
    S140="ColorDoppler",
)
DIAGNOSTICS = _codes(
    S212="Pathology",
    S121="Haematology",
    S122="Cytology",
    S123="Microbiology",
    S124="Serology",
    S125="Biochemistry",
    S126="Histopathology",
    S32="Genetics",
    S128="Virology",
    S129="Cytopathology",
    S130="MolecularBiology",
    S131="Toxicology",
    S132="OralPathology",
)
DAYS = _codes(Mon="Mon", Tue="Tue", Wed="Wed", Thu="Thu", Fri="Fri", Sat="Sat", Sun="Sun")
PROOFS = MappingProxyType(
    {
        "EBill": "Electricity Bill",
        "PC-WATER": "Water Bill",
        "PC-PHONE": "Telephone Bill",
        "PC-TAX": "Property Tax Receipt",
        "PC-RENT": "Rent Agreement",
        "PC-REG": "Registration Certificate",
    }
)

_AYUSH_CLINIC = "Dispensary/ Clinic/ Polyclinic (OPD only)"
_M = frozenset({"M"})
FACILITY_TYPES = {
    each.code: each
    for each in (
        FacilityType("4", "Clinic/ Dispensary"),
        FacilityType("5", "Hospital"),
        FacilityType("9", "Blood Bank", _M),
        FacilityType("10", "Diagnostic Laboratory", _M),
        FacilityType("11", "Pharmacy"),
        FacilityType("12", "Cath Laboratory", _M),
        FacilityType("13", "Dialysis Center", _M),
        FacilityType("74", "Imaging Center", _M),
        FacilityType("17", f"Ayurveda {_AYUSH_CLINIC}", frozenset({"A"})),
        FacilityType("20", f"Unani {_AYUSH_CLINIC}", frozenset({"UN"})),
        FacilityType("23", f"Siddha {_AYUSH_CLINIC}", frozenset({"SD"})),
        FacilityType("26", f"Homeopathy {_AYUSH_CLINIC}", frozenset({"H"})),
        FacilityType("29", f"Sowa-Rigpa {_AYUSH_CLINIC}", frozenset({"SR"})),
        FacilityType("PC-YN1", f"Yoga and Naturopathy {_AYUSH_CLINIC}", frozenset({"YN"})),
        FacilityType("PC-D1", "Dental Clinic", frozenset({"D"})),
        FacilityType("PC-D2", "Dental Hospital", frozenset({"D"})),
        FacilityType("PC-P1", "Physiotherapy Clinic", frozenset({"P"})),
        FacilityType("PC-SC", "Sub Centre", _M),
        FacilityType("PC-PHC", "Primary Health Centre", _M),
        FacilityType("PC-CHC", "Community Health Centre", _M),
        FacilityType("PC-HWC", "Health and Wellness Centre"),
        FacilityType("PC-MC", "Medical College", _M),
    )
}
_OTHER_NUMBERS = {"39": "4", "40": "5", "75": "74"} | {str(number + 35): str(number) for number in range(9, 30)}
"""The registry has a second number for each type; both are read."""
GOVERNMENT_ONLY = frozenset({"PC-SC", "PC-PHC", "PC-CHC", "PC-HWC"})

_NO_SUB_TYPE = {"30": "No Applicable Subtype"}
HOSPITALS = MappingProxyType(
    _NO_SUB_TYPE
    | {
        "44": "Area Hospital",
        "2": "Central Hospital",
        "47": "Civil Hospital",
        "32": "Daycare Center",
        "6": "District Hospital",
        "7": "Divisional Hospital",
        "28": "General Hospital",
        "33": "Infertility Center",
        "48": "Leprosy Hospital",
        "36": "Maternity Home",
        "12": "Municipal Corporation Hospital",
        "13": "Nursing Home",
        "34": "Palliative Care",
        "14": "Police Hospital",
        "16": "Referral Hospital",
        "17": "Regional Hospital",
        "35": "Rehabilitation Center",
        "18": "Sanatorium",
        "19": "Sub-District Hospital",
        "20": "Sub-Divisional Hospital",
        "22": "Taluka Hospital",
        "21": "Taluk Head Quarters Hospital",
        "31": "T.B. Hospital",
        "24": "Woman's Hospital",
        "25": "Workshop Hospital",
        "43": "Zonal Hospital",
        "29": "Any Other",
    }
)


@dataclass(frozen=True, slots=True)
class MasterList:
    """One of the registry's lists."""

    type: str
    description: str
    codes: Codes = field(repr=False)


def facility_types(owner: str, system: str | None = None) -> Codes:
    """The types of facility that an owner may have, of one system of medicine or of any."""
    return {
        each.code: each.name
        for each in FACILITY_TYPES.values()
        if (system is None or not each.systems or system in each.systems)
        and (owner == "G" or each.code not in GOVERNMENT_ONLY)
    }


def facility_type(code: str) -> FacilityType | None:
    """The type with this number, either of its two."""
    return FACILITY_TYPES.get(_OTHER_NUMBERS.get(code, code))


def facility_sub_types(type_code: str) -> Codes:
    """The sub-types of a type of facility."""
    return HOSPITALS if type_code == "5" else _NO_SUB_TYPE


def all_owner_sub_types(owner: str) -> Codes:
    """The sub-types of an owner of the list, and those below them."""
    first = GOVERNMENT_OWNERS if owner == "G" else PRIVATE_OWNERS
    below = MINISTRIES if owner == "G" else {**PROFIT_TYPES, **NON_PROFIT_TYPES}
    return {**first, **below}


def owner_sub_types(owner: str, sub_type: str | None = None) -> MasterList | None:
    """What an owner is more closely; with ``sub_type``, more closely still. None if there is no such owner."""
    first = GOVERNMENT_OWNERS if owner == "G" else PRIVATE_OWNERS
    if owner not in OWNERS:
        return None
    if not sub_type:
        return MasterList("OWNER-SUBTYPE", "Ownership Subtype Of Facility", first)
    if sub_type not in first:
        return None
    return {
        "C": MasterList("CENTRAL-GOVERNMENT", "Ministries under Central Government", MINISTRIES),
        "S": MasterList("STATE-GOVERNMENT", "State Government", _codes()),
        "P": MasterList("PROFIT-TYPE", "Types of Profit Facilities", PROFIT_TYPES),
        "NP": MasterList("NON-PROFIT-TYPE", "Types of Non Profit Facilities", NON_PROFIT_TYPES),
    }[sub_type]
