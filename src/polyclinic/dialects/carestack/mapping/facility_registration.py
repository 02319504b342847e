"""A registration to the record's facility: what its codes mean, its attachments, its hours."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from polyclinic.core.organisation.model import END_OF_DAY, Facility, Registration
from polyclinic.core.organisation.registry import REGISTRY
from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.entity import with_external_id, with_extras
from polyclinic.core.shared.errors import Invalid, Path, Problem
from polyclinic.core.shared.places import Position
from polyclinic.dialects.carestack.mapping import masters
from polyclinic.dialects.carestack.mapping.common import DIALECT
from polyclinic.dialects.carestack.mapping.facilities import PHOTOS, SAID, File
from polyclinic.dialects.carestack.mapping.states import INDIA
from polyclinic.dialects.carestack.wire import facility_registration as wire
from polyclinic.standards.india import hfr, lgd

ZONE = "Asia/Kolkata"

_NUMBER = re.compile(r"[0-9]{1,3}")
_DEGREES = re.compile(r"\s*([+-]?[0-9]{1,3}(?:\.[0-9]+)?)\s*")
_SERVICES = re.compile(r"[,/;&\s]+")
_FLAGS = ("hasDialysisCenter", "hasPharmacy", "hasBloodBank", "hasCathLab", "hasDiagnosticLab", "hasImagingCenter")
_DATA_URL = re.compile(r"data:[^,]{0,200};base64,")
_TIME = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?\s*([ap]\.?m\.?)?", re.IGNORECASE)

Place = tuple[str | int, ...]
"""Where something stands in a body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a registration's codes and texts mean, once they have been looked up."""

    state: lgd.State
    district: lgd.District
    position: Position
    registration: Registration


def to_core(
    body: wire.FacilityRegistration, settled: Settled, files: Mapping[Place, File], facility: Facility
) -> Facility:
    """``facility`` (a blank one to begin with) as registered; ``files`` are its attachments by their places."""
    basics = body.basicInformation
    address = Address(
        lines=(basics.addressLine1, basics.addressLine2),
        city=basics.city,
        state=settled.state.iso,
        postal_code=basics.pincode,
        country=INDIA,
        district=settled.district.name,
    )
    opens, closes = hours(body.facilityTimings)
    said = body.model_dump(mode="json", exclude={"accountId", "facilityId", "id"})
    said["uploadDocuments"] = {name: files["uploadDocuments", name] for name in PHOTOS}
    for place, proof in enumerate(said["addAddressProof"]):
        proof["addressProofAttachment"] = files["addAddressProof", place, "addressProofAttachment"]
    for name in ("facilityName", "addressLine1", "addressLine2", "city", "pincode", "country"):
        del said["basicInformation"][name]
    del said["contactInformation"]["mobileNumber"]
    facility = replace(
        facility,
        name=basics.facilityName,
        address=address,
        phone=body.contactInformation.mobileNumber,
        zone=facility.zone or ZONE,
        opens=opens,
        closes=closes,
        position=settled.position,
        registration=settled.registration,
    )
    if body.facilityId:
        facility = with_external_id(facility, REGISTRY, body.facilityId)
    return with_extras(facility, DIALECT, {SAID: said})


def settle(body: wire.FacilityRegistration) -> Settled:
    """What a registration says, in codes. Raises ``Invalid`` naming every field that means nothing."""
    problems: list[Problem] = []
    state, district, sub_district = _places(body.basicInformation, problems)
    position = _position(body.basicInformation.latLongs, problems)
    registration = _registration(body, problems)
    _inventory(body.facilityInventory, problems)
    if problems or state is None or district is None or sub_district is None or position is None:
        raise Invalid(problems)
    registration = replace(registration, district=district.code, sub_district=sub_district.code)
    return Settled(state=state, district=district, position=position, registration=registration)


def attachments(body: wire.FacilityRegistration) -> Iterator[tuple[Place, str, wire.Attachment]]:
    """The attachments of a registration: where each stands in the body, what it is, and itself."""
    yield ("uploadDocuments", "boardPhoto"), "Photograph of the board", body.uploadDocuments.boardPhoto
    yield ("uploadDocuments", "buildingPhoto"), "Photograph of the building", body.uploadDocuments.buildingPhoto
    for place, proof in enumerate(body.addAddressProof):
        where = ("addAddressProof", place, "addressProofAttachment")
        yield where, proof.addressProofType, proof.addressProofAttachment


def decoded(value: str) -> tuple[str, bytes]:
    """What an attachment's value begins with before its base64, and its content. Raises ``ValueError``."""
    match = _DATA_URL.match(value)
    start = match[0] if match else ""
    text = "".join(value[len(start) :].split())
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(content) > wire.MAX_FILE:
        raise ValueError("larger than 5 MB")
    return start, content


def encoded(start: str, content: bytes) -> str:
    """The value that ``decoded`` reads."""
    return start + base64.b64encode(content).decode()


def _places(
    basics: wire.BasicInformation, problems: list[Problem]
) -> tuple[lgd.State | None, lgd.District | None, lgd.SubDistrict | None]:
    state = masters.state_of(basics.state)
    district = lgd.district(basics.district, state) if state else None
    sub_district = lgd.sub_district(basics.subDistrict, district) if district else None
    if state is None:
        problems.append(_problem("Unknown state: see /lgd-states.", "basicInformation", "state"))
    elif district is None:
        problems.append(_problem(f"Not a district of {state.name}: see /lgd-states.", "basicInformation", "district"))
    elif sub_district is None:
        told = f"Not a sub-district of {district.name}: see /lgd-subdistricts?districtCode={district.code}."
        problems.append(_problem(told, "basicInformation", "subDistrict"))
    return state, district, sub_district


def _position(texts: list[str], problems: list[Problem]) -> Position | None:
    """The first of ``latitude,longitude`` texts; two plain numbers are one position too."""
    pairs = [text.split(",") for text in texts]
    if len(pairs) == 2 and all(len(pair) == 1 for pair in pairs):
        pairs = [[*pairs[0], *pairs[1]]]
    positions = [_degrees(pair) for pair in pairs]
    for place, found in enumerate(positions):
        if found is None:
            problems.append(_problem("Must be latitude,longitude in degrees.", "basicInformation", "latLongs", place))
    return positions[0]


def _degrees(pair: list[str]) -> Position | None:
    numbers = [float(match[1]) for text in pair if (match := _DEGREES.fullmatch(text))]
    if len(pair) != 2 or len(numbers) != 2 or abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
        return None
    return Position(*numbers)


def _registration(body: wire.FacilityRegistration, problems: list[Problem]) -> Registration:
    details, medicine = body.facilityDetails, body.systemOfMedicine
    owner = masters.owner_of(details.ownershipType)
    sub_type = masters.code_of(details.ownershipSubType, hfr.all_owner_sub_types(owner)) if owner else ""
    status = masters.status_of(details.status)
    systems = [masters.system_of(each.systemofMedicineCode) for each in medicine.specialities]
    facility_type = _facility_type(medicine.facilityType)
    facility_sub_type = _facility_sub_type(facility_type or "", medicine.facilitySubType)
    services = [masters.code_of(word, hfr.SERVICES) for word in _SERVICES.split(medicine.serviceType) if word]
    found: list[tuple[object, Path]] = [
        (owner, ("facilityDetails", "ownershipType")),
        (sub_type, ("facilityDetails", "ownershipSubType")),
        (status, ("facilityDetails", "status")),
        *(
            (system, ("systemOfMedicine", "specialities", place, "systemofMedicineCode"))
            for place, system in enumerate(systems)
        ),
        (facility_type, ("systemOfMedicine", "facilityType")),
        (facility_sub_type, ("systemOfMedicine", "facilitySubType")),
        (None if None in services else services, ("systemOfMedicine", "serviceType")),
    ]
    problems += [_problem(f"Unknown {path[-1]}.", *path) for code, path in found if code is None]
    return Registration(
        account=body.accountId,
        ownership=owner or "",
        ownership_sub_type=sub_type or "",
        operational_status=status or "",
        systems=tuple(dict.fromkeys(system for system in systems if system)),
        facility_type=facility_type or "",
        facility_sub_type=facility_sub_type or "",
        services=tuple(dict.fromkeys(service for service in services if service)),
    )


def _facility_type(text: str) -> str | None:
    """A type by code or name. Other numbers are the registry's own, whose names are not known here."""
    if not text:
        return ""
    if known := hfr.facility_type(text):
        return known.code
    named = masters.code_of(text, {each.code: each.name for each in hfr.FACILITY_TYPES.values()})
    return named or (text if _NUMBER.fullmatch(text) else None)


def _facility_sub_type(type_code: str, text: str) -> str | None:
    if not text:
        return ""
    return masters.code_of(text, hfr.facility_sub_types(type_code)) or (text if _NUMBER.fullmatch(text) else None)


def _inventory(inventory: wire.FacilityInventory, problems: list[Problem]) -> None:
    problems += [
        _problem("Must be YALL, YIN or N: see /master-data.", "facilityInventory", name)
        for name in _FLAGS
        if masters.option_of(getattr(inventory, name)) is None
    ]
    for place, each in enumerate(inventory.servicesByImagingCenter):
        if each.service and masters.imaging_of(each.service) is None:
            path = ("facilityInventory", "servicesByImagingCenter", place, "service")
            problems.append(_problem("Unknown service: see /master-data/IMAGING.", *path))


def _problem(message: str, *path: str | int) -> Problem:
    return Problem(path, "unknown_code", message)


def hours(timings: Iterable[wire.Timings]) -> tuple[int, int]:
    """The first opening and the last closing of any day, in minutes from midnight; the whole day where none is told."""
    shifts = [(minute_of(shift.start), minute_of(shift.end)) for each in timings for shift in each.shifts]
    opens = min((start for start, _ in shifts if start is not None), default=0)
    closes = max((end or END_OF_DAY for _, end in shifts if end is not None), default=END_OF_DAY)
    return (opens, closes) if opens < closes else (0, END_OF_DAY)


def minute_of(text: str | None) -> int | None:
    """``09:00``, ``9 AM`` or ``9:00 AM`` in minutes from midnight; None for what is no time."""
    match = _TIME.fullmatch((text or "").strip())
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return hour * 60 + minute if hour <= 24 and minute < 60 and hour * 60 + minute <= END_OF_DAY else None
