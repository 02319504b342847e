"""Merges of patients."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from polyclinic.dialects.candid.wire.pre_encounter import patient_merges as wire
from polyclinic.dialects.candid.wire.pre_encounter.common import ScanQuery
from polyclinic.dialects.candid.wire.pre_encounter.patient_merges import (
    AlternativeStatus,
    MutablePatientMerge,
    NoneStatus,
    PatientMerge,
    PatientMergePage,
    PatientMergeSearchRequest,
    PrimaryStatus,
)
from polyclinic.sdk._async.client import AsyncApiClient
from polyclinic.sdk.operation import Operation


class AsyncPatientMerges:
    """Who turned out to be whom. ``version`` is the next one: that of the merge as read, and one."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, *, alternative_patient_mrn: str, primary_patient_mrn: str) -> PatientMerge:
        """Merge the alternative patient into the primary one. Raises ``BadRequest``."""
        merge = MutablePatientMerge(
            alternative_patient_mrn=alternative_patient_mrn, primary_patient_mrn=primary_patient_mrn
        )
        return await self._api.send(wire.CREATE.call(merge))

    async def status(self, mrn_or_id: UUID | str) -> NoneStatus | AlternativeStatus | PrimaryStatus:
        """Where a patient stands. Raises ``NotFound``."""
        return (await self._api.send(wire.GET_STATUS.call(mrn_or_id=mrn_or_id))).root

    async def of_patient(self, mrn: str) -> list[PatientMerge]:
        """The merges that a patient is part of. Raises ``NotFound``."""
        return await self._api.send(wire.GET_ALL_BY_MRN.call(mrn=mrn))

    async def scan(self, since: datetime, *, max_results: int = 100) -> list[PatientMerge]:
        """What has been merged or undone at this time or later, the earliest first."""
        return await self._api.send(wire.SCAN.call(query=ScanQuery(since=since, maxResults=max_results)))

    async def deactivate(self, merge_id: UUID | str, version: int) -> None:
        """Undo a merge. Raises ``NotFound``, ``VersionConflict``."""
        await self._api.send(wire.DEACTIVATE.call(id=merge_id, version=version))

    async def search(self, mrns: Sequence[str], *, page_size: int = 100) -> AsyncIterator[PatientMerge]:
        """The merges that any of these patients is part of."""
        asked = PatientMergeSearchRequest(mrns=[*mrns], limit=page_size)

        def following(page: PatientMergePage) -> Operation[PatientMergePage] | None:
            token = page.next_page_token
            return None if token is None else wire.SEARCH.call(asked.model_copy(update={"page_token": token}))

        async for page in self._api.pages(wire.SEARCH.call(asked), following):
            for merge in page.items:
                yield merge
