# generated: edit the _async file of the same name, then run "make format"
"""Programs that call the API."""

from uuid import UUID

from polyclinic.dialects.candid.wire import users as wire
from polyclinic.dialects.candid.wire.users import M2MUserResponse
from polyclinic.sdk._sync.client import ApiClient


class Users:
    """Programs of the organization."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create_m2m(self, name: str, organization_id: UUID | str) -> M2MUserResponse:
        """Make credentials for a program; the secret is shown once.

        Raises ``Conflict`` for a name in use, ``Unprocessable`` for another organization or too many programs.
        """
        body = wire.M2MUserCreateV2.model_validate({"name": name, "organization_id": str(organization_id)})
        return self._api.send(wire.CREATE_M2M_USER.call(body))
