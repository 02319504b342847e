# generated: edit the _async file of the same name, then run "make format"
"""Lists of the pre-encounter API."""

from collections.abc import Iterator
from typing import TypedDict, Unpack

from polyclinic.dialects.candid.wire.pre_encounter import lists as wire
from polyclinic.dialects.candid.wire.pre_encounter.common import SortDirection
from polyclinic.dialects.candid.wire.pre_encounter.lists import AppointmentListItem, PatientListItem
from polyclinic.sdk._sync.client import ApiClient
from polyclinic.sdk.operation import Operation


class AppointmentListOptions(TypedDict, total=False):
    """``filters``: ``field|op|value`` (op: eq, gt or lt), joined by commas. ``sort_field`` begins with appointment."""

    filters: str
    sort_field: str
    sort_direction: SortDirection
    include_deactivated: bool
    include_merged_patient_data: bool


class PatientListOptions(TypedDict, total=False):
    """``filters``: ``field|op|value`` (op: eq, gt or lt), joined by commas. ``sort_field`` begins with patient."""

    filters: str
    sort_field: str
    sort_direction: SortDirection
    include_deactivated: bool
    redirect_to_primary: bool
    hide_alternatives: bool


class Lists:
    """What is shown together: appointments and patients with what belongs to them."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def appointments(
        self, *, page_size: int = 100, **options: Unpack[AppointmentListOptions]
    ) -> Iterator[AppointmentListItem]:
        """Every appointment that matches, the earliest first. Raises ``Unprocessable`` for a bad filter."""

        def at(token: str | None) -> Operation[wire.AppointmentListPage]:
            page = {"limit": page_size, **({} if token is None else {"page_token": token})}
            query = wire.AppointmentListQuery.model_validate({**options, **page})
            return wire.GET_APPOINTMENT_LIST.call(query=query)

        def following(page: wire.AppointmentListPage) -> Operation[wire.AppointmentListPage] | None:
            return at(page.next_page_token) if page.next_page_token else None

        for page in self._api.pages(at(None), following):
            for item in page.items:
                yield item

    def patients(self, *, page_size: int = 100, **options: Unpack[PatientListOptions]) -> Iterator[PatientListItem]:
        """Every patient that matches, the one changed longest ago first. Raises ``BadRequest`` for a bad filter."""

        def at(token: str | None) -> Operation[wire.PatientListPage]:
            page = {"limit": page_size, **({} if token is None else {"page_token": token})}
            return wire.GET_PATIENT_LIST.call(query=wire.PatientListQuery.model_validate({**options, **page}))

        def following(page: wire.PatientListPage) -> Operation[wire.PatientListPage] | None:
            return at(page.next_page_token) if page.next_page_token else None

        for page in self._api.pages(at(None), following):
            for item in page.items:
                yield item
