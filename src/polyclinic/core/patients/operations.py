"""The verbs of patients. Each authorises, checks what the record requires, and stages its change."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from polyclinic.core.identity.model import USER, User
from polyclinic.core.identity.operations import find_user
from polyclinic.core.identity.policy import INVITE
from polyclinic.core.organisation.model import FACILITY, LEGAL_ENTITY
from polyclinic.core.organisation.operations import find_place
from polyclinic.core.patients import policy
from polyclinic.core.patients.errors import DuplicatePatient, Merged
from polyclinic.core.patients.model import PATIENT, PATIENT_GROUP, CarePlace, Patient, PatientGroup
from polyclinic.core.shared.changes import AtMost, Event
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.entity import ExternalId, with_external_id
from polyclinic.core.shared.errors import (
    ExternalIdTaken,
    Invalid,
    NotFound,
    Path,
    Problem,
    UnknownCursor,
    UnknownReference,
    VersionConflict,
)
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.names import HumanName, fold
from polyclinic.core.shared.queries import Has, HasExternalId, Is, OneOf, OnePer, Order, Page, Query
from polyclinic.core.shared.refusals import refusals_of, refuses
from polyclinic.core.shared.times import YEARS


@refuses(NotFound)
async def read(ctx: Context, patient_id: str, *, deleted: bool = False) -> Patient:
    """A patient by id. With ``deleted`` also a deleted one."""
    ctx.require(policy.READ)
    return await ctx.need(PATIENT, patient_id, deleted=deleted)


@refuses(NotFound)
async def read_number(ctx: Context, number: int) -> Patient:
    """A live patient by the practice-wide number."""
    ctx.require(policy.READ)
    return await ctx.need_number(PATIENT, number)


@refuses(NotFound)
async def read_by_external_id(ctx: Context, system: str, value: str) -> Patient:
    """The patient whose own id in ``system`` this is, also a deleted one: of several the live one, else the latest.

    Ids that a patient has from another who was merged into it are not its own.
    """
    ctx.require(policy.READ)
    query = Query(PATIENT, (HasExternalId(system, value),), (Order("updated_at", descending=True),), active=None)
    found = (await ctx.find(query)).items
    own = [patient for patient in found if patient.external_id(system) == value]
    if not own:
        raise NotFound(PATIENT.name, value)
    return next((patient for patient in own if patient.active), own[0])


@refuses(NotFound)
async def history(ctx: Context, patient_id: str) -> Sequence[Patient]:
    """Every version of a patient, oldest first, of deleted ones too."""
    ctx.require(policy.READ)
    versions = await ctx.history(PATIENT, patient_id)
    if not versions:
        raise NotFound(PATIENT.name, patient_id)
    return versions


@refuses()
async def changed_since(ctx: Context, since: datetime, *, limit: int) -> Sequence[Patient]:
    """Patients whose last change was at or after ``since``, deactivated ones too, the longest unchanged first."""
    ctx.require(policy.READ)
    return await ctx.changed_since(PATIENT, since, limit=limit)


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[Patient]) -> Page[Patient]:
    """A page of patients."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses()
async def count(ctx: Context, query: Query[Patient]) -> int:
    """The exact number of matches, whatever the query's page."""
    ctx.require(policy.READ)
    return await ctx.count(query)


@refuses(Invalid, UnknownReference, ExternalIdTaken)
async def create(ctx: Context, draft: Patient) -> Patient:
    """Register a patient."""
    ctx.require(policy.WRITE)
    await _check(ctx, draft, None)
    patient = await ctx.put(PATIENT, draft)
    ctx.tell(Event("patient.created", PATIENT.name, patient.id))
    return patient


@refuses(DuplicatePatient, *refusals_of(create))
async def create_once(ctx: Context, draft: Patient) -> Patient:
    """Register a patient unless the practice has one of this name who was born on the same day."""
    ctx.require(policy.WRITE)
    namesakes = _namesakes(draft)
    if await ctx.count(namesakes):
        raise DuplicatePatient("a patient of this name was born on the same day", field="name")
    ctx.guard(AtMost(namesakes, 1, _person(draft)))
    return await create(ctx, draft)


@refuses(DuplicatePatient, *refusals_of(create))
async def create_with_user(ctx: Context, draft: Patient, username: str, locale: str) -> tuple[Patient, User]:
    """Register a patient together with the user that the patient will sign in as, once invited.

    A practice has one user of a name: a second is a ``DuplicatePatient``.
    """
    ctx.require(INVITE)
    # an optimistic context leaves it to the store, which keeps names single
    if not ctx.optimistic and await find_user(ctx, username) is not None:
        raise DuplicatePatient("a user of this name exists", field="username")
    patient = await create(ctx, draft)
    user = User(
        username=username,
        name=patient.name.full,
        email=patient.email or "",
        phone=patient.mobile or "",
        role="patient",
        patient_id=patient.id,
        locale=locale,
    )
    return patient, await ctx.put(USER, user)


async def _take_user_along(ctx: Context, patient: Patient) -> None:
    """Whoever a patient signs in as comes and goes with the patient: more than one after a merge.

    A name that another has by then stays away, and so does who was disabled.
    """
    users = Query(USER, (Is("patient_id", patient.id),), active=not patient.active)
    for user in (await ctx.find(users)).items:
        if patient.active and (user.disabled or await find_user(ctx, user.username) is not None):
            continue
        await ctx.put(USER, replace(user, active=patient.active))


@refuses()
async def users_of(ctx: Context, patient_ids: Collection[str]) -> dict[str, User]:
    """The user that each of these patients signs in as, the first of those after a merge, by patient id; many have
    none."""
    ctx.require(policy.READ)
    if not patient_ids:
        return {}
    first = OnePer("patient_id", "number")
    wanted = (OneOf("patient_id", tuple(patient_ids)),)
    found = await ctx.find(Query(USER, wanted, limit=len(patient_ids), one_per=first))
    return {user.patient_id: user for user in found.items if user.patient_id}


@refuses(NotFound, VersionConflict, *refusals_of(create))
async def update(
    ctx: Context, patient_id: str, edit: Edit[Patient], *, version: int | None = None, anyhow: bool = False
) -> Patient:
    """Change a patient by a pure function. ``version``, if given, is the one the caller read.

    An edit that changes nothing writes nothing, unless ``anyhow`` asks for a new version.
    """
    ctx.require(policy.WRITE)
    before = _at(version, await ctx.need(PATIENT, patient_id))
    after = edit(before)
    if after == before and not anyhow:
        return before
    await _check(ctx, after, before)
    patient = await ctx.put(PATIENT, after)
    await _keep_user_reachable(ctx, before, patient)
    ctx.tell(Event("patient.updated", PATIENT.name, patient.id))
    return patient


async def _keep_user_reachable(ctx: Context, before: Patient, after: Patient) -> None:
    """Whoever a patient signs in as is called and written to like the patient; the user name stays."""
    if (before.name, before.email, before.mobile) == (after.name, after.email, after.mobile):
        return
    for user in (await ctx.find(Query(USER, (Is("patient_id", after.id),)))).items:
        name, email, phone = after.name.full, after.email or "", after.mobile or ""
        await ctx.put(USER, replace(user, name=name, email=email, phone=phone))


@refuses(*refusals_of(update))
async def update_with_user(
    ctx: Context, patient_id: str, edit: Edit[Patient], *, username: str | None = None, locale: str | None = None
) -> tuple[Patient, User | None]:
    """Change a patient together with the user, if any, that the patient signs in as, who must stay within reach.

    ``username``, if given, must be the user's: it cannot be changed here. None of ``locale`` leaves it as it is.
    """
    user = (await users_of(ctx, [patient_id])).get(patient_id)
    patient = await update(ctx, patient_id, edit, anyhow=True)
    problems = []
    if user is not None and not (patient.email or patient.mobile):
        problems.append(Problem(("telecoms",), "unreachable", "who signs in needs an email address or a mobile phone"))
    if username is not None and username != (user and user.username):
        problems.append(Problem(("username",), "fixed", "a user name cannot be changed"))
    if locale is not None and user is None:
        problems.append(Problem(("locale",), "no_user", "this patient does not sign in"))
    if problems:
        raise Invalid(problems)
    if user is not None and locale is not None:
        user = await ctx.put(USER, replace(await ctx.need(USER, user.id), locale=locale))
    return patient, user


@refuses(*refusals_of(update))
async def add_care_place(ctx: Context, patient_id: str, place_id: str) -> CarePlace:
    """Say that a patient is treated at a ``Facility.place_id`` of the company that treats them; said before, it stays.

    A place that there is not is an ``UnknownReference``.
    """
    ctx.require(policy.WRITE)
    before = await ctx.need(PATIENT, patient_id)
    try:
        facility, code = await find_place(ctx, place_id)
    except NotFound:
        raise UnknownReference("place_id", kind="place", id=place_id) from None
    default = ctx.tenant.defaults.get("legal_entity")
    if (facility.legal_entity_id or default) != (before.legal_entity_id or default):
        raise Invalid.field("place_id", code="other_company", message="belongs to another provider than the patient")
    for held in before.care_places:
        if (held.facility_id, held.code) == (facility.id, code):
            return held
    place = CarePlace(new_id(), facility.id, code)
    await update(ctx, patient_id, lambda patient: replace(patient, care_places=(*patient.care_places, place)))
    return place


@refuses(NotFound)
async def read_care_place(ctx: Context, care_place_id: str) -> CarePlace:
    """Where a live patient is treated, by the id that ``add_care_place`` gave it."""
    ctx.require(policy.READ)
    for patient in (await ctx.find(Query(PATIENT, (Has("care_place", (care_place_id,)),), limit=1))).items:
        return next(place for place in patient.care_places if place.id == care_place_id)
    raise NotFound("care_place", care_place_id)


@refuses(NotFound, VersionConflict)
async def delete(ctx: Context, patient_id: str, *, version: int | None = None) -> Patient:
    """Deactivate a patient with its user: gone from lists, kept with its history. The second time it is not found."""
    ctx.require(policy.WRITE)
    before = _at(version, await ctx.need(PATIENT, patient_id))
    patient = await ctx.put(PATIENT, replace(before, active=False))
    await _take_user_along(ctx, patient)
    ctx.tell(Event("patient.deleted", PATIENT.name, patient.id))
    return patient


@refuses(NotFound, VersionConflict, ExternalIdTaken, Merged)
async def restore(ctx: Context, patient_id: str, *, version: int | None = None) -> Patient:
    """Bring a deactivated patient back; a new version also where the patient is live."""
    ctx.require(policy.WRITE)
    before = _at(version, await ctx.need(PATIENT, patient_id, deleted=True))
    if before.merged_into is not None:
        raise Merged("the patient has been merged into another", into=before.merged_into)
    after = replace(before, active=True)
    await ctx.refuse_taken_ids(PATIENT, after)
    patient = await ctx.put(PATIENT, after)
    await _take_user_along(ctx, patient)
    ctx.tell(Event("patient.updated", PATIENT.name, patient.id))
    return patient


def _at(version: int | None, patient: Patient) -> Patient:
    if version is not None and version != patient.version:
        raise VersionConflict("patient has changed", latest_version=patient.version)
    return patient


@dataclass(frozen=True, slots=True)
class Match:
    """How an upsert finds its patient: by an external id, else (if ``by_name``) by name and birth date.

    The second way considers live patients of ``legal_entities`` (None among them: patients of no legal entity) that
    carry no id in ``system``, and acts on exactly one hit.
    """

    system: str
    value: str
    scope: str = ""
    by_name: bool = False
    legal_entities: tuple[str | None, ...] = (None,)


@refuses(*refusals_of(update))
async def upsert(
    ctx: Context, match: Match, draft: Patient, edit: Callable[[Patient], Patient]
) -> tuple[Patient, bool]:
    """Update the patient that ``match`` finds with ``edit``, else create ``draft``; the flag tells whether it is new.

    Whichever it is carries the matched external id afterwards. Concurrent calls make one patient.
    """
    ctx.require(policy.WRITE)
    try:
        return await _upsert(ctx, match, draft, edit)
    except ExternalIdTaken as taken:
        if (taken.system, taken.value) != (match.system, match.value):
            raise
        # Somebody else was given the id between two reads: that is the patient now.
        return await _upsert(ctx, match, draft, edit)


async def _upsert(
    ctx: Context, match: Match, draft: Patient, edit: Callable[[Patient], Patient]
) -> tuple[Patient, bool]:
    found = await ctx.get_by_external_id(PATIENT, match.system, match.value, match.scope)
    if found is None and match.by_name:
        found = await _same_person(ctx, match, draft)
    if found is None:
        return await create(ctx, with_external_id(draft, match.system, match.value, match.scope)), True

    held = ExternalId(match.system, match.value, match.scope)

    def carrying(patient: Patient) -> Patient:
        after = edit(patient)
        # one that a merge has given the id keeps its own beside it
        if held in after.external_ids:
            return after
        return with_external_id(after, match.system, match.value, match.scope)

    return await update(ctx, found.id, carrying), False


async def _same_person(ctx: Context, match: Match, draft: Patient) -> Patient | None:
    query = same_person_query(draft.name, draft.birth_date, match)
    page = await ctx.find(replace(query, limit=2))
    if len(page.items) < 2:
        # whoever was found carries the id from now on: nobody may be left, and nobody may have come meanwhile
        ctx.guard(AtMost(query, 0, _person(draft)))
    return page.items[0] if len(page.items) == 1 else None


def _person(patient: Patient) -> str:
    """The lock of everything that must not make a person of this name and birth date twice."""
    return f"same_person:{patient.name.sort_key}:{patient.birth_date}"


def _namesakes(draft: Patient) -> Query[Patient]:
    name = draft.name
    where = (Is("given", fold(name.given)), Is("family", fold(name.family)), Is("birth_date", draft.birth_date))
    return Query(PATIENT, where, few=True)


def same_person_query(name: HumanName, birth_date: date | None, match: Match) -> Query[Patient]:
    """Live patients of the matched legal entities with this name and birth date and no id in the matched system."""
    return Query(
        PATIENT,
        (
            Is("given", fold(name.given)),
            Is("family", fold(name.family)),
            Is("birth_date", birth_date),
            OneOf("legal_entity_id", match.legal_entities),
            HasExternalId(match.system, None, match.scope),
        ),
        few=True,
    )


async def _check(ctx: Context, after: Patient, before: Patient | None) -> None:
    """What the record requires of any patient, whoever writes it; references are checked when they change."""
    problems = []
    if not (after.name.given or after.name.family):
        problems.append(Problem(("name",), "required", "a patient needs a name"))
    if after.birth_date is not None and after.birth_date > ctx.clock.today(ctx.tenant.zone):
        problems.append(Problem(("birth_date",), "in_future", "the date of birth lies in the future"))
    if after.birth_date is not None and after.birth_date.year < YEARS.start:
        message = f"the date of birth lies before {YEARS.start}"
        problems.append(Problem(("birth_date",), "too_long_ago", message))
    if problems:
        raise Invalid(problems)
    references: list[tuple[Kind[Any], str, Path]] = []
    if after.facility_id and (before is None or before.facility_id != after.facility_id):
        references.append((FACILITY, after.facility_id, ("facility_id",)))
    if after.legal_entity_id and (before is None or before.legal_entity_id != after.legal_entity_id):
        references.append((LEGAL_ENTITY, after.legal_entity_id, ("legal_entity_id",)))
    known = set(before.group_ids) if before else set()
    for position, group_id in enumerate(after.group_ids):
        if group_id not in known:
            references.append((PATIENT_GROUP, group_id, ("group_ids", position)))
    await ctx.refer_all(references)
    await ctx.refuse_taken_ids(PATIENT, after, before)


@refuses(UnknownCursor)
async def search_groups(ctx: Context, query: Query[PatientGroup]) -> Page[PatientGroup]:
    """A page of patient groups; to a patient, of the own."""
    ctx.require(policy.READ)
    if ctx.scope.patients:
        query = replace(query, where=(*query.where, OneOf("id", tuple(await _own_groups(ctx)))))
    return await ctx.find(query)


@refuses(NotFound)
async def read_group(ctx: Context, group_id: str) -> PatientGroup:
    """A live patient group; a patient has no other than the own."""
    ctx.require(policy.READ)
    if ctx.scope.patients and group_id not in await _own_groups(ctx):
        raise NotFound(PATIENT_GROUP.name, group_id)
    return await ctx.need(PATIENT_GROUP, group_id)


async def _own_groups(ctx: Context) -> set[str]:
    """The groups of those whom the credential reaches."""
    reached = await ctx.get_many(PATIENT, [id for id in ctx.scope.patients if id])
    return {group_id for patient in reached.values() for group_id in patient.group_ids}
