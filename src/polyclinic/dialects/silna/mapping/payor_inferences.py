"""Payor inference: what the record inferred from cards."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from polyclinic.core.cards.model import Inferred, PayerInference
from polyclinic.core.organisation.model import Payer
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.secrets import Secret
from polyclinic.dialects.silna.mapping.common import SOURCE_ID
from polyclinic.dialects.silna.mapping.payors import insurance_type_of
from polyclinic.dialects.silna.wire.payor_inferences import InferenceStrategy, PayorInferenceCreate

TAKES = {InferenceStrategy.NEAR_REALTIME: timedelta(0), InferenceStrategy.BASE: timedelta(seconds=30)}


def to_core(body: PayorInferenceCreate) -> PayerInference:
    """A new request."""
    return PayerInference(
        legal_entity_id=body.provider_id,
        patient_id=body.patient_id,
        text=Secret(body.text) if body.text else None,
        document_ids=tuple(dict.fromkeys(body.patient_document_file_ids or ())),
    )


def from_core(inference: PayerInference, patient: Patient | None, payers: Mapping[str, Payer]) -> dict[str, Any]:
    """A request with what was found: one person, of whom all the words are."""
    found = inference.inferred
    individuals = [_individual(found, patient, payers)] if found and (found.plans or found.family) else []
    return {
        "id": inference.id,
        "status": inference.status.value.upper(),
        "inference_result": {"individuals": individuals} if found else None,
    }


def _individual(found: Inferred, patient: Patient | None, payers: Mapping[str, Payer]) -> dict[str, Any]:
    return {
        "first_name": found.given or None,
        "last_name": found.family or None,
        "date_of_birth": found.birth_date.isoformat() if found.birth_date else None,
        "patient_source_id": patient.external_id(SOURCE_ID) if patient else None,
        "plans": [
            {
                "member_number": plan.member_id or None,
                "group_number": plan.group_number or None,
                "payor_entity_id": plan.payer_id,
                "proof_of_insurance_file_id": plan.document_id,
                "plan_order_number": number,
                "name": plan.payer_name,
                "insurance_type": insurance_type_of(payers[plan.payer_id]) if plan.payer_id in payers else None,
            }
            for number, plan in enumerate(found.plans, 1)
        ],
    }
