"""Patients: serves ``wire/patients.py``."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from polyclinic.core.clinical.summary import summarise
from polyclinic.core.coverage import operations as coverages
from polyclinic.core.coverage.model import Coverage
from polyclinic.core.patients import operations as patients
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Forbidden, NotFound
from polyclinic.core.shared.names import words_of
from polyclinic.core.shared.queries import Between, Condition, Contains, Is, OneOf, Query
from polyclinic.dialects.drchrono.mapping import patients as mapping
from polyclinic.dialects.drchrono.mapping.common import changed
from polyclinic.dialects.drchrono.paging import envelope, page_query
from polyclinic.dialects.drchrono.routes.common import (
    has_owner,
    load_refs,
    referred,
    refers_to,
    refuse,
    updated_since,
)
from polyclinic.dialects.drchrono.wire import patients as wire
from polyclinic.standards.ccda.document import ccd
from polyclinic.web.call import Call
from polyclinic.web.dialect import Routes

routes = Routes()
_BORN = Between("birth_date", date.min)


@routes.on(wire.LIST_PATIENTS)
async def list_patients(ctx: Context, call: Call[None, wire.PatientQuery]) -> dict[str, Any]:
    asked = call.query
    if asked.search and not _sees_details(ctx):
        # a search on names and emails would tell a summary token what it may not see
        raise Forbidden("searching needs the scope patients", needs=wire.DETAIL_SCOPE)
    where = await _filters(ctx, asked)
    complete = [_BORN, *has_owner(ctx, "practitioner_id")]
    unlimited = not where and len(complete) == 1
    page = await patients.search(ctx, page_query(PATIENT, asked, *where, *complete, total=not unlimited))
    count = await _count_all(ctx) if unlimited else page.total or 0
    return envelope(call.raw, asked, page, await _show(ctx, page.items), count)


async def _filters(ctx: Context, asked: wire.PatientQuery) -> list[Condition]:
    where = [
        *await refers_to(ctx, PRACTITIONER, "practitioner_id", asked.doctor),
        *updated_since(ctx, asked.since),
    ]
    where += [Contains("search_text", word) for word in words_of(" ".join(asked.search or ()))]
    if asked.date_of_birth is not None:
        where.append(Is("birth_date", asked.date_of_birth))
    if asked.gender is not None:
        where.append(OneOf("gender", tuple(gender.value for gender in mapping.genders(asked.gender))))
    return where


async def _count_all(ctx: Context) -> int:
    """All patients that this API shows: the store counts all, and those without a birth date, at no cost."""
    without = Query(PATIENT, (Is("birth_date", None),))
    return await patients.count(ctx, Query(PATIENT)) - await patients.count(ctx, without)


@routes.on(wire.CREATE_PATIENT)
async def create_patient(ctx: Context, call: Call[wire.PatientWrite]) -> dict[str, Any]:
    values = changed(call.body)
    doctor = await _doctor(ctx, values)
    patient = await patients.create(ctx, mapping.new(values, await ctx.new_number(PATIENT), doctor))
    return await _answer(ctx, patient, await _insure(ctx, patient, values, None))


@routes.on(wire.READ_PATIENT)
async def read_patient(ctx: Context, call: Call[None]) -> dict[str, Any]:
    return (await _show(ctx, [await _found(ctx, call.path["id"])]))[0]


@routes.on(wire.REPLACE_PATIENT)
async def replace_patient(ctx: Context, call: Call[wire.PatientWrite]) -> dict[str, Any]:
    return await _update(ctx, call.path["id"], call.body)


@routes.on(wire.UPDATE_PATIENT)
async def update_patient(ctx: Context, call: Call[wire.PatientPatch]) -> dict[str, Any]:
    return await _update(ctx, call.path["id"], call.body)


async def _update(ctx: Context, number: int, body: wire.PatientWrite | wire.PatientPatch) -> dict[str, Any]:
    patient = await _found(ctx, number)
    coverage = await coverages.primary(ctx, patient.id)
    values = changed(body, await _answer(ctx, patient, coverage))
    doctor = await _doctor(ctx, values)
    if values:
        patient = await patients.update(ctx, patient.id, partial(mapping.to_core, values, doctor=doctor))
    return await _answer(ctx, patient, await _insure(ctx, patient, values, coverage))


@routes.on(wire.DELETE_PATIENT)
async def delete_patient(ctx: Context, call: Call[None]) -> None:
    await patients.delete(ctx, (await _found(ctx, call.path["id"])).id)


@routes.on(wire.READ_CCDA)
async def read_ccda(ctx: Context, call: Call[None]) -> dict[str, Any]:
    patient = await _found(ctx, call.path["id"])
    return {"ccda": ccd(await summarise(ctx, patient.id))}


async def _doctor(ctx: Context, values: dict[str, Any]) -> Practitioner | None:
    """The doctor that changed values refer to, once nothing is wrong with any of them. Raises ``BadFields``."""
    problems = mapping.problems(values)
    found = await referred(ctx, values, problems)
    refuse(problems)
    return found.get("doctor")


async def _insure(ctx: Context, patient: Patient, values: dict[str, Any], coverage: Coverage | None) -> Coverage | None:
    """The patient's primary plan after the change."""
    if not mapping.touches_insurance(values):
        return coverage
    return await coverages.set_primary(ctx, patient.id, partial(mapping.to_coverage, values))


async def _found(ctx: Context, number: int) -> Patient:
    """A patient that this API can show. Raises ``NotFound``."""
    patient = await patients.read_number(ctx, number)
    if patient.birth_date is None or not (patient.practitioner_id or ctx.tenant.defaults.get("practitioner")):
        raise NotFound(PATIENT.name, str(number))
    return patient


async def _answer(ctx: Context, patient: Patient, coverage: Coverage | None) -> dict[str, Any]:
    return mapping.from_core(patient, coverage, await load_refs(ctx, doctors=[patient.practitioner_id]))


async def _show(ctx: Context, found: Sequence[Patient]) -> list[dict[str, Any]]:
    """Patients as the token may see them."""
    refs = await load_refs(ctx, doctors=[patient.practitioner_id for patient in found])
    if not _sees_details(ctx):
        return [mapping.summary(patient, refs) for patient in found]
    plans = await coverages.primaries(ctx, [patient.id for patient in found])
    return [mapping.from_core(patient, plans.get(patient.id), refs) for patient in found]


def _sees_details(ctx: Context) -> bool:
    return wire.DETAIL_SCOPE in ctx.actor.scopes
