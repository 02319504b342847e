"""What the lists of the pre-encounter API can be filtered and sorted by, and the rows that they show."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from polyclinic.core.coverage.model import COVERAGE, Coverage, CoverageStatus
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.scheduling.model import CALLED_OFF, Appointment, Readiness, Status
from polyclinic.core.shared.queries import Between, Condition, Is, OneOf
from polyclinic.dialects.candid.mapping.common import Json, instant
from polyclinic.dialects.candid.mapping.pre_encounter import appointments, coverages, patients
from polyclinic.dialects.candid.mapping.pre_encounter import filters as by
from polyclinic.dialects.candid.mapping.pre_encounter.appointments import HERE, OPEN, PLACER_ID, Refs
from polyclinic.dialects.candid.mapping.pre_encounter.common import MRN, PROVENANCE, SEXES, present
from polyclinic.dialects.candid.mapping.pre_encounter.filters import Filter

START = "appointment.startTimestamp"
PATIENT_MRN = "patient.mrn"
KEPT = OneOf("status", tuple(status.value for status in Status if status not in CALLED_OFF))
"""Appointments that were not called off; those that were count as deactivated."""


def _waiting(readiness: Readiness) -> tuple[Condition, ...]:
    return (OneOf("status", tuple(status.value for status in OPEN)), Is("readiness", readiness.value))


_STATUSES: Mapping[str, tuple[Condition, ...]] = {
    "PENDING": _waiting(Readiness.PENDING),
    "NOT_READY": _waiting(Readiness.NOT_READY),
    "READY": _waiting(Readiness.READY),
    "CHECKED_IN": (OneOf("status", tuple(status.value for status in HERE)),),
    "CHECKED_OUT": (Is("status", Status.COMPLETE.value),),
    "NO_SHOW": (Is("status", Status.NO_SHOW.value),),
}
_OF_PATIENT: Mapping[str, Filter] = {
    "id": by.identifier("id"),
    "mrn": by.external_id(MRN),
    "externalId": by.external_id(PROVENANCE),
    "name.family": by.text("family", fold=True),
    "name.given": by.text("given", fold=True),
    "birthDate": by.day("birth_date"),
    "biologicalSex": by.code({sex: (Is("gender", gender.value),) for sex, gender in SEXES.items()}),
    "createdAt": by.moment("created_at"),
    "updatedAt": by.moment("updated_at"),
}
_OF_COVERAGE: Mapping[str, Filter] = {
    "id": by.identifier("id"),
    "status": by.code({status.name: (Is("status", status.value),) for status in CoverageStatus}),
    "payerId": by.text("payer_id"),
    "memberId": by.text("member_id"),
    "payerPlanGroupId": by.identifier("plan_group_id"),
}
_COVERAGES = {"primaryCoverage": 1, "secondaryCoverage": 2}
_APPOINTMENT: Mapping[str, Filter] = {
    "appointment.id": by.identifier("id"),
    "appointment.patientId": by.identifier("patient_id"),
    START: by.moment("start"),
    "appointment.status": by.code(_STATUSES),
    "appointment.notReadyReason": by.text("not_ready_reason"),
    "appointment.workQueue": by.text("work_queue"),
    "appointment.placerAppointmentId": by.external_id(PLACER_ID),
    "appointment.createdAt": by.moment("created_at"),
    "appointment.updatedAt": by.moment("updated_at"),
}


def _of_plans(key: str) -> dict[str, Filter]:
    return {
        f"{plan}.{name}": by.related(key, COVERAGE, found, "patient_id", Is("order", order))
        for plan, order in _COVERAGES.items()
        for name, found in _OF_COVERAGE.items()
    }


APPOINTMENT_FILTERS: Mapping[str, Filter] = {
    **_APPOINTMENT,
    **{f"patient.{name}": by.related("patient_id", PATIENT, found) for name, found in _OF_PATIENT.items()},
    **_of_plans("patient_id"),
}
PATIENT_FILTERS: Mapping[str, Filter] = {
    **{f"patient.{name}": found for name, found in _OF_PATIENT.items()},
    **_of_plans("id"),
}
APPOINTMENT_SORTS = {
    START: "start",
    "appointment.start_time": "start",
    "appointment.createdAt": "created_at",
    "appointment.updatedAt": "updated_at",
}
PATIENT_SORTS = {
    "patient.updatedAt": "updated_at",
    "patient.createdAt": "created_at",
    "patient.birthDate": "birth_date",
    "patient.name": "sort_name",
    "patient.name.family": "sort_name",
    "patient.name.given": "given",
}


# -- rows -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Belongings:
    """What rows need besides their own objects, by patient: who it is, and the plans in the order of billing."""

    refs: Refs
    patients: Mapping[str, Patient]
    plans: Mapping[str, Sequence[Coverage]]

    def patient(self, id: str) -> Json:
        """A patient with all that the pre-encounter API says about one."""
        filed = [plan.id for plan in self.plans[id]]
        return patients.from_core(self.patients[id], filed, self.refs.organization_id)

    def mutable_patient(self, id: str) -> Json:
        """A patient without what the server adds."""
        return {name: value for name, value in self.patient(id).items() if name not in appointments.SERVER}

    def plan(self, id: str, order: int, show: Callable[[Coverage], Any]) -> Any:
        """What ``show`` makes of the plan in that place, if there is one."""
        plans = self.plans[id]
        return show(plans[order - 1]) if len(plans) >= order else None

    def coverage(self, id: str, order: int) -> Json | None:
        """The plan in that place, without what the server adds."""
        shown: Json | None = self.plan(id, order, lambda plan: coverages.mutable(plan, self.patients[id]))
        return shown


def visit(first: Appointment, having: Belongings) -> Json:
    """A visit by the first of its appointments."""
    id = first.patient_id or ""
    answer = {
        "patient_id": id,
        "organization_id": having.refs.organization_id,
        "patient": having.mutable_patient(id),
        "start_time": instant(first.start),
        "status": appointments.status_shown(first),
    }
    for name, order in (("primary", 1), ("secondary", 2)):
        answer[f"{name}_coverage_status"] = having.plan(id, order, lambda plan: plan.status.name)
        answer[f"{name}_payer_name"] = having.plan(id, order, lambda plan: plan.payer_name or None)
        answer[f"{name}_payer_plan_group_id"] = having.plan(id, order, lambda plan: plan.plan_group_id)
    return present(answer)


def appointment_row(appointment: Appointment, having: Belongings) -> Json:
    """An appointment with its patient and coverages."""
    id = appointment.patient_id or ""
    shown = appointments.from_core(appointment, having.refs)
    kinds = (service.get("universal_service_identifier") for service in shown["services"])
    return present(
        {
            "appointment": shown,
            "patient": having.mutable_patient(id),
            "primary_coverage": having.coverage(id, 1),
            "secondary_coverage": having.coverage(id, 2),
            "primary_service_type": next((kind for kind in kinds if kind), None),
        }
    )


def patient_row(patient: Patient, following: Appointment | None, survivor: Patient | None, having: Belongings) -> Json:
    """A patient with coverages, the appointment that comes next, and whom a merge has made one with the patient."""
    own = patients.mrn_of(patient)
    return present(
        {
            "patient": having.patient(patient.id),
            "primary_coverage": having.coverage(patient.id, 1),
            "secondary_coverage": having.coverage(patient.id, 2),
            "tertiary_coverage": having.coverage(patient.id, 3),
            "next_appointment": appointments.mutable_from_core(following, having.refs) if following else None,
            "primary_mrn": patients.mrn_of(survivor) if survivor else None,
            "alternative_mrns": [
                held.value for held in patient.external_ids if held.system == MRN and held.value != own
            ],
        }
    )


def coming(patient_ids: Sequence[str], now: datetime) -> tuple[Condition, ...]:
    """Appointments of these patients that are still to come."""
    return (OneOf("patient_id", tuple(patient_ids)), Between("start", now), KEPT)
