"""What the routes share: resolving references, default owners, local times in filters, refusing fields."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from polyclinic.core.identity import operations as identity
from polyclinic.core.organisation.model import FACILITY
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.scheduling.model import APPOINTMENT_TEMPLATE, APPOINTMENT_TYPE
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import Forbidden
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Between, Condition, OneOf
from polyclinic.core.shared.times import BadTime, to_instant
from polyclinic.dialects.drchrono.mapping.common import FieldProblems, Refs
from polyclinic.web.problems import BadFields, FieldProblem, Where

T = TypeVar("T", bound=Entity)

_REFERENCES: Mapping[str, Kind[Any]] = {
    "doctor": PRACTITIONER,
    "office": FACILITY,
    "patient": PATIENT,
    "profile": APPOINTMENT_TYPE,
    "template": APPOINTMENT_TEMPLATE,
}
_DEFAULTS: Mapping[str, str] = {"practitioner_id": "practitioner", "facility_id": "facility"}


# -- references -------------------------------------------------------------------------------------------------------


async def load_refs(
    ctx: Context,
    *,
    doctors: Collection[str | None] = (),
    offices: Collection[str | None] = (),
    patients: Collection[str | None] = (),
    profiles: Collection[str | None] = (),
    templates: Collection[str | None] = (),
) -> Refs:
    """The objects with these ids, a query per kind at most; where an id is None, the practice's default as well."""
    doctor_of, default_doctor = await _with_default(ctx, PRACTITIONER, doctors, "practitioner_id")
    office_of, default_office = await _with_default(ctx, FACILITY, offices, "facility_id")
    return Refs(
        ctx.tenant.zone,
        patients=await ctx.get_many(PATIENT, {id for id in patients if id}),
        doctors=doctor_of,
        offices=office_of,
        profiles=await ctx.get_many(APPOINTMENT_TYPE, {id for id in profiles if id}),
        templates=await ctx.get_many(APPOINTMENT_TEMPLATE, {id for id in templates if id}),
        default_doctor=default_doctor,
        default_office=default_office,
    )


async def _with_default(
    ctx: Context, kind: Kind[T], ids: Collection[str | None], key: str
) -> tuple[dict[str, T], T | None]:
    default = ctx.tenant.defaults.get(_DEFAULTS[key]) if None in ids else None
    found = await ctx.get_many(kind, {id for id in (*ids, default) if id})
    return found, found.get(default or "")


async def referred(ctx: Context, values: Mapping[str, Any], problems: FieldProblems) -> dict[str, Any]:
    """The live objects that the references among ``values`` name; a name without one is added to ``problems``."""
    found: dict[str, Any] = {}
    given = [(name, kind, values[name]) for name, kind in _REFERENCES.items() if values.get(name) is not None]
    entities = await ctx.get_each([(kind, number) for _, kind, number in given])
    for (name, _, _), entity in zip(given, entities, strict=True):
        if entity is not None and entity.active:
            found[name] = entity
        else:
            problems.append((name, f"There is no such {name}."))
    return found


# -- whose things are --------------------------------------------------------------------------------------------------


async def own_doctor(ctx: Context) -> str | None:
    """The id of the doctor that the token's user is, or works for: then the practice's default."""
    user = await identity.read_user(ctx, ctx.actor.user_id) if ctx.actor.user_id else None
    return (user.practitioner_id if user else None) or ctx.tenant.defaults.get("practitioner")


async def require_own(ctx: Context, doctor_id: str | None) -> None:
    """What a doctor keeps for the calendar, others of the group only read. Raises ``Forbidden``."""
    if doctor_id is not None and doctor_id != await own_doctor(ctx):
        raise Forbidden("it is another doctor's", needs="calendar")


# -- filters ----------------------------------------------------------------------------------------------------------


async def refers_to(ctx: Context, kind: Kind[Any], key: str, number: int | None) -> list[Condition]:
    """Only objects whose ``key`` refers to the numbered object, or, where that is the default, to none."""
    if number is None:
        return []
    entity = await ctx.get_by_number(kind, number)
    if entity is None:
        return [OneOf(key, ())]
    default = key in _DEFAULTS and entity.id == ctx.tenant.defaults.get(_DEFAULTS[key])
    return [OneOf(key, (entity.id, None) if default else (entity.id,))]


def has_owner(ctx: Context, *keys: str) -> list[Condition]:
    """Only objects with a value of each key, unless the practice has a default for it."""
    return [Between(key, "") for key in keys if not ctx.tenant.defaults.get(_DEFAULTS.get(key, ""))]


def updated_since(ctx: Context, since: datetime | None) -> list[Condition]:
    """Only objects changed at or after a wall time of the practice. Raises ``BadFields``."""
    if since is None:
        return []
    return [Between("updated_at", instant(since, ctx.tenant.zone, "query", "since"))]


# -- times and refusals -----------------------------------------------------------------------------------------------


def instant(moment: datetime, zone: ZoneInfo, where: Where, name: str) -> datetime:
    """The instant of a wall time in ``zone``. Raises ``BadFields`` if the zone skips it."""
    try:
        return to_instant(moment, zone)
    except BadTime as error:
        raise BadFields([FieldProblem(where, (name,), "bad_time", str(error))]) from None


def refuse(problems: Iterable[tuple[str, str]]) -> None:
    """Raise ``BadFields`` if there are any problems."""
    found = [FieldProblem("body", (name,), "refused", message) for name, message in problems]
    if found:
        raise BadFields(found)
