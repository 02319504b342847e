"""The registration of a facility on the wire."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from polyclinic.dialects.carestack.wire.common import Mobile, Reference, RequiredText, Text, Wire, spelled_as
from polyclinic.sdk.endpoint import Endpoint

MAX_FILE = 5 * 1024 * 1024
MAX_PROOFS = 5
MAX_BODY = 20 * 1024 * 1024
_MAX_TEXT = MAX_FILE * 4 // 3 + 100


def _filled(text: str) -> str:
    if not text:
        raise PydanticCustomError("blank", "Must not be blank.")
    return text


Line = Annotated[str, Field(min_length=5, max_length=50)]
SixDigits = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
RequiredMobile = Annotated[Mobile, AfterValidator(_filled), Field(json_schema_extra={"minLength": 6})]
Email = Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Country = Annotated[Literal["India"], spelled_as("country", {"india": "India", "in": "India"})]
FacilityId = Annotated[str, Field(pattern=r"^IN[0-9]{10}$")]


class BasicInformation(Wire):
    """What a facility is called and where it is. State, district and sub-district by LGD code or by name.

    ``latLongs`` holds ``latitude,longitude`` texts in degrees, the first of which counts.
    """

    facilityName: RequiredText
    region: Text
    addressLine1: Line
    addressLine2: Line
    district: RequiredText
    subDistrict: RequiredText
    city: RequiredText
    state: RequiredText
    country: Country
    pincode: SixDigits
    latLongs: list[RequiredText] = Field(min_length=1, max_length=10)


class ContactInformation(Wire):
    """How a facility is reached."""

    mobileNumber: RequiredMobile
    email: Email
    landline: RequiredText
    stdcode: RequiredText
    websiteLink: RequiredText


class Attachment(Wire):
    """A file: its name, and in ``value`` its content as base64, also as a data URL. An empty value is no file."""

    value: str = Field(max_length=_MAX_TEXT)
    name: Text


class UploadDocuments(Wire):
    """Photographs of the facility."""

    boardPhoto: Attachment
    buildingPhoto: Attachment


class AddressProof(Wire):
    """A paper that shows the address."""

    addressProofType: RequiredText
    addressProofAttachment: Attachment


class Shift(Wire):
    """From when until when a facility is open, ``09:00`` or ``9:00 AM``."""

    start: Text | None = None
    end: Text | None = None


class Timings(Wire):
    """On which days, and when."""

    timings: RequiredText
    shifts: list[Shift] = Field(max_length=20)


class FacilityDetails(Wire):
    """Who owns a facility, and whether it is open; all by code or by name."""

    ownershipType: RequiredText
    ownershipSubType: RequiredText
    status: RequiredText


class SystemSpecialities(Wire):
    """A system of medicine and its specialities."""

    systemofMedicineCode: RequiredText
    specialities: list[RequiredText] = Field(max_length=200)


class SystemOfMedicine(Wire):
    """What sort of facility it is and what is practised there; all by code or by name.

    ``serviceType`` may name several, separated by commas or slashes.
    """

    specialities: list[SystemSpecialities] = Field(max_length=20)
    facilityType: Text
    facilitySubType: Text
    serviceType: Text


class ImagingService(Wire):
    """A service of the imaging centre and how many machines it has."""

    service: Text
    count: int = Field(ge=0, le=10_000)


class FacilityInventory(Wire):
    """What a facility has, and its ids in other programmes, empty where it has none."""

    totalNumberOfVentilators: int = Field(ge=0, le=100_000)
    totalNumberOfBeds: int = Field(ge=0, le=100_000)
    hasDialysisCenter: RequiredText
    hasPharmacy: RequiredText
    hasBloodBank: RequiredText
    hasCathLab: RequiredText
    hasDiagnosticLab: RequiredText
    hasImagingCenter: RequiredText
    servicesByImagingCenter: list[ImagingService] = Field(max_length=50)
    nhrrid: Text
    nin: Text
    abpmjayid: Text
    rohiniId: Text
    echsId: Text
    cghsId: Text
    ceaRegistration: Text
    stateInsuranceSchemeId: Text


class FacilityRegistration(Wire):
    """A facility to be registered. ``accountId`` is what its maker calls the practice.

    ``id`` names a facility that the record has and that is to be registered; ``facilityId`` is an id that the national
    registry has given it before.
    """

    basicInformation: BasicInformation
    contactInformation: ContactInformation
    uploadDocuments: UploadDocuments
    addAddressProof: list[AddressProof] = Field(max_length=MAX_PROOFS)
    facilityTimings: list[Timings] = Field(max_length=20)
    facilityDetails: FacilityDetails
    systemOfMedicine: SystemOfMedicine
    facilityInventory: FacilityInventory
    accountId: Reference
    facilityId: FacilityId | None = None
    id: Reference | None = None


class Told(Wire):
    """The answer to a write: a sentence, and what it is about."""

    response: str
    id: str
    facilityId: str
    facilityStatus: str


REGISTER = Endpoint(
    name="facilities.register",
    method="POST",
    path="/register-facility",
    takes=FacilityRegistration,
    gives=Told,
    status=201,
    max_body=MAX_BODY,
    summary="Register a facility",
    description="Attachments hold at most 5 MB each, and 15 MB together.",
    tags=("Organization",),
)
