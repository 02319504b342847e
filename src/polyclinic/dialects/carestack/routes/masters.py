"""The lists that facilities are described in, and where addresses are. They are the same for every practice."""

from functools import cache
from typing import Any
from urllib.parse import unquote_plus

from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid, NotFound, Problem
from polyclinic.dialects.carestack.mapping.masters import owner_of, system_of
from polyclinic.dialects.carestack.wire import masters as wire
from polyclinic.standards.india import hfr, lgd
from polyclinic.standards.india.masters import MASTERS, master
from polyclinic.standards.india.specialities import SPECIALITIES
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.TYPES)
async def types(ctx: Context, call: Call) -> Reply:
    return {"masterTypes": [{"type": each.type, "desc": each.description} for each in MASTERS.values()]}


@routes.on(wire.DATA)
async def data(ctx: Context, call: Call) -> Reply:
    found = master(call.path["type"])
    if found is None:
        raise NotFound("master", call.path["type"])
    return _listed(found.type, found.codes)


@routes.on(wire.STATES)
async def states(ctx: Context, call: Call) -> Reply:
    return _states()


@routes.on(wire.SUB_DISTRICTS)
async def sub_districts(ctx: Context, call: Call[None, wire.SubDistrictQuery]) -> Reply:
    district = lgd.district(call.query.districtCode)
    if district is None:
        raise _unknown("districtCode")
    return [{"code": each.code, "name": each.name} for each in district.sub_districts]


@routes.on(wire.FACILITY_TYPES)
async def facility_types(ctx: Context, call: Call[wire.FacilityTypeQuery]) -> Reply:
    owner = owner_of(call.body.ownershipCode)
    system = system_of(call.body.systemOfMedicineCode) if call.body.systemOfMedicineCode else None
    wrong = ["ownershipCode"] if owner is None else []
    if call.body.systemOfMedicineCode and system is None:
        wrong.append("systemOfMedicineCode")
    if owner is None or wrong:
        raise _unknown(*wrong)
    return _listed("FACILITY-TYPE", hfr.facility_types(owner, system))


@routes.on(wire.OWNER_SUB_TYPES)
async def owner_sub_types(ctx: Context, call: Call[wire.OwnerSubTypeQuery]) -> Reply:
    owner = owner_of(call.body.ownershipCode)
    if owner is None:
        raise _unknown("ownershipCode")
    found = hfr.owner_sub_types(owner, (call.body.ownerSubtypeCode or "").upper())
    if found is None:
        raise _unknown("ownerSubtypeCode")
    return _listed(found.type, found.codes)


@routes.on(wire.SPECIALITIES)
async def specialities(ctx: Context, call: Call[wire.SpecialityQuery]) -> Reply:
    system = system_of(call.body.systemOfMedicineCode)
    if system is None:
        raise _unknown("systemOfMedicineCode")
    return _listed("SPECIALITIES", SPECIALITIES[system])


@routes.on(wire.FACILITY_SUB_TYPES)
async def facility_sub_types(ctx: Context, call: Call[wire.FacilitySubTypeQuery]) -> Reply:
    found = hfr.facility_type(call.body.facilityTypeCode)
    if found is None:
        raise _unknown("facilityTypeCode")
    return _listed("FACILITY-SUB-TYPE", hfr.facility_sub_types(found.code))


@routes.on(wire.LOCATION)
async def location(ctx: Context, call: Call[None, wire.LocationQuery]) -> Reply:
    # the published package does not escape the address: what looks like further parameters is the rest of it
    address = unquote_plus(call.raw.query_string.partition("address=")[2])
    found = call.services.gazetteer.locate(address)
    if found is None:
        raise NotFound("location", address)
    return {"lat": found.position.latitude, "lng": found.position.longitude, "precision": found.precision.value}


@cache
def _states() -> list[dict[str, Any]]:
    return [
        {
            "code": state.code,
            "name": state.name,
            "districts": [{"code": each.code, "name": each.name} for each in state.districts],
        }
        for state in lgd.states()
    ]


def _listed(type: str, codes: hfr.Codes) -> dict[str, Any]:
    return {"type": type, "data": [{"code": code, "value": value} for code, value in codes.items()]}


def _unknown(*fields: str) -> Invalid:
    return Invalid([Problem((field,), "unknown_code", f"Unknown {field}.") for field in fields])
