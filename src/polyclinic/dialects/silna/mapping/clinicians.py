"""Clinicians: the record's practitioners who belong to the practice."""

from typing import Any

from polyclinic.core.practitioners.model import Practitioner


def from_core(practitioner: Practitioner) -> dict[str, Any]:
    """A clinician as Silna shows one; null for what is not known."""
    return {
        "first_name": practitioner.name.given or None,
        "last_name": practitioner.name.family or None,
        "npi": practitioner.npi or None,
    }
