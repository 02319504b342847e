# generated: edit the _async file of the same name, then run "make format"
"""Patient plans."""

from collections.abc import Iterator
from functools import partial

from polyclinic.dialects.silna.client import operations
from polyclinic.dialects.silna.wire import patient_plans as wire
from polyclinic.dialects.silna.wire.common import Page
from polyclinic.sdk._sync.client import ApiClient


class PatientPlans:
    """What patients are insured by. A plan stays as it was made, but for its ``source_id``; it ends by ``delete``.

    What is refused raises an ``ApiError`` of ``polyclinic.sdk``: status 409 where another plan of the patient has the
    order number or the ``source_id``.
    """

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, plan: wire.PatientPlanCreate, *, idempotency_key: str | None = None) -> str:
        """Record a plan and return its id. ``conflict_behavior`` says what to do if its order number is taken."""
        return (self._api.send(operations.create_patient_plan(plan), key=idempotency_key)).patient_plan_id

    def put(self, plan: wire.PatientPlanPut) -> str:
        """Record a plan unless the patient has it, and return its id.

        The patient's plan with that ``source_id`` stays as it is; one that is its duplicate by
        ``deduplication_strategy`` takes the ``source_id``. A new plan whose order number is taken **replaces** the one
        that has it, unless ``conflict_behavior`` says otherwise: that one is archived, its open work withdrawn.
        """
        return (self._api.send(operations.put_patient_plan(plan))).patient_plan_id

    def get(self, plan_id: str) -> wire.PatientPlan:
        """A plan, archived or not."""
        return self._api.send(operations.get_patient_plan(plan_id))

    def update(self, plan_id: str, changes: wire.PatientPlanUpdate) -> None:
        """Change the ``source_id``; None removes it."""
        self._api.send(operations.update_patient_plan(plan_id, changes))

    def delete(self, plan_id: str) -> None:
        """Archive a plan: it is in no list any more, and its open work is withdrawn."""
        self._api.send(operations.delete_patient_plan(plan_id))

    def page(self, patient_id: str, query: wire.PatientPlanQuery) -> Page[wire.PatientPlan]:
        """One page of a patient's plans, after or before the plan that ``query`` names."""
        return self._api.send(operations.list_patient_plans(patient_id, query))

    def list(
        self, patient_id: str, *, source_id: str | None = None, limit: int | None = None
    ) -> Iterator[wire.PatientPlan]:
        """Every live plan of a patient, newest first; ``source_id`` may be ``WITHOUT_SOURCE_ID``."""
        query = operations.query(wire.PatientPlanQuery, source_id=source_id, limit=limit)
        call = partial(operations.list_patient_plans, patient_id)
        for page in self._api.pages(call(query), lambda page: operations.following(page, query, call)):
            for plan in page.records:
                yield plan
