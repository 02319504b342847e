"""An operation refuses what it declares, and tests fail where it refuses something else."""

from collections.abc import Iterator

import pytest

from polyclinic.core.shared.errors import Forbidden, Invalid, NotFound, Refusal, UnknownReference
from polyclinic.core.shared.refusals import UndeclaredRefusal, refusals_of, refuses, verify_refusals


class DialectRefusal(Refusal):
    """As a dialect's edit raises it."""


@refuses(NotFound, Invalid)
async def act(refusal: Refusal | None, *, answer: str = "done") -> str:
    if refusal is not None:
        raise refusal
    return answer


@refuses(*refusals_of(act))
async def act_through(refusal: Refusal) -> str:
    return await act(refusal)


@refuses()
async def act_silently(refusal: Refusal) -> str:
    return await act(refusal)


@pytest.fixture
def unverified() -> Iterator[None]:
    verify_refusals(on=False)
    yield
    verify_refusals(on=True)


async def test_an_operation_stays_what_it_was() -> None:
    assert await act(None) == "done"
    assert await act(None, answer="again") == "again"
    assert act.__name__ == "act"
    assert refusals_of(act) == {NotFound, Invalid}


@pytest.mark.parametrize(
    "refusal", [NotFound("patient", "1"), Invalid([]), Forbidden("no"), DialectRefusal()], ids=type
)
async def test_what_is_declared_or_may_happen_anywhere_is_raised(refusal: Refusal) -> None:
    with pytest.raises(type(refusal)):
        await act_through(refusal)


async def test_a_subclass_is_declared_by_itself() -> None:
    with pytest.raises(UndeclaredRefusal, match="act raised UnknownReference"):
        await act(UnknownReference("patient_id", kind="patient", id="1"))


async def test_an_operation_declares_what_it_calls() -> None:
    with pytest.raises(UndeclaredRefusal, match="act_silently raised NotFound"):
        await act_silently(NotFound("patient", "1"))


@pytest.mark.usefixtures("unverified")
async def test_nothing_is_checked_in_production() -> None:
    with pytest.raises(NotFound):
        await act_silently(NotFound("patient", "1"))
