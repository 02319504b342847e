"""The search for facilities, by numbered pages."""

from polyclinic.core.organisation import operations
from polyclinic.core.organisation.model import FACILITY
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Query
from polyclinic.dialects.carestack.mapping import facility_search as mapping
from polyclinic.dialects.carestack.wire import facility_search as wire
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.SEARCH)
async def search(ctx: Context, call: Call[wire.FacilitySearch]) -> Reply:
    asked = call.body
    query = Query(
        FACILITY,
        mapping.conditions(asked),
        limit=asked.resultsPerPage,
        offset=(asked.page - 1) * asked.resultsPerPage,
        total=True,
    )
    found = await operations.search_facilities(ctx, query)
    total = found.total or 0
    return {
        "facilities": [mapping.from_core(facility) for facility in found.items],
        "message": wire.PROCESSED,
        "totalFacilities": total,
        "numberOfPages": -(-total // asked.resultsPerPage),
        "page": asked.page,
        "resultsPerPage": asked.resultsPerPage,
        "total": total,
    }
