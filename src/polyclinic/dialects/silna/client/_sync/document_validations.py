# generated: edit the _async file of the same name, then run "make format"
"""Document validations."""

from collections.abc import Iterator

from polyclinic.dialects.silna.client._sync.lists import every
from polyclinic.dialects.silna.wire import document_intelligence as wire
from polyclinic.dialects.silna.wire.common import Page, PageQuery
from polyclinic.sdk._sync.client import ApiClient


class DocumentValidations:
    """What was looked for in the documents of requests, and found. Ids are in a request's ``required_data``."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def get(self, document_validation_id: str) -> wire.DocumentValidation:
        """A validation with every rule and the reason for its result."""
        return self._api.send(wire.GET_VALIDATION.call(document_validation_id=document_validation_id))

    def get_batch(self, batch_id: str) -> wire.DocumentValidationBatch:
        """Whether all files of one document type passed."""
        return self._api.send(wire.GET_BATCH.call(document_validation_batch_id=batch_id))

    def page(self, batch_id: str, query: PageQuery) -> Page[wire.DocumentValidation]:
        """One page, after or before the validation that ``query`` names."""
        return self._api.send(wire.LIST_OF_BATCH.call(query=query, document_validation_batch_id=batch_id))

    def list(self, batch_id: str, *, limit: int | None = None) -> Iterator[wire.DocumentValidation]:
        """Every validation of a batch, ``limit`` (at most 100) at a time."""
        path = {"document_validation_batch_id": batch_id}
        return every(self._api, wire.LIST_OF_BATCH, PageQuery, path, limit=limit)
