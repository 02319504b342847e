# generated: edit the _async file of the same name, then run "make format"
"""Prior authorizations."""

from collections.abc import Iterator

from polyclinic.dialects.silna.client._sync.lists import every
from polyclinic.dialects.silna.wire import prior_authorization_requests as sent
from polyclinic.dialects.silna.wire import prior_authorizations as wire
from polyclinic.dialects.silna.wire.common import Page
from polyclinic.dialects.silna.wire.prior_authorization_codes import PriorAuthorizationStatus
from polyclinic.sdk._sync.client import ApiClient


class PriorAuthorizations:
    """Requests to payers to agree to care. Make one, send its data, complete it, and read it again until it is decided.

    Whatever its state does not allow is a ``BadRequest``.
    """

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(
        self, request: sent.PriorAuthorizationCreate, *, idempotency_key: str | None = None
    ) -> wire.PriorAuthorizationCreated:
        """Begin a request; ``required_data`` tells what it needs.

        Without a key of yours, each call makes a fresh one.
        """
        return self._api.send(wire.CREATE.call(request), key=idempotency_key)

    def get(self, prior_authorization_id: str, *, with_requirements: bool = False) -> wire.PriorAuthorization:
        """A request as it stands; ``with_requirements`` says what it needs and what of it there is."""
        query = wire.ReadOptions(with_requirements=True) if with_requirements else None
        return self._api.send(wire.GET.call(query=query, prior_authorization_id=prior_authorization_id))

    def get_by_old_path(self, prior_authorization_id: str) -> wire.PriorAuthorization:
        """The same by the path that Silna has deprecated."""
        return self._api.send(wire.GET_BY_OLD_PATH.call(prior_authorization_id=prior_authorization_id))

    def update(self, prior_authorization_id: str, changes: sent.PriorAuthorizationUpdate) -> None:
        """Send data: the fields that were set on ``changes``. The answer to an escalation is sent like this, too."""
        self._api.send(wire.UPDATE.call(changes, prior_authorization_id=prior_authorization_id))

    def complete(self, prior_authorization_id: str) -> None:
        """Hand in a request that has all its data."""
        self._api.send(wire.COMPLETE.call(prior_authorization_id=prior_authorization_id))

    def abort(self, prior_authorization_id: str) -> None:
        """Take a request back: it is WITHDRAWN for good."""
        self._api.send(wire.ABORT.call(prior_authorization_id=prior_authorization_id))

    def record(self, approval: sent.CompletedAuthorizationCreate, *, idempotency_key: str | None = None) -> str:
        """Record an authorization that was given elsewhere and return its id."""
        return (self._api.send(wire.RECORD.call(approval), key=idempotency_key)).id

    def record_approval(self, prior_authorization_id: str, approval: sent.ApprovalRecord) -> None:
        """Record that a request was approved elsewhere: by its letters, or by number and dates."""
        self._api.send(wire.RECORD_APPROVAL.call(approval, prior_authorization_id=prior_authorization_id))

    def page(self, patient_plan_id: str, query: wire.PriorAuthorizationQuery) -> Page[wire.PriorAuthorizationPreview]:
        """One page, after or before the request that ``query`` names."""
        return self._api.send(wire.LIST.call(query=query, patient_plan_id=patient_plan_id))

    def list(
        self, patient_plan_id: str, *, status: PriorAuthorizationStatus | None = None, limit: int | None = None
    ) -> Iterator[wire.PriorAuthorizationPreview]:
        """Every request under a plan, newest first, ``limit`` (at most 100) at a time."""
        path = {"patient_plan_id": patient_plan_id}
        return every(self._api, wire.LIST, wire.PriorAuthorizationQuery, path, status=status, limit=limit)
