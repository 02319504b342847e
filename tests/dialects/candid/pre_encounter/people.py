"""Bodies of pre-encounter patients."""

import json
from typing import Any

ADDRESS = {
    "use": "HOME",
    "line": ["1 Elm St", "Apt 2"],
    "city": "Albany",
    "state": "NY",
    "postal_code": "12207-1234",
    "country": "US",
}
SMALL: dict[str, Any] = {
    "name": {"use": "OFFICIAL", "family": "Laufeyson", "given": ["Loki", "Odin"]},
    "other_names": [],
    "birth_date": "1983-12-17",
    "biological_sex": "MALE",
    "primary_address": ADDRESS,
    "other_addresses": [],
    "other_telecoms": [],
    "contacts": [],
    "general_practitioners": [],
    "filing_order": {"coverages": []},
}
STRANGE = {
    "name": {"use": "USUAL", "family": "Strange", "given": ["Stephen"]},
    "telecoms": [{"value": "555-0199", "use": "WORK"}],
    "npi": "1234567893",
    "type": "PRIMARY",
}
FULL: dict[str, Any] = {
    **SMALL,
    "other_names": [{"use": "MAIDEN", "family": "Farbautison", "given": ["Loki"], "period": {"end": "2001-01-01"}}],
    "primary_telecom": {"value": "555-0100", "use": "MOBILE", "period": {"start": "2020-01-01"}},
    "other_telecoms": [{"value": "555-0101", "use": "HOME"}, {"value": "555-0102", "use": "OLD"}],
    "other_addresses": [{**ADDRESS, "use": "BILLING", "state": "FC", "country": "CA", "administrative_area": "ON"}],
    "email": "loki@asgard.example",
    "other_identifiers": [{"system": "passport", "value": "A-1"}],
    "gender": "NON_BINARY",
    "social_security_number": "123-45-6789",
    "sexual_orientation": "BISEXUAL",
    "race": "WHITE",
    "ethnicity": "NOT_HISPANIC_OR_LATINO",
    "disability_status": "NON_DISABLED",
    "pronouns": ["they", "them"],
    "marital_status": "NEVER_MARRIED",
    "deceased": "2026-01-02T03:04:05Z",
    "multiple_birth": 0,
    "photo": "https://x.example/loki.png",
    "language": "non",
    "hipaa_code": "H-1",
    "electronic_communication_opt_in": True,
    "electronic_communication_consent": {"text_communication_consent": False, "email_communication_consent": True},
    "external_provenance": {"external_id": "emr-1", "system_name": "EMR"},
    "advanced_directives": ["LIVING_WILL"],
    "contacts": [
        {
            "name": {"use": "USUAL", "family": "Friggason", "given": ["Frigga"]},
            "relationship": ["OTHER"],
            "telecoms": [{"value": "555-0103", "use": "HOME"}],
            "addresses": [ADDRESS],
            "hipaa_authorization": True,
        }
    ],
    "general_practitioners": [STRANGE],
    "coverages_for_related_causes": {"coverages": []},
    "non_insurance_payers": ["nip-1"],
    "non_insurance_payer_associations": [
        {"id": "nip-1", "member_id": "m-1", "clinical_trial_info": [{"id": "t-1", "clinical_trial_arm": "A"}]}
    ],
    "guarantor": {
        "name": {"use": "USUAL", "family": "Odinson", "given": ["Thor"]},
        "address": ADDRESS,
        "telecom": {"value": "555-0104", "use": "HOME"},
        "birth_date": "1980-01-01",
    },
    "self_pay": False,
    "authorizations": [
        {
            "payer_id": "60054",
            "payer_name": "Aetna",
            "authorization_number": "A-2",
            "cpt_code": "99212",
            "units": "VISIT",
            "quantity": 3,
            "dx_codes": ["Z63.88"],
        }
    ],
    "referrals": [{"provider": STRANGE, "referral_number": "R-1", "cptCodes": ["99212"], "applyForAllCptCodes": False}],
    "service_facilities": [{"service_facility_id": "sf-1"}],
    "do_not_invoice_reason": "HARDSHIP",
    "note_ids": ["n-1"],
    "tag_ids": ["t-1"],
    "origination_detail": {
        "referral_source": "REFERRING_MD",
        "referral_type": "DIRECTED",
        "referring_provider": STRANGE,
        "specialization_categories": ["CARDIOLOGY"],
    },
    "inferred_patient_metadata": {
        "inferred_encounter_id": "e-1",
        "inferred_encounter_latest_date_of_service": "2025-01-01",
    },
    "orcon": False,
    "custom_metadata": [],
}


def person(**changes: Any) -> dict[str, Any]:
    """The smallest patient with other members; ``...`` leaves one out."""
    made = json.loads(json.dumps({**SMALL, **{name: value for name, value in changes.items() if value is not ...}}))
    return {name: value for name, value in made.items() if changes.get(name) is not ...}


def named(family: str, *given: str) -> dict[str, Any]:
    """A name."""
    return {"use": "USUAL", "family": family, "given": list(given) or ["Loki"]}
