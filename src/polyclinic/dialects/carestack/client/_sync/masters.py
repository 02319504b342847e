# generated: edit the _async file of the same name, then run "make format"
"""The lists that facilities are described in, and where addresses are."""

from polyclinic.dialects.carestack.wire import masters as wire
from polyclinic.sdk._sync.client import ApiClient


class Masters:
    """Codes of India's Health Facility Registry and of its Local Government Directory (LGD); all codes are texts.

    An unknown list or address raises ``NotFound`` of ``polyclinic.sdk``, any other unknown code ``BadRequest``.
    """

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def types(self) -> list[wire.MasterType]:
        """The lists that ``data`` gives."""
        return (self._api.send(wire.TYPES.call())).masterTypes

    def data(self, type: str) -> list[wire.Code]:
        """A list by its name: ``OWNER``, ``MEDICINE``, ``FAC-STATUS``, ``ADDRESS-PROOF`` ..."""
        return (self._api.send(wire.DATA.call(type=type))).data

    def states(self) -> list[wire.State]:
        """India's states and union territories with their districts."""
        return self._api.send(wire.STATES.call())

    def sub_districts(self, district_code: str) -> list[wire.Place]:
        """The sub-districts (tehsils, taluks, mandals) of a district, by its LGD code."""
        return self._api.send(wire.SUB_DISTRICTS.call(query=wire.SubDistrictQuery(districtCode=district_code)))

    def facility_types(self, ownership_code: str, system_of_medicine_code: str | None = None) -> list[wire.Code]:
        """What facilities an owner (``G``, ``P``, ``PP``) may have, of one system of medicine or of any."""
        asked = wire.FacilityTypeQuery(ownershipCode=ownership_code, systemOfMedicineCode=system_of_medicine_code)
        return (self._api.send(wire.FACILITY_TYPES.call(asked))).data

    def owner_sub_types(self, ownership_code: str, owner_sub_type_code: str | None = None) -> list[wire.Code]:
        """The sub-types of an owner; with one of them, what there is below it."""
        asked = wire.OwnerSubTypeQuery(ownershipCode=ownership_code, ownerSubtypeCode=owner_sub_type_code)
        return (self._api.send(wire.OWNER_SUB_TYPES.call(asked))).data

    def specialities(self, system_of_medicine_code: str) -> list[wire.Code]:
        """The specialities of a system of medicine."""
        asked = wire.SpecialityQuery(systemOfMedicineCode=system_of_medicine_code)
        return (self._api.send(wire.SPECIALITIES.call(asked))).data

    def facility_sub_types(self, facility_type_code: str) -> list[wire.Code]:
        """The sub-types of a type of facility."""
        asked = wire.FacilitySubTypeQuery(facilityTypeCode=facility_type_code)
        return (self._api.send(wire.FACILITY_SUB_TYPES.call(asked))).data

    def locate(self, address: str) -> wire.Location:
        """Where an address in India is, by its PIN code, else by the narrowest place that it names."""
        return self._api.send(wire.LOCATION.call(query=wire.LocationQuery(address=address)))
