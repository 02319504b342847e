"""What a server is told, by environment variables (``POLYCLINIC_…``) or a TOML file, checked before it starts."""

import base64
import os
import tomllib
from collections.abc import Container, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import parse_qsl, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from polyclinic.core.identity.second_factor import Required

DIALECTS = ("candid", "carium", "drchrono", "carestack", "silna")


class BadSettings(Exception):
    """The settings do not hold together; the message says which and why, never a secret's value."""


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _known_dialects(names: tuple[str, ...]) -> tuple[str, ...]:
    unknown = sorted(set(names) - set(DIALECTS))
    if unknown:
        raise ValueError(f"unknown dialect {', '.join(unknown)}; there are {', '.join(DIALECTS)}")
    if not names:
        raise ValueError("no dialect is left to serve")
    return tuple(dict.fromkeys(names))


class Settings(BaseSettings):
    """Settings of ``polyclinic serve``. Lists are comma-separated in environment variables.

    ``master_keys`` are ``id:base64`` pairs of 32 random bytes: the first encrypts, all decrypt; ``doctor`` prints how
    to make one. ``files`` is a folder or an object store's URL (``s3://bucket/prefix``), reached
    by ``files_endpoint``, ``files_region``, ``files_key_id`` and ``files_secret``, or what AWS's own environment
    variables say. ``file_transfers``: Carium's clients send and fetch files through this ``server``, or exchange them
    with the ``store`` itself by URLs that it signs. ``max_upload`` is how many bytes a file may have where an API
    publishes no limit. ``rate_limits`` is ``vendor``, ``off`` or a TOML file.
    ``payer_network`` is who passes questions on to payers: ``demo`` makes answers up.
    ``video_url`` is where video visits take place, ``{room}`` in it the room's name: ``https://meet.example.org/{room}``.
    ``smtp_url`` (``smtps://user:password@host:465``) is the mail server for messages, which come from ``mail_from``;
    ``sms_url`` and ``call_url`` take texts and voice calls, with ``gateway_token``. What is not set is off.
    ``breached_passwords`` is a file of passwords that nobody may choose: sorted SHA-1 hashes, as Have I Been Pwned
    publishes them. ``second_factor`` says who has to have one: ``nobody``, ``staff`` (all but patients), ``everybody``.
    ``verify_answers`` checks every answer against its declaration and fails loudly: for tests.
    """

    model_config = SettingsConfigDict(env_prefix="POLYCLINIC_", extra="forbid")

    database_url: SecretStr = SecretStr("")
    master_keys: SecretStr = SecretStr("")
    files: str = ""
    files_endpoint: str = Field(default="", pattern=r"^(https?://[^/?#@]+)?$")
    files_region: str = ""
    files_key_id: str = ""
    files_secret: SecretStr = SecretStr("")
    file_transfers: Literal["server", "store"] = "server"
    max_upload: int | None = Field(default=None, ge=1)
    public_url: str | None = Field(default=None, pattern=r"^https?://[^/?#]+(/[^?#]*[^/])?$")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    dialects: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_known_dialects)] = DIALECTS
    rate_limits: str = "vendor"
    redis_url: SecretStr | None = None
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_split)] = ()
    payer_network: Literal["none", "demo"] = "none"
    video_url: str = Field(default="", pattern=r"^(https?://[^\s{}]+\{room\}[^\s{}]*)?$")
    smtp_url: SecretStr | None = None
    mail_from: str = ""
    sms_url: SecretStr | None = None
    call_url: SecretStr | None = None
    gateway_token: SecretStr | None = None
    breached_passwords: Path | None = None
    second_factor: Required = "nobody"
    graceful_seconds: int = Field(default=30, ge=0, le=3600)
    verify_answers: bool = False

    @classmethod
    def load(cls, path: Path | None = None, **given: Any) -> Self:
        """Read the file, then the environment, then what is given; later ones win. Raises ``BadSettings``."""
        try:
            values = tomllib.loads(path.read_text()) if path else {}
            for name in cls.model_fields:
                if (text := os.environ.get(f"POLYCLINIC_{name.upper()}")) is not None:
                    values[name] = text
            return cls(**{**values, **{name: value for name, value in given.items() if value is not None}})
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise BadSettings(f"the settings file cannot be read: {error}") from error
        except ValidationError as error:
            raise BadSettings(_problems(error)) from None

    def check_production(self) -> None:
        """Raise ``BadSettings`` unless a practice could be served with these."""
        missing = [name for name in ("database_url", "master_keys", "files") if not _text(getattr(self, name))]
        if missing:
            raise BadSettings("not set: " + ", ".join(f"POLYCLINIC_{name.upper()}" for name in missing))
        self.keys()
        if not self.public_url and (self.smtp_url or self.sms_url or self.call_url):
            raise BadSettings(
                "links in messages begin with POLYCLINIC_PUBLIC_URL, not with what a request says: set it"
            )
        if self.file_transfers == "store" and not self.files.startswith("s3://"):
            raise BadSettings("POLYCLINIC_FILE_TRANSFERS=store needs POLYCLINIC_FILES=s3://…")
        self.breached()
        if self.second_factor != "nobody" and "carium" not in self.dialects:
            raise BadSettings("POLYCLINIC_SECOND_FACTOR: it is set up on Carium's pages, which are not served")
        if self.workers > 1 and self.database_url.get_secret_value().startswith("sqlite"):
            raise BadSettings("SQLite has one writer: run one worker, or set POLYCLINIC_DATABASE_URL to PostgreSQL")
        if self.workers > 1 and self.rate_limits != "off" and self.redis_url is None:
            raise BadSettings("several workers count requests together through Redis: set POLYCLINIC_REDIS_URL")

    def breached(self) -> Container[str]:
        """The passwords that nobody may choose. Raises ``BadSettings``."""
        from polyclinic.adapters.breached import BreachedPasswords

        if self.breached_passwords is None:
            return ()
        try:
            return BreachedPasswords(self.breached_passwords)
        except (OSError, ValueError) as error:
            raise BadSettings(f"POLYCLINIC_BREACHED_PASSWORDS: {error}") from None

    def in_clear(self) -> list[str]:
        """The settings by which data would leave this machine without TLS."""
        urls = {
            "DATABASE_URL": self.database_url.get_secret_value(),
            "REDIS_URL": self.redis_url.get_secret_value() if self.redis_url else "",
            "FILES_ENDPOINT": self.files_endpoint,
            "PUBLIC_URL": self.public_url or "",
        }
        return [f"POLYCLINIC_{name}" for name, url in urls.items() if leaves_in_clear(url)]

    def keys(self) -> Mapping[str, bytes]:
        """The master keys by id, the one that encrypts first. Raises ``BadSettings``."""
        keys: dict[str, bytes] = {}
        for pair in filter(None, self.master_keys.get_secret_value().split(",")):
            name, _, text = pair.strip().partition(":")
            try:
                key = base64.b64decode(text, validate=True)
            except ValueError:
                key = b""
            if not name or len(key) != 32 or len(set(key)) < 8:
                raise BadSettings("POLYCLINIC_MASTER_KEYS must hold id:base64 pairs of 32 random bytes")
            keys[name] = key
        return keys


def leaves_in_clear(url: str) -> bool:
    """Whether the URL leads to another machine by a connection that is not encrypted, or need not be."""
    try:
        parts = urlsplit(url)
        local = parts.hostname in (None, "localhost") or ip_address(parts.hostname or "").is_loopback
    except ValueError:  # a name
        local = False
    if local or not url or parts.scheme.startswith("sqlite"):
        return False
    if parts.scheme.startswith("postgres"):
        return dict(parse_qsl(parts.query)).get("sslmode") not in ("require", "verify-ca", "verify-full")
    return parts.scheme not in ("https", "rediss", "smtps")


def parse_ports(values: Sequence[str]) -> dict[int, str]:
    """``candid=5050,4000`` as ports to dialects. Raises ``BadSettings``."""
    ports: dict[int, str] = {}
    for value in values:
        name, _, numbers = value.partition("=")
        if name not in DIALECTS:
            raise BadSettings(f"--port-of {value}: there is no dialect {name!r}")
        for number in numbers.split(","):
            if not number.isdigit() or not 0 < int(number) < 65536 or int(number) in ports:
                raise BadSettings(f"--port-of {value}: {number!r} is no port number, or is given twice")
            ports[int(number)] = name
    return ports


def hand_down(settings: Settings, path: Path | None, port_of: Sequence[str] | None) -> None:
    """Leave in the environment what worker processes cannot read from the file: options of the command line."""
    if path is not None:
        os.environ["POLYCLINIC_CONFIG"] = str(path.resolve())
    os.environ["POLYCLINIC_PORTS_OF"] = " ".join(port_of or ())
    os.environ["POLYCLINIC_DIALECTS"] = ",".join(settings.dialects)
    os.environ["POLYCLINIC_RATE_LIMITS"] = settings.rate_limits


def new_master_key() -> str:
    """A fresh key in the form that ``master_keys`` takes."""
    return f"k1:{base64.b64encode(os.urandom(32)).decode()}"


def _text(value: SecretStr | str) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _problems(error: ValidationError) -> str:
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in problem["loc"])
        lines.append(f"POLYCLINIC_{name.upper()}: {problem['msg']}")
    return "; ".join(lines)
