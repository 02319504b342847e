"""Lists of the pre-encounter API: appointments and patients with what belongs to them."""

from polyclinic.dialects.candid.wire.common import Wire
from polyclinic.dialects.candid.wire.pre_encounter.appointments import (
    Appointment,
    MutableAppointment,
    UniversalServiceIdentifier,
)
from polyclinic.dialects.candid.wire.pre_encounter.common import BAD_REQUEST, Page, PageQuery
from polyclinic.dialects.candid.wire.pre_encounter.coverages import MutableCoverage
from polyclinic.dialects.candid.wire.pre_encounter.patients import MutablePatientWithMrn, Patient
from polyclinic.dialects.candid.wire.pre_encounter.visits import FilterText, SortField
from polyclinic.sdk.endpoint import Endpoint


class AppointmentListItem(Wire):
    """An appointment with its patient and the plans that pay first. The first of its services gives its type."""

    appointment: Appointment
    patient: MutablePatientWithMrn
    primary_coverage: MutableCoverage | None = None
    secondary_coverage: MutableCoverage | None = None
    primary_service_type: UniversalServiceIdentifier | None = None


class AppointmentListPage(Page[AppointmentListItem]):
    """Part of a list of appointments."""


class PatientListItem(Wire):
    """A patient with the plans that pay first and the next appointment.

    ``primary_mrn`` is whom the patient was merged into, ``alternative_mrns`` are those merged into the patient.
    """

    patient: Patient
    primary_coverage: MutableCoverage | None = None
    secondary_coverage: MutableCoverage | None = None
    tertiary_coverage: MutableCoverage | None = None
    next_appointment: MutableAppointment | None = None
    primary_mrn: str | None = None
    alternative_mrns: list[str]


class PatientListPage(Page[PatientListItem]):
    """Part of a list of patients."""


class AppointmentListQuery(PageQuery):
    """Which appointments. A merge moves appointments, so that merged patients' are among the survivor's anyway."""

    sort_field: SortField | None = None
    filters: FilterText | None = None
    include_deactivated: bool = False
    include_merged_patient_data: bool = False


class PatientListQuery(PageQuery):
    """Which patients. ``redirect_to_primary`` shows, for an MRN, whom that patient was merged into."""

    sort_field: SortField | None = None
    filters: FilterText | None = None
    include_deactivated: bool = False
    redirect_to_primary: bool = False
    hide_alternatives: bool = False


GET_APPOINTMENT_LIST = Endpoint(
    name="pre_encounter.lists.v1.get_appointment_list",
    method="GET",
    path="/lists/v1/appointment",
    query=AppointmentListQuery,
    gives=AppointmentListPage,
    tags=("pre_encounter.lists",),
    summary="List appointments with their patients and coverages",
)
GET_PATIENT_LIST = Endpoint(
    name="pre_encounter.lists.v1.get_patient_list",
    method="GET",
    path="/lists/v1/patient",
    query=PatientListQuery,
    gives=PatientListPage,
    errors=(BAD_REQUEST,),
    tags=("pre_encounter.lists",),
    summary="List patients with their coverages and next appointments",
)
