"""The keyword arguments of the client's methods, in Python's spelling of the API's attributes."""

from datetime import date, datetime
from typing import Literal, NotRequired, TypedDict


class PatientFields(TypedDict):
    """One of ``email`` and ``mobile_phone`` (E.164) is needed, and is the user name unless ``username`` picks one."""

    first_name: str
    last_name: str
    birth_date: date
    gender: Literal["male", "female", "pnta", "other", "unknown"]
    email: NotRequired[str | None]
    mobile_phone: NotRequired[str | None]
    username: NotRequired[str | None]
    locale: NotRequired[Literal["en_US", "es_US"]]
    individual_group_ids: NotRequired[list[str]]


class IndividualChanges(TypedDict, total=False):
    """What to change of a person. None clears an address or the date of birth."""

    first_name: str
    last_name: str
    birth_date: date | None
    gender: Literal["male", "female", "pnta", "other", "unknown"]
    email: str | None
    mobile_phone: str | None
    individual_group_ids: list[str]


class PatientChanges(IndividualChanges, total=False):
    """What to change of a patient. None clears an address, as long as the other is left."""

    locale: Literal["en_US", "es_US"]


class _Including(TypedDict, total=False):
    """``include`` is relationships between commas, ``individual.individual-groups`` those of related resources.

    ``sort`` is attributes between commas, with ``-`` for descending order.
    """

    include: str
    sort: str


class IndividualFilters(_Including, total=False):
    """Which people to list; names are found by how they begin."""

    email: str
    mobile_phone: str
    birth_date: date
    first_name: str
    last_name: str
    group_id: str


class PatientFilters(IndividualFilters, total=False):
    """Which patients to list; names are found by how they begin."""

    username: str


class _AppointmentOptions(TypedDict, total=False):
    add_video_channel: bool
    guest_url: str | None
    host_url: str | None
    description: str | None
    patient_instruction: str | None
    location: str | None


class AppointmentFields(_AppointmentOptions):
    """Times without a zone are UTC. The URLs are for video calls outside Carium."""

    individual_id: str
    practitioner_id: str
    start_time: datetime
    end_time: datetime
    status_id: str
    type_id: str


class AppointmentChanges(_AppointmentOptions, total=False):
    """Times without a zone are UTC. None clears a text."""

    individual_id: str
    practitioner_id: str
    start_time: datetime
    end_time: datetime
    status_id: str
    type_id: str


class AppointmentFilters(_Including, total=False):
    """Which appointments to list."""

    individual_id: str
    practitioner_id: str
    status_id: str
    type_id: str


class DocumentFields(TypedDict):
    """``attachment_filename`` and ``attachment_content_type`` are taken from the file's path if not given."""

    individual_id: str
    class_id: str
    name: str
    description: NotRequired[str | None]
    attachment_filename: NotRequired[str]
    attachment_content_type: NotRequired[str]


class DocumentFilters(_Including, total=False):
    """Which documents to list."""

    individual_id: str
    class_id: str
