"""What the parts of an encounter refuse because of what it already holds."""

from polyclinic.core.shared.errors import Conflict


class LineIdTaken(Conflict):
    """The claim has, or had, a service line with this external id."""

    code = "line_id_taken"


class ClaimSent(Conflict):
    """The claim has gone to the payer: its service lines stay."""

    code = "claim_sent"


class LastDiagnosis(Conflict):
    """``line_id`` would point at no diagnosis without ``diagnosis_id``."""

    code = "last_diagnosis"

    def __init__(self, diagnosis_id: str, line_id: str) -> None:
        message = "a service line needs at least one diagnosis"
        super().__init__(message, diagnosis_id=diagnosis_id, line_id=line_id)
        self.diagnosis_id = diagnosis_id
        self.line_id = line_id


class SecondPrincipal(Conflict):
    """``existing_id`` is the principal diagnosis, so ``new_id`` cannot be."""

    code = "second_principal"

    def __init__(self, existing_id: str, new_id: str) -> None:
        super().__init__("an encounter has one principal diagnosis", existing_id=existing_id, new_id=new_id)
        self.existing_id = existing_id
        self.new_id = new_id


class RoleTaken(Conflict):
    """The encounter has a provider in ``role``; or, when one is removed, one in ``role`` depends on it."""

    code = "role_taken"

    def __init__(self, role: str, message: str) -> None:
        super().__init__(message, role=role)
        self.role = role


class ReferringMissing(Conflict):
    """Who referred first is named only beside who referred last."""

    code = "referring_missing"


class GuarantorExists(Conflict):
    """The encounter has a guarantor."""

    code = "guarantor_exists"
