"""Encounter supplemental information v1."""

from polyclinic.core.billing import parties
from polyclinic.core.encounters import operations as encounters
from polyclinic.core.shared.context import Context
from polyclinic.dialects.candid.mapping import supplemental_information as mapping
from polyclinic.dialects.candid.wire import supplemental_information as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    encounter = await encounters.read(ctx, str(call.path["encounter_id"]))
    return [mapping.from_core(each, encounter.id) for each in encounter.paperwork]


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.SupplementalInformationCreate]) -> Reply:
    draft = mapping.to_core(call.body.model_dump(mode="json", exclude_none=True))
    encounter_id = str(call.path["encounter_id"])
    return mapping.from_core(await parties.add_paperwork(ctx, encounter_id, draft), encounter_id)


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.SupplementalInformationUpdate]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_unset=True)
    encounter_id, paperwork_id = str(call.path["encounter_id"]), str(call.path["supplemental_information_id"])
    paperwork = await parties.change_paperwork(
        ctx, encounter_id, paperwork_id, lambda held: mapping.changed(sent, held)
    )
    return mapping.from_core(paperwork, encounter_id)


@routes.on(wire.DELETE)
async def delete(ctx: Context, call: Call) -> Reply:
    await parties.remove_paperwork(ctx, str(call.path["encounter_id"]), str(call.path["supplemental_information_id"]))
    return None
