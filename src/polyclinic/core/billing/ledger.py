"""The ledger: every service line is an account, and money moves on it by postings that nobody changes.

Charges follow their encounters, in the very change that writes them; all other postings are made here.
"""

from collections.abc import Iterable, Mapping, Sequence

from polyclinic.core.billing import policy
from polyclinic.core.billing.model import CHARGE, Charge, Service, Sums
from polyclinic.core.encounters.model import (
    Encounter,
    ProviderRole,
    ResponsibleParty,
    ServiceLine,
    claim_status,
)
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.errors import Invalid, NotFound, UnknownCursor
from polyclinic.core.shared.postings import US_DOLLAR, Movement, Party, Posting
from polyclinic.core.shared.queries import Page, Query
from polyclinic.core.shared.refusals import refuses

MOST_CENTS = 100_000_000_000
"""The most that one posting may move."""


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[Charge]) -> Page[Charge]:
    """A page of charges."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses(NotFound)
async def postings(ctx: Context, line_id: str) -> Sequence[Posting]:
    """All that ever moved on the account of a service line, the earliest first."""
    ctx.require(policy.READ)
    await ctx.need(CHARGE, line_id, deleted=True)
    return await ctx.postings(line_id)


@refuses(NotFound, Invalid)
async def post(ctx: Context, line_id: str, movement: Movement, party: Party, cents: int) -> Charge:
    """Book a payment, refund, adjustment or transfer of ``cents`` on a service line. Charges follow the encounter."""
    ctx.require(policy.WRITE)
    charge = await ctx.need(CHARGE, line_id)
    if movement is Movement.CHARGE:
        raise Invalid.field("movement", code="charge", message="what is charged is what the encounter says")
    if movement is Movement.TRANSFER and not party.insures:
        raise Invalid.field("party", code="patient", message="only what an insurer owes can be passed on")
    if not 0 < cents <= MOST_CENTS:
        raise Invalid.field("cents", code="out_of_range", message=f"from 1 to {MOST_CENTS} cents move at once")
    if movement is Movement.REFUND and cents > charge.sums.paid_by(party):
        raise Invalid.field("cents", code="unpaid", message="more is refunded than was paid")
    return await _book(ctx, charge, [_posting(ctx, line_id, movement, party, cents)])


@refuses(NotFound, Invalid)
async def reverse(ctx: Context, line_id: str, posting_id: str) -> Charge:
    """Take back a posting that was wrong, once, by one with the sign turned."""
    ctx.require(policy.WRITE)
    charge = await ctx.need(CHARGE, line_id)
    held = await ctx.postings(line_id)
    wrong = next((each for each in held if each.id == posting_id), None)
    if wrong is None:
        raise NotFound("posting", posting_id)
    if wrong.movement is Movement.CHARGE:
        raise Invalid.field("posting_id", code="charge", message="what is charged is what the encounter says")
    if wrong.reverses or any(each.reverses == posting_id for each in held):
        raise Invalid.field("posting_id", code="reversed", message="this is, or has, a reversal")
    back = _posting(ctx, line_id, wrong.movement, wrong.party, -wrong.cents)
    return await _book(ctx, charge, [replace(back, reverses=posting_id)])


@refuses()
async def follow(ctx: Context, after: Encounter, before: Encounter | None) -> None:
    """Have the charges of an encounter say what it says now. Money that was paid stays where it is."""
    ctx.require(policy.WRITE)
    wanted, had = _charges(after), _charges(before) if before else {}
    if wanted == had:
        return
    held = await ctx.get_many(CHARGE, had.keys() | wanted.keys()) if before else {}
    for line_id in dict.fromkeys((*wanted, *had)):
        await _bring(ctx, held.get(line_id), wanted.get(line_id))


async def _bring(ctx: Context, charge: Charge | None, wanted: Charge | None) -> None:
    """Make an account what is wanted of it; None withdraws it."""
    base = charge or wanted
    if base is None:
        return
    now, owed = charge.sums if charge else Sums(), wanted.sums if wanted else Sums()
    service = wanted.service if wanted else base.service
    changed = replace(base, service=service, sums=now, withdrawn=wanted is None)
    moved = _differences(ctx, base.id, _charged(owed), _charged(now))
    if moved or changed != charge:
        await _book(ctx, changed, moved)


async def _book(ctx: Context, charge: Charge, moved: Iterable[Posting]) -> Charge:
    sums = charge.sums
    for posting in moved:
        ctx.post(posting)
        sums = sums.after(posting)
    active = not charge.withdrawn or sums != Sums()
    return await ctx.put(CHARGE, replace(charge, sums=sums, active=active))


def _posting(ctx: Context, account: str, movement: Movement, party: Party, cents: int) -> Posting:
    currency = ctx.tenant.defaults.get("currency", US_DOLLAR)
    return Posting(account=account, movement=movement, party=party, cents=cents, currency=currency)


# -- what an encounter charges ----------------------------------------------------------------------------------------


def _charges(encounter: Encounter) -> dict[str, Charge]:
    """What the lines of an encounter that is to be billed come to, by their ids."""
    if not (encounter.active and encounter.billable):
        return {}
    places = {diagnosis.id: place for place, diagnosis in enumerate(encounter.diagnoses, start=1)}
    to_insurance = _insured(encounter)
    return {
        line.id: Charge(
            id=line.id,
            service=_service(encounter, line, places),
            sums=Sums(charged_insurance=line.charge or 0) if to_insurance else Sums(charged_patient=line.charge or 0),
        )
        for line in encounter.service_lines
    }


def _insured(encounter: Encounter) -> bool:
    """Whether insurers are billed first."""
    if encounter.responsible_party is ResponsibleParty.UNKNOWN:
        return bool(encounter.subscribers)
    return encounter.responsible_party is ResponsibleParty.INSURANCE


def _service(encounter: Encounter, line: ServiceLine, places: Mapping[str, int]) -> Service:
    rendering = encounter.provider(ProviderRole.RENDERING)
    day = line.start or encounter.start
    assert day is not None  # encounters refuse a line that is of no day
    return Service(
        encounter_id=encounter.id,
        day=day,
        appointment_id=encounter.appointment_ids[0] if encounter.appointment_ids else None,
        practitioner_id=rendering.practitioner_id if rendering else None,
        npi=rendering.npi if rendering else "",
        facility_id=encounter.facility_id,
        code=line.procedure_code or line.revenue_code,
        description=line.description,
        quantity=line.quantity,
        units=line.units,
        modifiers=line.modifiers,
        pointers=tuple(places[id] for id in line.diagnosis_ids if id in places),
        claim_status=claim_status(encounter),
    )


def _charged(sums: Sums) -> dict[Party, int]:
    return {Party.PRIMARY: sums.charged_insurance, Party.PATIENT: sums.charged_patient}


def _differences(ctx: Context, line_id: str, owed: Mapping[Party, int], now: Mapping[Party, int]) -> list[Posting]:
    """The charges that make ``now`` what is ``owed``."""
    steps = {party: cents - now[party] for party, cents in owed.items()}
    return [_posting(ctx, line_id, Movement.CHARGE, party, step) for party, step in steps.items() if step]
