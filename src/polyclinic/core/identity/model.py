"""Who may come in: people with a password, programs with a client id or key, and the tokens both are given."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.kinds import Key, Kind
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.secrets import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Entity):
    """A person who signs in. ``password_hash`` is argon2id text; None: invited but without a password yet.

    ``totp_secret`` (base32, RFC 6238) is set once a second factor is enrolled; ``totp_used`` is the last time step
    accepted, so that a code serves once. ``failures`` counts wrong passwords and codes in a row; too many lock the user
    until ``locked_until`` (system time). ``practitioner_id`` or ``patient_id`` is set when the user is one.
    """

    username: str
    name: str = ""
    email: str = ""
    phone: str = ""
    role: str = "staff"
    password_hash: str | None = None
    totp_secret: Secret | None = None
    totp_used: int = 0
    failures: int = 0
    locked_until: datetime | None = None
    practitioner_id: str | None = None
    patient_id: str | None = None
    locale: str = "en_US"
    invited_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiClient(Entity):
    """A program that calls an API of this practice: an OAuth application or the holder of a key.

    ``rate_limit`` multiplies the policy's limits for this client; None leaves them as they are.
    """

    name: str
    dialect: str
    client_id: str = ""
    redirect_uris: tuple[str, ...] = ()
    legal_entity_ids: tuple[str, ...] = ()
    facility_ids: tuple[str, ...] = ()
    rate_limit: int | None = None


class CredentialKind(StrEnum):
    """What a credential is; a secret is looked up under its kind only."""

    API_KEY = "api_key"
    CLIENT_SECRET = "client_secret"  # noqa: S105  # a name, not a secret
    LOGIN = "login"
    ACCESS_TOKEN = "access_token"  # noqa: S105  # a name, not a secret
    REFRESH_TOKEN = "refresh_token"  # noqa: S105  # a name, not a secret
    AUTHORIZATION_CODE = "authorization_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a presented secret stands for. The secret itself is kept only as an HMAC, outside this object.

    ``subject`` is ``user:<id>`` or ``client:<id>``. For LOGIN the "secret" looked up is the user name (not secret): the
    password is checked against the user. ``family`` ties tokens that descend from one grant, so that they can be
    revoked together. Empty ``legal_entities``/``facilities`` do not limit. Times are system time, UTC.
    """

    id: str = field(default_factory=new_id)
    practice_id: str
    kind: CredentialKind
    dialect: str
    subject: str
    permissions: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    legal_entities: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    family: str = ""
    rate_limit: int | None = None
    label: str = ""
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def usable(self, now: datetime) -> bool:
        """Neither revoked nor expired at ``now``."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


USER = Kind(
    "user",
    User,
    keys=(
        Key("username", lambda user: user.username.casefold()),
        Key("patient_id", lambda user: user.patient_id),
        Key("practitioner_id", lambda user: user.practitioner_id),
    ),
)
API_CLIENT = Kind(
    "api_client",
    ApiClient,
    keys=(
        Key("client_id", lambda client: client.client_id),
        Key("dialect", lambda client: client.dialect),
        Key("name", lambda client: fold(client.name)),
    ),
)
