"""Escalations: Silna's words are the record's, in capitals."""

from typing import Any

from polyclinic.core.escalations.model import Escalation
from polyclinic.dialects.silna.mapping.common import Refs


def from_core(escalation: Escalation, refs: Refs) -> dict[str, Any]:
    """An escalation as Silna shows it."""
    deadline, answered_at = escalation.deadline, escalation.answered_at
    return {
        "id": escalation.id,
        "escalation_type": escalation.type.upper(),
        "action_type": escalation.action.value.upper(),
        "reason": escalation.reason,
        "status": escalation.status.value.upper(),
        "deadline": deadline.isoformat() if deadline else None,
        "created_at": escalation.opened_at.isoformat(),
        "last_submitted_at": answered_at.isoformat() if answered_at else None,
        "resource_type": escalation.resource_type.value.upper(),
        "resource_id": escalation.resource_id,
        "patient_id": escalation.patient_id,
        "payor_id": escalation.payer_id or None,
        "silna_url": f"{refs.base_url}/escalations/{escalation.id}",
        "supplemental_file_ids": [*escalation.document_ids] or None,
    }
