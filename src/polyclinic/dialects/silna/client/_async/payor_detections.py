"""Payor detection."""

from polyclinic.dialects.silna.client import operations
from polyclinic.dialects.silna.wire import payor_detections as wire
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncPayorDetections:
    """Searches for the plans that a patient may hold, with payors that none is on file of."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, patient_id: str, *, idempotency_key: str | None = None) -> str:
        """Begin a search and return its id; read it until it is ``COMPLETE``."""
        run = wire.PayorDetectionRunCreate(patient_id=patient_id)
        return (await self._api.send(operations.create_payor_detection_run(run), key=idempotency_key)).id

    async def get(self, run_id: str) -> wire.PayorDetectionRun:
        return await self._api.send(operations.get_payor_detection_run(run_id))
