"""The verbs of clinical entries: the same for allergies, medications, conditions, observations and procedures."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from polyclinic.core.clinical import policy
from polyclinic.core.clinical.model import (
    ClinicalEntry,
    Concept,
    MedicationStatement,
    Observation,
    Quantity,
)
from polyclinic.core.encounters.model import ENCOUNTER
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import (
    ExternalIdTaken,
    Invalid,
    NotFound,
    Path,
    Problem,
    UnknownCursor,
    UnknownReference,
)
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Page, Query
from polyclinic.core.shared.refusals import refusals_of, refuses
from polyclinic.core.shared.times import BadTime, partial_time

E_ = TypeVar("E_", bound=ClinicalEntry)

DIGITS = 20
"""Of a number, before and after the point."""


@refuses(NotFound)
async def read(ctx: Context, kind: Kind[E_], entry_id: str) -> E_:
    """A live entry by id."""
    ctx.require(policy.READ)
    return await ctx.need(kind, entry_id)


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[E_]) -> Page[E_]:
    """A page of entries; a patient's are found by ``patient_id``."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses(Invalid, UnknownReference, ExternalIdTaken)
async def record(ctx: Context, kind: Kind[E_], draft: E_) -> E_:
    """Record something about a patient of this practice."""
    ctx.require(policy.WRITE)
    await _check(ctx, kind, draft, None)
    entry = await ctx.put(kind, draft)
    ctx.tell(Event(f"{kind.name}.recorded", kind.name, entry.id))
    return entry


@refuses(NotFound, *refusals_of(record))
async def update(ctx: Context, kind: Kind[E_], entry_id: str, edit: Edit[E_]) -> E_:
    """Change an entry by a pure function; an edit that changes nothing writes nothing."""
    ctx.require(policy.WRITE)
    before = await ctx.need(kind, entry_id)
    after = edit(before)
    if after == before:
        return before
    await _check(ctx, kind, after, before)
    entry = await ctx.put(kind, after)
    ctx.tell(Event(f"{kind.name}.updated", kind.name, entry.id))
    return entry


@refuses(NotFound)
async def delete(ctx: Context, kind: Kind[E_], entry_id: str) -> E_:
    """Deactivate an entry that was made in error: gone from lists, kept with its history."""
    ctx.require(policy.WRITE)
    entry = await ctx.put(kind, replace(await ctx.need(kind, entry_id), active=False))
    ctx.tell(Event(f"{kind.name}.deleted", kind.name, entry.id))
    return entry


async def _check(ctx: Context, kind: Kind[E_], after: E_, before: E_ | None) -> None:
    problems = [*_concepts(after), *_times(after), *_numbers(after)]
    if problems:
        raise Invalid(problems)
    references: list[tuple[Kind[Any], str, Path]] = []
    for name, referred in (("patient_id", PATIENT), ("practitioner_id", PRACTITIONER), ("encounter_id", ENCOUNTER)):
        id = getattr(after, name)
        if id and (before is None or getattr(before, name) != id):
            references.append((referred, id, (name,)))
    await ctx.refer_all(references)
    await ctx.refuse_taken_ids(kind, after, before)


def _concepts(entry: ClinicalEntry) -> Iterator[Problem]:
    if not entry.code.label.strip():
        yield Problem(("code",), "required", "says neither in words nor in a code what it is")
    for at, coding in enumerate(entry.code.codings):
        if not (coding.system and coding.code):
            yield Problem(("code", "codings", at), "incomplete", "a coding has a system and a code")
    if isinstance(entry, Observation):
        given = [entry.quantity is not None, entry.concept not in (None, Concept()), bool(entry.text)]
        if sum(given) > 1:
            yield Problem(("quantity",), "several_values", "an observation has one value")


def _times(entry: ClinicalEntry) -> Iterator[Problem]:
    """``begun`` and ``ended`` have names of their own in each kind."""
    names = {"begun": ("onset", "start", "effective", "performed"), "ended": ("resolved", "end", "abatement")}
    wrong = False
    for which, candidates in names.items():
        text = getattr(entry, which)
        if text and not _is_partial_time(text):
            name = next(each for each in candidates if hasattr(entry, each))
            wrong = True
            yield Problem((name,), "not_a_time", "a year, month, day or instant in UTC is written another way")
    exact = min(len(entry.begun), len(entry.ended))
    if not wrong and entry.ended[:exact] < entry.begun[:exact]:
        name = next(each for each in names["ended"] if hasattr(entry, each))
        yield Problem((name,), "before_start", "it ends before it begins")


def _is_partial_time(text: str) -> bool:
    try:
        return partial_time(text) == text
    except BadTime:
        return False


def _numbers(entry: ClinicalEntry) -> Iterator[Problem]:
    named: list[tuple[Path, Decimal | None]] = []
    if isinstance(entry, Observation):
        bounds = entry.reference_range
        named = [
            (("quantity",), _value(entry.quantity)),
            (("reference_range", "low"), bounds.low if bounds else None),
            (("reference_range", "high"), bounds.high if bounds else None),
        ]
    elif isinstance(entry, MedicationStatement):
        named = [(("dosage", "dose"), _value(entry.dosage.dose)), (("dosage", "every"), _value(entry.dosage.every))]
    for path, number in named:
        if number is not None and not _is_plain(number):
            yield Problem(path, "not_a_number", f"not a number of at most {DIGITS} digits before and after the point")


def _value(quantity: Quantity | None) -> Decimal | None:
    return quantity.value if quantity else None


def _is_plain(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= DIGITS and number.adjusted() < DIGITS
