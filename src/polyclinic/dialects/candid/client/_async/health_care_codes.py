"""What encounters are coded with."""

from uuid import UUID

from polyclinic.dialects.candid.wire import health_care_codes as wire
from polyclinic.dialects.candid.wire.health_care_codes import HealthCareCodes, HealthCareCodesUpdate
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncCodeInformation:
    """Diagnoses, procedures and the other codes of an encounter, by group."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def of_encounter(self, encounter_id: UUID | str) -> HealthCareCodes:
        """Raises ``NotFound``."""
        return await self._api.send(wire.GET_ALL_FOR_ENCOUNTER.call(encounter_id=encounter_id))

    async def update(self, encounter_id: UUID | str, changes: HealthCareCodesUpdate) -> HealthCareCodes:
        """Replace the groups that are set on ``changes``. Raises ``NotFound``, ``ValidationFailed``."""
        return await self._api.send(wire.UPDATE.call(changes, encounter_id=encounter_id))
