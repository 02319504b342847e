"""Providers: the record's legal entities."""

from typing import Any

from polyclinic.core.organisation.model import LegalEntity
from polyclinic.dialects.silna.mapping.common import SOURCE_ID, Refs


def from_core(entity: LegalEntity, refs: Refs) -> dict[str, Any]:
    """A provider as Silna shows it; one without another trade name trades under its legal name."""
    return {
        "id": entity.id,
        "legal_name": entity.name,
        "dba": entity.dba or entity.name,
        "source_id": entity.external_id(SOURCE_ID),
        "silna_url": f"{refs.base_url}/providers/{entity.id}",
    }
