"""Encounters v4 of either form."""

from polyclinic.core.encounters.model import Encounter
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid, Problem
from polyclinic.dialects.candid.mapping import health_care_codes, rules
from polyclinic.dialects.candid.mapping.common import Json
from polyclinic.dialects.candid.routes.encounters import change, record
from polyclinic.dialects.candid.wire import encounters_universal as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()
CODES = "health_care_code_information"


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.UniversalEncounterCreate]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_none=True)
    if problems := universal_problems(sent):
        raise Invalid(problems)
    rules.refuse_without_provider(sent)
    return await record(ctx, call.raw, sent)


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.UniversalEncounterUpdate]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_unset=True)
    now = ctx.system_clock.now()

    def coded(held: Encounter) -> Encounter:
        return health_care_codes.changed(held, sent.get(CODES) or {}, now, CODES)

    return await change(ctx, call.raw, str(call.path["encounter_id"]), sent, coded)


def universal_problems(sent: Json) -> list[Problem]:
    """Every contradiction in a new encounter of either form."""
    codes = sent.get(CODES) or {}
    problems = rules.universal_create_problems(sent, health_care_codes.pointed(codes))
    return problems + health_care_codes.problems(codes, CODES)
