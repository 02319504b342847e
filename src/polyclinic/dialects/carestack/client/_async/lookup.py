"""Look-ups."""

from polyclinic.dialects.carestack.client import operations
from polyclinic.dialects.carestack.wire import lookup as wire
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncLookup:
    """Codes by words."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def find_code(self, semantic_tag: str, search_term: str) -> list[wire.CodeFound]:
        """The codes whose words are most like ``search_term`` (up to 200 characters), the best first, ten at most.

        ``semantic_tag`` says what is meant (``diagnosis``, ``medication`` ...); any other is looked up everywhere.
        Typing errors, beginnings of words and any order will do. Nothing alike is an empty list.
        """
        query = wire.CodeQuery(semanticTag=semantic_tag, searchTerm=search_term)
        return await self._api.send(operations.find_code(query))

    async def radiology(self, search_term: str) -> list[wire.CodeFound]:
        """The same for LOINC's codes of imaging studies (``MRI of brain``)."""
        return await self.find_code(wire.RADIOLOGY, search_term)
