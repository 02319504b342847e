"""What the resources of the pre-encounter API share: people's names and addresses, versions, pages and errors.

Every object has a version, and a change names the version that it makes (or the one that it replaces) in its path. What
is deactivated is left out of searches and answered everywhere else.
"""

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import Field

from polyclinic.dialects.candid.wire.common import Day, Id, Instant, Wire
from polyclinic.sdk.endpoint import ErrorType

# -- bounds of what is sent -------------------------------------------------------------------------------------------

ShortText = Annotated[str, Field(max_length=300)]
LongText = Annotated[str, Field(max_length=10_000)]
QueryText = Annotated[str, Field(max_length=5_000)]
"""A long text in a query: however it is escaped, it fits into a URL, which has 64 KB."""
PhoneText = Annotated[str, Field(max_length=100)]
PageToken = Annotated[str, Field(max_length=200)]
Version = Annotated[int, Field(ge=0, le=2_000_000_000)]
"""Stands in the path as text."""

Item = TypeVar("Item")
Few = Annotated[list[Item], Field(max_length=100)]
"""A list as part of an object."""

ReferenceId = Annotated[str, Field(min_length=1, max_length=100)]
"""The id of an object that is not looked up: of a thing that the practice keeps elsewhere."""

# -- codes ------------------------------------------------------------------------------------------------------------

NameUse = Literal["USUAL", "OFFICIAL", "TEMP", "NICKNAME", "ANONYMOUS", "OLD", "MAIDEN"]
AddressUse = Literal["HOME", "WORK", "TEMP", "OLD", "BILLING"]
ContactPointUse = Literal["HOME", "WORK", "TEMP", "OLD", "MOBILE"]
Relationship = Literal["SELF", "SPOUSE", "CHILD", "COMMON_LAW_SPOUSE", "OTHER"]
Sex = Literal["FEMALE", "MALE", "UNKNOWN", "REFUSED"]
SortDirection = Literal["asc", "desc"]

# -- values -----------------------------------------------------------------------------------------------------------


class Period(Wire):
    """From ``start`` to ``end``, both included; a side that is missing is open."""

    start: Day | None = None
    end: Day | None = None


class HumanName(Wire):
    """A person's name. ``given`` are the first name and whatever stands between it and the family name."""

    family: ShortText
    given: Few[ShortText]
    use: NameUse
    suffix: ShortText | None = None
    period: Period | None = None


class Address(Wire):
    """A postal address anywhere.

    Outside the United States ``state`` is FC, X12's word for abroad, and ``administrative_area`` names the state.
    """

    use: AddressUse
    line: Few[ShortText]
    city: ShortText
    state: ShortText
    postal_code: ShortText
    country: ShortText
    county: ShortText | None = None
    administrative_area: ShortText | None = None
    period: Period | None = None


class ContactPoint(Wire):
    """A phone number."""

    value: ShortText
    use: ContactPointUse
    period: Period | None = None


class PatientServiceFacility(Wire):
    """A service facility that somebody goes to or works at."""

    service_facility_id: ReferenceId


class ExternalProvider(Wire):
    """Somebody who treats the patient and does not work here."""

    name: HumanName
    telecoms: Few[ContactPoint]
    type: Literal["PRIMARY", "REFERRING", "ATTENDING"] | None = None
    npi: Annotated[str, Field(max_length=20)] | None = None
    addresses: Few[Address] | None = None
    period: Period | None = None
    canonical_id: ReferenceId | None = None
    fax: PhoneText | None = None
    other_fax_numbers: Few[PhoneText] | None = None
    emails: Few[ShortText] | None = None
    service_facilities: Few[PatientServiceFacility] | None = None


class AdditionalPayerInformation(Wire):
    """A payer's names and ids at the clearinghouse Availity."""

    availity_eligibility_id: ShortText | None = None
    availity_payer_id: ShortText | None = None
    availity_payer_name: ShortText | None = None
    availity_remittance_payer_id: ShortText | None = None


# -- objects and pages ------------------------------------------------------------------------------------------------


class BaseModel(Wire):
    """What every object carries beside its own members. Any change makes a new version."""

    organization_id: str
    deactivated: bool
    version: int
    updated_at: Instant
    updating_user_id: str


class Page(Wire, Generic[Item]):
    """Part of a list. ``total`` counts all of it."""

    items: list[Item]
    total: int
    next_page_token: str | None = None
    prev_page_token: str | None = None


class PageQuery(Wire):
    """Which part of a list, in which direction of its order."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    page_token: PageToken | None = None
    sort_direction: SortDirection | None = None


class SinceQuery(Wire):
    """What has changed at ``since`` or later, the longest unchanged first."""

    since: Instant


class ScanQuery(SinceQuery):
    """The same, at most ``maxResults``."""

    maxResults: Annotated[int, Field(ge=1, le=1000)] = 100


# -- errors -----------------------------------------------------------------------------------------------------------


class ErrorBase(Wire):
    """What went wrong; ``data`` are the bad fields, where some are bad."""

    message: str
    data: Any = None


class VersionConflict(ErrorBase):
    """``latest_version`` is where the object stands; missing where something else is in the way."""

    latest_version: int | None = None


NOT_FOUND = ErrorType(404, "NotFoundError", ErrorBase)
BAD_REQUEST = ErrorType(400, "BadRequestError", ErrorBase)
VERSION_CONFLICT = ErrorType(409, "VersionConflictError", VersionConflict, "Another version, or an id that is taken")
BY_ID = {"id": Id}
BY_VERSION = {"id": Id, "version": Version}
"""Types of path parameters."""
