"""What the handlers of all resources share."""

from typing import Any

from polyclinic.core.organisation import operations as organisation
from polyclinic.core.organisation.model import FACILITY, LEGAL_ENTITY, Facility, LegalEntity
from polyclinic.core.patients import operations as patients
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid, NotFound, Problem
from polyclinic.core.shared.names import fold, words_of
from polyclinic.core.shared.queries import Condition, Contains, HasExternalId
from polyclinic.dialects.silna.mapping import patients as patients_mapping
from polyclinic.dialects.silna.mapping.common import SOURCE_ID, Refs, provider_of
from polyclinic.web.call import Call


def refs_of(ctx: Context, call: Call[Any, Any]) -> Refs:
    """What the mappings need of this request."""
    return Refs(ctx.tenant.defaults, call.raw.absolute(""))


def path_id(call: Call[Any, Any], name: str) -> str:
    """An id in the path; UUIDs are compared in lower case."""
    text: str = call.path[name]
    return text.lower()


async def need_provider(ctx: Context, provider_id: str) -> LegalEntity:
    """The provider that a path or query names. Raises ``NotFound``."""
    return await organisation.read_legal_entity(ctx, provider_id)


async def need_patient(ctx: Context, patient_id: str, refs: Refs) -> Patient:
    """A patient that this API can show. Raises ``NotFound``."""
    patient = await patients.read(ctx, patient_id)
    if not patients_mapping.complete(patient, refs):
        raise NotFound(PATIENT.name, patient_id)
    return patient


async def need_location(ctx: Context, location_id: str, refs: Refs) -> tuple[Facility, LegalEntity]:
    """A service location with its provider. Raises ``NotFound``, also for a place that no provider answers for."""
    facility = await organisation.read_facility(ctx, location_id)
    provider = await ctx.get(LEGAL_ENTITY, provider_of(facility, refs) or "")
    if provider is None:
        raise NotFound(FACILITY.name, location_id)
    return facility, provider


async def check_location(ctx: Context, provider_id: str, location_id: str, refs: Refs) -> None:
    """Refuse a provider or service location that the caller cannot see, or that do not belong together.

    Both are as ``Context.recall`` has them: one that another process has deleted may be named for five seconds more,
    but not newly assigned to a patient, which is guarded. Raises ``Invalid`` with every problem.
    """
    problems = []
    provider = await ctx.recall(LEGAL_ENTITY, provider_id)
    facility = await ctx.recall(FACILITY, location_id)
    if provider is None or not provider.active:
        problems.append(Problem(("legal_entity_id",), "unknown_reference", "there is no such provider"))
    if facility is None or not facility.active:
        problems.append(Problem(("facility_id",), "unknown_reference", "there is no such service location"))
    elif provider_of(facility, refs) != provider_id and not problems:
        problems.append(Problem(("facility_id",), "other_provider", "belongs to another provider"))
    if problems:
        raise Invalid(problems)


def source_id_filter(source_id: str | None, scope: str | None = "") -> list[Condition]:
    """The condition that a ``source_id`` parameter stands for; the text ``null`` finds what has none.

    A ``scope`` of None looks in every one.
    """
    if source_id is None:
        return []
    return [HasExternalId(SOURCE_ID, None if source_id == "null" else source_id, scope)]


def name_filter(name: str) -> list[Condition]:
    """Each word anywhere in ``full_name``, whatever stands between; words too short to be indexed only as a phrase."""
    words = words_of(name)
    return [Contains("full_name", word) for word in (words if any(len(word) > 2 for word in words) else [fold(name)])]


def check_mso(ctx: Context, mso_id: str | None) -> None:
    """Refuse an MSO that is not the caller's, or that the key reaches a part of only. Raises ``NotFound``."""
    if mso_id is not None and (mso_id != ctx.tenant.id or ctx.scope.legal_entities):
        raise NotFound("practice", mso_id)
