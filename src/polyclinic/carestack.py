"""The client of CareStack's API: ``CareStack`` and ``AsyncCareStack``, with the models that they take and give.

Names are loaded on first use, so that importing this module costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from polyclinic.dialects.carestack.client._async.client import AsyncCareStack
    from polyclinic.dialects.carestack.client._sync.client import CareStack
    from polyclinic.dialects.carestack.client.strict import BreaksRules
    from polyclinic.dialects.carestack.wire.appointments import Appointment, AppointmentCreate, AppointmentUpdate
    from polyclinic.dialects.carestack.wire.common import Listed, Profiles
    from polyclinic.dialects.carestack.wire.consents import Consent, ConsentRequest
    from polyclinic.dialects.carestack.wire.facilities import Facility, FacilityPage, FacilityUpdate
    from polyclinic.dialects.carestack.wire.facility_registration import (
        AddressProof,
        Attachment,
        BasicInformation,
        ContactInformation,
        FacilityDetails,
        FacilityInventory,
        FacilityRegistration,
        ImagingService,
        Shift,
        SystemOfMedicine,
        SystemSpecialities,
        Timings,
        Told,
        UploadDocuments,
    )
    from polyclinic.dialects.carestack.wire.facility_search import FacilityMatches, FacilitySearch, FoundFacility
    from polyclinic.dialects.carestack.wire.lookup import CodeFound
    from polyclinic.dialects.carestack.wire.masters import Code, Location, MasterData, MasterType, Place, State
    from polyclinic.dialects.carestack.wire.patients import Patient, PatientCreate, PatientFilters, PatientUpdate
    from polyclinic.dialects.carestack.wire.practitioners import (
        Practitioner,
        PractitionerCreate,
        PractitionerFilters,
        PractitionerUpdate,
    )

__all__ = [
    "AddressProof",
    "Appointment",
    "AppointmentCreate",
    "AppointmentUpdate",
    "AsyncCareStack",
    "Attachment",
    "BasicInformation",
    "BreaksRules",
    "CareStack",
    "Code",
    "CodeFound",
    "Consent",
    "ConsentRequest",
    "ContactInformation",
    "Facility",
    "FacilityDetails",
    "FacilityInventory",
    "FacilityMatches",
    "FacilityPage",
    "FacilityRegistration",
    "FacilitySearch",
    "FacilityUpdate",
    "FoundFacility",
    "ImagingService",
    "Listed",
    "Location",
    "MasterData",
    "MasterType",
    "Patient",
    "PatientCreate",
    "PatientFilters",
    "PatientUpdate",
    "Place",
    "Practitioner",
    "PractitionerCreate",
    "PractitionerFilters",
    "PractitionerUpdate",
    "Profiles",
    "Shift",
    "State",
    "SystemOfMedicine",
    "SystemSpecialities",
    "Timings",
    "Told",
    "UploadDocuments",
]

_REGISTRATION = (
    "AddressProof",
    "Attachment",
    "BasicInformation",
    "ContactInformation",
    "FacilityDetails",
    "FacilityInventory",
    "FacilityRegistration",
    "ImagingService",
    "Shift",
    "SystemOfMedicine",
    "SystemSpecialities",
    "Timings",
    "Told",
    "UploadDocuments",
)
_HOMES = {
    **dict.fromkeys(_REGISTRATION, "wire.facility_registration"),
    "Facility": "wire.facilities",
    "FacilityPage": "wire.facilities",
    "FacilityUpdate": "wire.facilities",
    "FacilityMatches": "wire.facility_search",
    "FacilitySearch": "wire.facility_search",
    "FoundFacility": "wire.facility_search",
    "AsyncCareStack": "client._async.client",
    "BreaksRules": "client.strict",
    "CareStack": "client._sync.client",
    "CodeFound": "wire.lookup",
    "Consent": "wire.consents",
    "ConsentRequest": "wire.consents",
    "Listed": "wire.common",
    "Profiles": "wire.common",
    "Appointment": "wire.appointments",
    "AppointmentCreate": "wire.appointments",
    "AppointmentUpdate": "wire.appointments",
    "Code": "wire.masters",
    "Location": "wire.masters",
    "MasterData": "wire.masters",
    "MasterType": "wire.masters",
    "Place": "wire.masters",
    "State": "wire.masters",
    "Practitioner": "wire.practitioners",
    "PractitionerCreate": "wire.practitioners",
    "PractitionerFilters": "wire.practitioners",
    "PractitionerUpdate": "wire.practitioners",
}
"""The module of each name below ``polyclinic.dialects.carestack``; those not listed are the patients'."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(f"polyclinic.dialects.carestack.{_HOMES.get(name, 'wire.patients')}")
    value = globals()[name] = getattr(home, name)
    return value


def __dir__() -> list[str]:
    return __all__
