"""Guarantors on their own, in both directions."""

from collections.abc import Mapping
from typing import Any

from polyclinic.core.encounters.parts import Guarantor
from polyclinic.core.shared.errors import Invalid, Problem
from polyclinic.dialects.candid.mapping.common import merged
from polyclinic.dialects.candid.mapping.parties import guarantor_from_core, guarantor_to_core, guarantor_to_wire

from_core = guarantor_from_core


def to_core(sent: Mapping[str, Any]) -> Guarantor:
    """A new guarantor. Raises ``Invalid`` for one that cannot be reached."""
    if not (sent.get("phone_numbers") or sent.get("email")):
        needed = "Give a phone number or an email address"
        raise Invalid([Problem((name,), "required", needed) for name in ("phone_numbers", "email")])
    return guarantor_to_core(sent)


def changed(sent: Mapping[str, Any], guarantor: Guarantor) -> Guarantor:
    """The guarantor with what ``sent`` says: absent stays, null clears."""
    return guarantor_to_core(merged(guarantor_to_wire(guarantor), sent), guarantor)
