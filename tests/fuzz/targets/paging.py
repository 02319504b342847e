"""Page tokens and orders of lists, as each API spells them."""

from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.errors import Invalid, UnknownCursor
from polyclinic.core.shared.ids import new_id
from polyclinic.dialects.candid import paging as candid
from polyclinic.dialects.carestack import paging as carestack
from polyclinic.dialects.carium import paging as carium
from polyclinic.dialects.carium.errors import BadParameter
from polyclinic.dialects.drchrono import paging as drchrono
from polyclinic.dialects.drchrono.wire.common import PageQuery
from tests.fuzz.targets.given import text_of

_ID = new_id()
_SORTS = {"created": "created_at", "name": "sort_name", "birth-date": "birth_date"}


def candid_page_token(data: bytes) -> None:
    """Read as a page token, and a token of ours read back."""
    text = text_of(data)
    try:
        after, before = candid.cursor(text)
    except UnknownCursor:
        return
    assert (after is None) != (before is None)
    side, id = ("after", after) if after else ("before", before or "")
    assert candid.cursor(candid.token(side, id)) == (after, before)


def carestack_next_page(data: bytes) -> None:
    """Read as ``nextPage`` of a list of patients."""
    text = text_of(data)
    try:
        start, number = carestack.start("patient", text), carestack.number("patient", text)
    except Invalid:
        return
    if start is not None:
        again = carestack.token("patient", start, number)
        assert (carestack.start("patient", again), carestack.number("patient", again)) == (start, number)


def drchrono_page(data: bytes) -> None:
    """Read as ``page`` of a list."""
    try:
        # longer ones are refused by the model of the query
        query = drchrono.page_query(PATIENT, PageQuery(page=text_of(data)[:100]))
    except UnknownCursor:
        return
    assert query.after is None or query.before is None


def carium_sort(data: bytes) -> None:
    """Read as ``sort`` of a list."""
    try:
        orders = carium.order(text_of(data), _SORTS)
    except BadParameter:
        return
    assert 0 < len(orders) <= len(_SORTS)
