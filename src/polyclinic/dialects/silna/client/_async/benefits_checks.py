"""Benefits checks."""

from collections.abc import AsyncIterator
from functools import partial

from polyclinic.dialects.silna.client import operations
from polyclinic.dialects.silna.wire import benefits_checks as wire
from polyclinic.dialects.silna.wire import benefits_checks_v2 as wire_v2
from polyclinic.dialects.silna.wire.common import Page, PageQuery
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncBenefitsChecks:
    """What plans pay for some specialties. A check is made by people or payors: ask for it, then read it until it is
    ``COMPLETE``, which takes seconds or days, as its template says. What is refused raises an ``ApiError``.
    """

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, check: wire.BenefitsCheckCreate, *, idempotency_key: str | None = None) -> list[str]:
        """Have a live plan checked and return the ids of the checks. Each call asks again, unless with the same key."""
        return (await self._api.send(operations.create_benefits_check(check), key=idempotency_key)).benefits_check_ids

    async def get(self, check_id: str) -> wire.BenefitsCheck:
        """A check with a flat list of values per specialty; see ``get_v2`` for what each value is for."""
        return await self._api.send(operations.get_benefits_check(check_id))

    async def get_v2(self, check_id: str) -> wire_v2.BenefitsCheckV2:
        """A check with its values per specialty, each with the services that it is for."""
        return await self._api.send(operations.get_benefits_check_v2(check_id))

    async def report(self, check_id: str, *, idempotency_key: str | None = None) -> str:
        """Have a complete check put on paper and return the id of the PDF, which is among ``files``."""
        return (await self._api.send(operations.report_benefits_check(check_id), key=idempotency_key)).file_id

    async def page(self, plan_id: str, query: PageQuery) -> Page[wire.BenefitsCheckPreview]:
        """One page of a plan's checks, after or before the check that ``query`` names."""
        return await self._api.send(operations.list_benefits_checks(plan_id, query))

    async def list(self, plan_id: str, *, limit: int | None = None) -> AsyncIterator[wire.BenefitsCheckPreview]:
        """Every check of a plan, archived or not, newest first."""
        query = operations.query(PageQuery, limit=limit)
        call = partial(operations.list_benefits_checks, plan_id)
        async for page in self._api.pages(call(query), lambda page: operations.following(page, query, call)):
            for check in page.records:
                yield check

    async def templates(self, name: str | None = None) -> AsyncIterator[wire.BenefitsCheckTemplate]:
        """How checks can be made: those templates whose name contains ``name``, the usual one first."""
        query = operations.query(wire.TemplateQuery, template_name=name)
        call = operations.list_benefits_check_templates
        async for page in self._api.pages(call(query), lambda page: operations.following(page, query, call)):
            for template in page.records:
                yield template
