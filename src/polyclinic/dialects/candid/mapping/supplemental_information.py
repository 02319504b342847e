"""Paperwork that goes with a claim, in both directions."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from polyclinic.core.encounters.parts import Paperwork
from polyclinic.dialects.candid.mapping.common import Json

_FIELDS = {
    "attachment_report_type_code": "report_type",
    "attachment_transmission_code": "transmission",
    "attachment_control_number": "control_number",
    "attachment_inclusion": "inclusion",
}


def to_core(sent: Mapping[str, Any]) -> Paperwork:
    """Paperwork to announce."""
    return changed(sent, Paperwork(report_type="", transmission=""))


def changed(sent: Mapping[str, Any], paperwork: Paperwork) -> Paperwork:
    """The paperwork with what ``sent`` says: absent stays, null clears."""
    changes = {ours: sent[name] or "" for name, ours in _FIELDS.items() if name in sent}
    if "attachment_id" in sent:
        changes["document_id"] = sent["attachment_id"]
    return replace(paperwork, **changes)


def from_core(paperwork: Paperwork, encounter_id: str) -> Json:
    """Announced paperwork as read."""
    answer = {"supplemental_information_id": paperwork.id, "encounter_id": encounter_id}
    answer |= {name: value for name, ours in _FIELDS.items() if (value := getattr(paperwork, ours))}
    return {**answer, "attachment_id": paperwork.document_id} if paperwork.document_id else answer
