"""Look-ups: codes by words."""

from polyclinic.core.shared.context import Context
from polyclinic.core.terminology import operations
from polyclinic.dialects.carestack.mapping.lookup import from_core, sets_of
from polyclinic.dialects.carestack.wire import lookup as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()

GIVEN = 10


@routes.on(wire.FIND_CODE)
async def find_code(ctx: Context, call: Call[wire.CodeQuery]) -> Reply:
    sets = sets_of(call.body.semanticTag)
    found = await operations.look_up(ctx, call.services.terminology, sets, call.body.searchTerm, GIVEN)
    return [from_core(match) for match in found]
