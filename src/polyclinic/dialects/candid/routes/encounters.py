"""Encounters v4."""

from collections.abc import Sequence
from typing import Any

from polyclinic.core.billing import operations as billing
from polyclinic.core.encounters import operations as encounters
from polyclinic.core.encounters.model import ENCOUNTER, Encounter, FacilityCopy, ProviderRole
from polyclinic.core.organisation import tags
from polyclinic.core.organisation.model import FACILITY, LEGAL_ENTITY
from polyclinic.core.organisation.tags import TAG
from polyclinic.core.patients import operations as patients
from polyclinic.core.patients.model import PATIENT, filled
from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.priorauth.approvals import carry_number
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import Invalid
from polyclinic.core.shared.ids import is_id
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Condition, Contains, Has, Is, OneOf, Query
from polyclinic.dialects.candid import paging
from polyclinic.dialects.candid.mapping import encounters as mapping
from polyclinic.dialects.candid.mapping import rules
from polyclinic.dialects.candid.mapping.encounter_filters import NOTHING, conditions, order
from polyclinic.dialects.candid.mapping.encounter_updates import merged_patient, updated
from polyclinic.dialects.candid.mapping.encounters import Refs
from polyclinic.dialects.candid.mapping.parties import PATIENT_ID, facility_copy, patient_copy, patient_to_core
from polyclinic.dialects.candid.wire import encounters as wire
from polyclinic.web.call import Call, RawRequest, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.EncounterCreate]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_none=True)
    if problems := rules.create_problems(sent):
        raise Invalid(problems)
    return await record(ctx, call.raw, sent)


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    encounter = await encounters.read(ctx, str(call.path["encounter_id"]))
    return mapping.from_core(encounter, await refs_for(ctx, call.raw, [encounter]))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.EncounterUpdate]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_unset=True)
    return await change(ctx, call.raw, str(call.path["encounter_id"]), sent)


@routes.on(wire.GET_ALL)
async def get_all(ctx: Context, call: Call[None, wire.EncounterQuery]) -> Reply:
    after, before = paging.cursor(call.query.page_token)
    where = tuple(await _asked_for(ctx, call.query))
    query = Query(ENCOUNTER, where, (order(call.query),), limit=call.query.limit, after=after, before=before)
    page = await encounters.search(ctx, query)
    refs = await refs_for(ctx, call.raw, page.items)
    return paging.page_of(query, page, [mapping.from_core(encounter, refs) for encounter in page.items])


async def record(ctx: Context, raw: RawRequest, sent: dict[str, Any]) -> Reply:
    """Record an encounter of either form that does not contradict itself, and its patient."""
    rules.refuse_bad_create(sent)
    await name_tags(ctx, sent)
    patient_id = await _patient_id(ctx, sent["patient"])
    facility = await facility_of(ctx, sent.get("service_facility_id"))
    draft = await carry_number(ctx, mapping.to_core(sent, patient_id, facility))
    encounter = await billing.record(ctx, draft)
    return mapping.from_core(encounter, await refs_for(ctx, raw, [encounter]))


async def change(
    ctx: Context, raw: RawRequest, encounter_id: str, sent: dict[str, Any], also: Edit[Encounter] = lambda held: held
) -> Reply:
    """Change an encounter of either form, and what ``also`` changes."""
    await name_tags(ctx, sent)
    before = await encounters.read(ctx, encounter_id)
    patient = merged_patient(before, sent["patient"]) if "patient" in sent else {}
    patient_id = await _patient_id(ctx, patient) if "external_id" in patient else before.patient_id
    refs = await refs_for(ctx, raw, [before])
    encounter = await billing.update(ctx, before.id, lambda held: also(updated(held, sent, patient_id, refs)))
    return mapping.from_core(encounter, await refs_for(ctx, raw, [encounter]))


async def name_tags(ctx: Context, sent: dict[str, Any]) -> None:
    """Put the ids of tags in the place of what the body calls them by."""
    if sent.get("tag_ids"):
        sent["tag_ids"] = [tag.id for tag in await tags.named(ctx, sent["tag_ids"])]


async def _patient_id(ctx: Context, sent: dict[str, Any]) -> str:
    """The practice's patient with this external id, what was empty in it filled in; a new one if there is none."""
    draft = patient_to_core(patient_copy(sent))
    match = patients.Match(PATIENT_ID, sent["external_id"])
    patient, _ = await patients.upsert(ctx, match, draft, lambda held: filled(held, draft))
    return patient.id


async def facility_of(ctx: Context, facility_id: str | None) -> FacilityCopy | None:
    """The practice's facility that a body refers to, as an encounter keeps it."""
    if facility_id is None:
        return None
    return facility_copy(await ctx.refer(FACILITY, facility_id, "facility_id"))


async def refs_for(ctx: Context, raw: RawRequest, shown: Sequence[Encounter]) -> Refs:
    """What reading these encounters needs; the practice's defaults are fetched only where one lacks a provider."""
    base_url = raw.absolute("")
    wanted = {id for each in shown for id in each.tags}
    tagged = await ctx.get_many(TAG, wanted) if wanted else {}
    if all(each.provider(ProviderRole.BILLING) and each.provider(ProviderRole.RENDERING) for each in shown):
        return Refs(base_url, ctx.tenant.id, tags=tagged)
    defaults = ctx.tenant.defaults
    return Refs(
        base_url,
        ctx.tenant.id,
        await ctx.get(LEGAL_ENTITY, defaults["legal_entity"]) if "legal_entity" in defaults else None,
        await ctx.get(PRACTITIONER, defaults["practitioner"]) if "practitioner" in defaults else None,
        tagged,
    )


async def _asked_for(ctx: Context, query: wire.EncounterQuery) -> list[Condition]:
    where = conditions(query)
    if query.tag_ids is not None:
        known = await tags.known(ctx, query.tag_ids)
        where.append(Has("tag", tuple(tag.id for tag in known.values())))
    if query.patient_external_id is not None:
        where += await _of_patient(ctx, query.patient_external_id, merged=bool(query.include_merged_patient_data))
    if query.search_term is not None:
        where.append(await _matching(ctx, query.search_term))
    return where


async def _of_patient(ctx: Context, external_id: str, *, merged: bool) -> list[Condition]:
    """Encounters of the patient; with ``merged`` also those of the patients that were merged with this one."""
    patient = await ctx.get_by_external_id(PATIENT, PATIENT_ID, external_id)
    if patient is None:
        return [NOTHING]
    of_patient: list[Condition] = [Is("patient_id", patient.id)]
    if not merged and sum(held.system == PATIENT_ID for held in patient.external_ids) > 1:
        of_patient.append(OneOf("patient_external_id", (external_id, None)))
    return of_patient


async def _matching(ctx: Context, term: str) -> Condition:
    """An id of ours finds its encounter or claim; anything else a part of names, days of birth and external ids."""
    if is_id(term):
        found = await ctx.get(ENCOUNTER, term.lower())
        if found is not None:
            return Is("id", found.id)
        page = await encounters.search(ctx, Query(ENCOUNTER, (Is("claim_id", term.lower()),), limit=1))
        if page.items:
            return Is("id", page.items[0].id)
    return Contains("search_text", fold(term))
