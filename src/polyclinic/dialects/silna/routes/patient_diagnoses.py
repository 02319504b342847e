"""Patients' diagnoses."""

from polyclinic.core.clinical import diagnoses
from polyclinic.core.patients import operations as patients
from polyclinic.core.shared.context import Context
from polyclinic.dialects.silna.mapping import patient_diagnoses as mapping
from polyclinic.dialects.silna.routes.common import need_patient, path_id, refs_of
from polyclinic.dialects.silna.wire import patient_diagnoses as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.GET)
async def get_diagnosis(ctx: Context, call: Call) -> Reply:
    diagnosis = await diagnoses.read_diagnosis(ctx, path_id(call, "patient_diagnosis_id"))
    await patients.read(ctx, diagnosis.patient_id)
    return mapping.from_core(diagnosis)


@routes.on(wire.CREATE)
async def create_diagnosis(ctx: Context, call: Call[wire.PatientDiagnosisCreate]) -> Reply:
    patient = await need_patient(ctx, call.body.patient_id, refs_of(ctx, call))
    diagnosis = await diagnoses.add_diagnosis(ctx, patient.id, call.body.diagnosis_code)
    return {"patient_diagnosis_id": diagnosis.id}
