# generated: edit the _async file of the same name, then run "make format"
"""Diagnoses."""

from uuid import UUID

from polyclinic.dialects.candid.wire import diagnoses as wire
from polyclinic.dialects.candid.wire.claims import Diagnosis
from polyclinic.dialects.candid.wire.diagnoses import DiagnosisUpdate, StandaloneDiagnosisCreate
from polyclinic.sdk._sync.client import ApiClient


class Diagnoses:
    """Diagnoses of encounters. What is refused raises an ``ApiError`` of ``polyclinic.sdk.errors``."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, diagnosis: StandaloneDiagnosisCreate) -> Diagnosis:
        """Add a diagnosis to an encounter. Raises ``NotFound`` for the encounter."""
        return self._api.send(wire.CREATE.call(diagnosis))

    def update(self, diagnosis_id: UUID | str, changes: DiagnosisUpdate) -> Diagnosis:
        """Change what is set on ``changes``. Raises ``NotFound``, ``Unprocessable`` for a second principal one."""
        return self._api.send(wire.UPDATE.call(changes, diagnosis_id=diagnosis_id))

    def delete(self, diagnosis_id: UUID | str) -> None:
        """Raises ``NotFound``, ``Unprocessable`` where a service line points at no other."""
        self._api.send(wire.DELETE.call(diagnosis_id=diagnosis_id))
