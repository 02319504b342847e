"""The Health Facility Registry's lists by their names, as its master data is asked for."""

from polyclinic.standards.india import hfr
from polyclinic.standards.india.hfr import MasterList
from polyclinic.standards.india.specialities import SPECIALITIES

MASTERS = {
    each.type: each
    for each in (
        MasterList("MEDICINE", "System Of Medicine", hfr.SYSTEMS),
        MasterList("OWNER", "Ownership Of Facility", hfr.OWNERS),
        MasterList("OWNER-SUBTYPE", "Ownership Subtype Of Facility", {**hfr.GOVERNMENT_OWNERS, **hfr.PRIVATE_OWNERS}),
        MasterList("CENTRAL-GOVERNMENT", "Ministries under Central Government", hfr.MINISTRIES),
        MasterList("PROFIT-TYPE", "Types of Profit Facilities", hfr.PROFIT_TYPES),
        MasterList("NON-PROFIT-TYPE", "Types of Non Profit Facilities", hfr.NON_PROFIT_TYPES),
        MasterList("FACILITY-TYPE", "Facility Type", {type.code: type.name for type in hfr.FACILITY_TYPES.values()}),
        MasterList("TYPE-SERVICE", "Type of Service", hfr.SERVICES),
        MasterList(
            "SPECIALITIES",
            "Specialities offered with System of medicine",
            {code: name for specialities in SPECIALITIES.values() for code, name in specialities.items()},
        ),
        MasterList("FACILITY-REGION", "Facility Region for Demographic details", hfr.REGIONS),
        MasterList("SPECIALITY-TYPE", "Hospital Speciality Type", hfr.SPECIALITY_TYPES),
        MasterList("ADDRESS-PROOF", "Address Proof Types", hfr.PROOFS),
        MasterList("FAC-STATUS", "Facility Operational Status", hfr.STATUSES),
        MasterList(
            "GENERAL-INFO-OPTIONS",
            "Options available for questions related to Facility General Information.",
            hfr.OPTIONS,
        ),
        MasterList("IMAGING", "Imaging Services offered by the facility", hfr.IMAGING),
        MasterList("DIAGNOSTIC", "Diagnostic Lab services offered by the facility", hfr.DIAGNOSTICS),
        MasterList("DAYS-OF-OPERATION", "Days of Operation offered by the facility", hfr.DAYS),
        MasterList(
            "FACILITY-SUB-TYPE",
            "Facility Sub Type corresponding to Facility Type offered by Facility",
            hfr.HOSPITALS,
        ),
    )
}
"""By their names in version 1.5. Of the registry's own lists those of salutations, equipment and sources are left out:
nothing here asks for them. ``WORKING-DAYS``, an older name, is read too."""


def master(name: str) -> MasterList | None:
    """The list of a name, in any letter case."""
    asked = name.strip().upper().replace("_", "-")
    return MASTERS.get({"WORKING-DAYS": "DAYS-OF-OPERATION"}.get(asked, asked))
