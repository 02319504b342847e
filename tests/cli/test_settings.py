"""What settings say before a server starts on them."""

import pytest

from polyclinic.core.shared.clock import SystemClock
from polyclinic.server.messengers import open_messengers
from polyclinic.server.settings import BadSettings, Settings, leaves_in_clear, new_master_key

CLEAR = [
    "postgresql://app@db.internal/record",
    "postgresql://app@10.0.0.5:5432/record?sslmode=prefer",
    "redis://cache.internal:6379/0",
    "http://minio.internal:9000",
    "http://clinic.example",
    "http://127.0.0.1.evil.example/",
    "http://localhost.evil.example/",
]
SAFE = [
    "",
    "sqlite:////srv/record.sqlite3",
    "postgresql://app@127.0.0.1/record",
    "postgresql:///record?host=/run/postgresql",
    "postgresql://app@db.internal/record?sslmode=verify-full",
    "rediss://cache.internal:6379/0",
    "redis://localhost:6379/0",
    "https://minio.internal:9000",
    "http://[::1]:9000",
]


@pytest.mark.parametrize("url", CLEAR)
def test_what_leaves_the_machine_without_tls_is_told(url: str) -> None:
    assert leaves_in_clear(url)


@pytest.mark.parametrize("url", SAFE)
def test_what_is_encrypted_or_stays_here_is_not(url: str) -> None:
    assert not leaves_in_clear(url)


def test_every_connection_is_looked_at() -> None:
    settings = Settings.load(
        database_url="postgresql://app@db.internal/record",
        redis_url="redis://cache.internal",
        files_endpoint="http://minio.internal",
        public_url="http://clinic.example",
    )
    names = {"DATABASE_URL", "REDIS_URL", "FILES_ENDPOINT", "PUBLIC_URL"}
    assert set(settings.in_clear()) == {f"POLYCLINIC_{name}" for name in names}


@pytest.mark.parametrize("name", ["sms_url", "call_url"])
def test_a_gateway_is_reached_by_tls(name: str) -> None:
    """What is said to patients goes nowhere else in clear than to a gateway on the same machine."""
    for url in ("http://sms.example/send", "ftp://sms.example", "sms.example"):
        with pytest.raises(BadSettings, match=r"https URL"):
            open_messengers(Settings.load(None, **{name: url}), SystemClock())
    for url in ("https://sms.example/send", "http://127.0.0.1:8025/send"):
        assert len(open_messengers(Settings.load(None, **{name: url}), SystemClock())) == 1


def test_a_second_factor_is_required_only_where_it_can_be_set_up() -> None:
    whole = {
        "database_url": "sqlite:////srv/record.sqlite3",
        "master_keys": new_master_key(),
        "files": "/srv/files",
        "second_factor": "staff",
    }
    Settings.load(None, **whole).check_production()
    with pytest.raises(BadSettings, match="SECOND_FACTOR"):
        Settings.load(None, **whole, dialects="candid,silna").check_production()
    with pytest.raises(BadSettings, match="SECOND_FACTOR"):
        Settings.load(None, second_factor="nurses")


@pytest.mark.parametrize("name", ["smtp_url", "sms_url", "call_url"])
def test_links_in_messages_are_not_what_a_request_says(name: str) -> None:
    """Who asks for a message to somebody else under a host of their own would be sent its secret by the link."""
    complete = {
        "database_url": "sqlite:///record.sqlite3",
        "master_keys": new_master_key(),
        "files": "files",
        name: "https://carrier.example/",
    }
    with pytest.raises(BadSettings, match="POLYCLINIC_PUBLIC_URL"):
        Settings.load(None, **complete).check_production()
    Settings.load(None, public_url="https://records.oak.example", **complete).check_production()
