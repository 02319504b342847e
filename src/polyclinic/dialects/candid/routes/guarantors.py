"""Guarantor v1."""

from polyclinic.core.billing import parties
from polyclinic.core.shared.context import Context
from polyclinic.dialects.candid.mapping import guarantors as mapping
from polyclinic.dialects.candid.wire import guarantors as wire
from polyclinic.dialects.candid.wire.parties import GuarantorCreate, GuarantorUpdate
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[GuarantorCreate]) -> Reply:
    draft = mapping.to_core(call.body.model_dump(mode="json", exclude_none=True))
    return mapping.from_core(await parties.add_guarantor(ctx, str(call.path["encounter_id"]), draft))


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    return mapping.from_core(await parties.read_guarantor(ctx, str(call.path["guarantor_id"])))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[GuarantorUpdate]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_unset=True)
    guarantor_id = str(call.path["guarantor_id"])
    return mapping.from_core(
        await parties.change_guarantor(ctx, guarantor_id, lambda held: mapping.changed(sent, held))
    )
