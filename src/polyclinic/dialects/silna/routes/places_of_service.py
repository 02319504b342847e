"""Places of service: of service locations, and of patients."""

from polyclinic.core.organisation import operations as organisation
from polyclinic.core.patients import operations as patients
from polyclinic.core.shared.context import Context
from polyclinic.dialects.silna import paging
from polyclinic.dialects.silna.mapping import places_of_service as mapping
from polyclinic.dialects.silna.routes.common import need_location, need_patient, path_id, refs_of
from polyclinic.dialects.silna.wire import places_of_service as wire
from polyclinic.dialects.silna.wire.common import PageQuery
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST_OF_PROVIDER)
async def list_provider_places(ctx: Context, call: Call[None, PageQuery]) -> Reply:
    location, _ = await need_location(ctx, path_id(call, "service_location_id"), refs_of(ctx, call))
    return paging.page_of_few([mapping.of_facility(location, code) for code in location.places], call.query)


@routes.on(wire.GET_OF_PROVIDER)
async def get_provider_place(ctx: Context, call: Call) -> Reply:
    return mapping.of_facility(*await organisation.find_place(ctx, path_id(call, "provider_place_of_service_id")))


@routes.on(wire.CREATE_OF_PATIENT)
async def create_patient_place(ctx: Context, call: Call[wire.PatientPlaceOfServiceCreate]) -> Reply:
    patient = await need_patient(ctx, call.body.patient_id, refs_of(ctx, call))
    place = await patients.add_care_place(ctx, patient.id, call.body.provider_place_of_service_id)
    return {"id": place.id}


@routes.on(wire.GET_OF_PATIENT)
async def get_patient_place(ctx: Context, call: Call) -> Reply:
    return mapping.of_patient(await patients.read_care_place(ctx, path_id(call, "patient_place_of_service_id")))
