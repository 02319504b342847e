"""Who may come in: people with a password, programs with a client id or key, and the tokens both are given."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.kinds import Key, Kind, Lookup
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.secrets import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Entity):
    """A person who signs in. ``password_hash`` is argon2id text; None: invited but without a password yet.

    ``invitation`` is a keyed hash of the token of the one link that a password can be set by now. ``totp_secret``
    (base32, RFC 6238) is set once a second factor is enrolled, ``totp_pending`` while it is being; ``totp_used`` is the
    last time step accepted, so that a code serves once; ``recovery_codes`` are keyed hashes. ``failures`` counts wrong
    passwords and codes in a row; too many lock the user until ``locked_until`` (system time). ``practitioner_id`` or
    ``patient_id`` is set when the user is one. A practice has one live user of a ``username``, in any case. Whoever was
    ``disabled`` stays away until enabled again, though the patient come back.
    """

    username: str
    name: str = ""
    email: str = ""
    phone: str = ""
    role: str = "staff"
    password_hash: str | None = None
    totp_secret: Secret | None = None
    totp_pending: Secret | None = None
    totp_used: int = 0
    recovery_codes: tuple[str, ...] = ()
    failures: int = 0
    locked_until: datetime | None = None
    practitioner_id: str | None = None
    patient_id: str | None = None
    locale: str = "en_US"
    disabled: bool = False
    invited_at: datetime | None = None
    invitation: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture in the files port, and what it is."""

    key: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiClient(Entity):
    """A program that calls an API of this practice: an OAuth application or the holder of a key.

    ``rate_limit`` multiplies the policy's limits for this client; None leaves them as they are. An application that is
    not ``live`` is in test mode: only users of its own practice can authorise it. ``api_version`` is what it speaks
    unless a request says otherwise. With ``pkce_required`` a code is given only against a challenge (RFC 7636).
    ``scopes`` are those that an application may ask users for; none are all that its API has.
    """

    name: str
    dialect: str
    client_id: str = ""
    redirect_uris: tuple[str, ...] = ()
    legal_entity_ids: tuple[str, ...] = ()
    facility_ids: tuple[str, ...] = ()
    rate_limit: int | None = None
    api_version: str = ""
    live: bool = False
    pkce_required: bool = False
    scopes: tuple[str, ...] = ()
    logo: Logo | None = None

    def may_ask_for(self, served: Sequence[str]) -> tuple[str, ...]:
        """Which of the scopes that its API serves it may ask for, in their order."""
        return tuple(scope for scope in served if not self.scopes or scope in self.scopes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Entity):
    """What a user allowed an application once, on its consent page. Its ``id`` is the family of every token from it.

    The application may belong to another practice: its name is a copy. Inactive once the user took it back.
    """

    user_id: str
    dialect: str
    client_id: str
    application: str
    scopes: tuple[str, ...]


class CredentialKind(StrEnum):
    """What a credential is; a secret is looked up under its kind only."""

    API_KEY = "api_key"
    CLIENT_SECRET = "client_secret"  # noqa: S105  # a name, not a secret
    CLIENT_ID = "client_id"
    LOGIN = "login"
    SECOND_FACTOR = "second_factor"
    SESSION = "session"
    ACCESS_TOKEN = "access_token"  # noqa: S105  # a name, not a secret
    REFRESH_TOKEN = "refresh_token"  # noqa: S105  # a name, not a secret
    AUTHORIZATION_CODE = "authorization_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a presented secret stands for. The secret itself is kept only as an HMAC, outside this object.

    ``subject`` is ``user:<id>`` or ``client:<id>``. For LOGIN the "secret" looked up is the user name (not secret): the
    password is checked against the user. For CLIENT_ID it is an application's public id, which leads to its practice;
    that credential has the application's own ``id``. SECOND_FACTOR is given for a password alone. ``family`` ties
    tokens that descend from one grant, so that they can be revoked together. Empty ``legal_entities``,
    ``facilities`` and ``patients`` do not limit. Times are system time, UTC.
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
    patients: tuple[str, ...] = ()
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
    lookups=(Lookup("called", lambda user: [user.username.casefold()], unique=True),),
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
GRANT = Kind(
    "grant",
    Grant,
    keys=(
        Key("user_id", lambda grant: grant.user_id),
        Key("client_id", lambda grant: grant.client_id),
    ),
)
