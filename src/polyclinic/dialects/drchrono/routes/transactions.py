"""Transactions: serves ``wire/transactions.py``."""

from collections.abc import Sequence
from typing import Any

from polyclinic.core.billing import ledger
from polyclinic.core.billing.model import CHARGE, Charge, npi_key
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner
from polyclinic.core.scheduling.model import APPOINTMENT
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import OneOf
from polyclinic.dialects.drchrono.mapping import transactions as mapping
from polyclinic.dialects.drchrono.paging import envelope, page_query
from polyclinic.dialects.drchrono.routes.common import load_refs, updated_since
from polyclinic.dialects.drchrono.wire import transactions as wire
from polyclinic.web.call import Call
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST_TRANSACTIONS)
async def list_transactions(ctx: Context, call: Call[None, wire.TransactionQuery]) -> dict[str, Any]:
    asked = call.query
    doctor = await ctx.get_by_number(PRACTITIONER, asked.doctor)
    where = [_rendered_by(ctx, doctor), *updated_since(ctx, asked.since)]
    page = await ledger.search(ctx, page_query(CHARGE, asked, *where))
    return envelope(call.raw, asked, page, await _show(ctx, page.items, doctor), page.total or 0)


def _rendered_by(ctx: Context, doctor: Practitioner | None) -> OneOf:
    """Charges that name the doctor, by reference or by NPI; the default doctor's also are those that name nobody."""
    if doctor is None:
        return OneOf("provider", ())
    named = [doctor.id, *([key] if (key := npi_key(doctor.npi)) else [])]
    default = doctor.id == ctx.tenant.defaults.get("practitioner")
    return OneOf("provider", (*named, None) if default else tuple(named))


async def _show(ctx: Context, found: Sequence[Charge], doctor: Practitioner | None) -> list[dict[str, Any]]:
    if doctor is None:
        return []
    visits = await ctx.get_many(APPOINTMENT, {id for charge in found if (id := charge.service.appointment_id)})
    pairs = [(charge, visits.get(charge.service.appointment_id or "")) for charge in found]
    refs = await load_refs(ctx, offices=[mapping.office_id(charge.service, visit) for charge, visit in pairs])
    return [mapping.from_core(charge, doctor, visit, refs) for charge, visit in pairs]
