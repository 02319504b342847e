"""Billing notes v2."""

from polyclinic.core.billing import parties
from polyclinic.core.shared.context import Context
from polyclinic.dialects.candid.mapping.encounters import note_from_core
from polyclinic.dialects.candid.wire import billing_notes as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.StandaloneBillingNoteCreate]) -> Reply:
    return note_from_core(*await parties.add_note(ctx, str(call.body.encounter_id), call.body.text))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.BillingNoteUpdate]) -> Reply:
    return note_from_core(*await parties.change_note(ctx, str(call.path["billing_note_id"]), call.body.text))


@routes.on(wire.DELETE)
async def delete(ctx: Context, call: Call) -> Reply:
    await parties.remove_note(ctx, str(call.path["billing_note_id"]))
    return None
