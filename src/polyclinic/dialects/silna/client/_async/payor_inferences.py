"""Payor inference."""

from polyclinic.dialects.silna.client import operations
from polyclinic.dialects.silna.wire import payor_inferences as wire
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncPayorInferences:
    """Who pays, from the words of insurance cards."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, inference: wire.PayorInferenceCreate, *, idempotency_key: str | None = None) -> str:
        """Send text or files and return the id of the request; read it until it is ``COMPLETED`` or ``FAILED``."""
        return (await self._api.send(operations.create_payor_inference(inference), key=idempotency_key)).id

    async def get(self, inference_id: str) -> wire.PayorInference:
        """What was found, the plans of each person in the order in which they were named."""
        return await self._api.send(operations.get_payor_inference(inference_id))
