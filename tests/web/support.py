"""A practice in a real store, and the example dialect served to it in this process."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import httpx2
from starlette.types import ASGIApp

from polyclinic.adapters.authn import Argon2Passwords, TotpCodes
from polyclinic.adapters.db.practices import SYSTEM
from polyclinic.adapters.db.store import Store
from polyclinic.adapters.files.store import open_files
from polyclinic.core.documents.model import DOCUMENT, Document
from polyclinic.core.identity.model import Credential, CredentialKind
from polyclinic.core.identity.operations import new_secret
from polyclinic.core.identity.policy import permissions_of
from polyclinic.core.organisation.model import Practice
from polyclinic.core.shared.clock import HeldClock
from polyclinic.core.shared.context import Scope
from polyclinic.core.shared.errors import Unavailable
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.queries import Query
from polyclinic.web.app import DialectApp
from polyclinic.web.dialect import Dialect
from polyclinic.web.rate_limits import Rules, make_limiter
from polyclinic.web.services import Services, WebSettings
from tests.web import example

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
PASSWORDS = Argon2Passwords()


@dataclass(frozen=True)
class SeenFact:
    practice_id: str
    actor: str
    action: str
    outcome: str
    objects: str
    dialect: str
    request_id: str
    detail: str


class NoAudit:
    """An audit trail whose database is away."""

    async def record(self, practice_id: str | None, fact: object) -> None:
        raise Unavailable("the audit trail cannot be written")


@dataclass
class House:
    """A practice of this test's own. ``key`` is an API key of it, ``address`` where its requests come from."""

    store: Store
    services: Services
    practice: Practice
    clock: HeldClock
    key: str = ""
    address: str = field(default_factory=new_id)

    def app(
        self, *, dialect: Dialect = example.dialect, rules: Rules | None = None, audited: bool = True, **settings: Any
    ) -> DialectApp:
        """The dialect over this practice's store: nothing limited, every answer verified, unless told otherwise."""
        limiter = make_limiter(rules or Rules(vendor=False), clock=self.clock)
        services = replace(self.services, limiter=limiter)
        if not audited:
            services = replace(services, audit=NoAudit())
        return DialectApp(dialect, services, WebSettings(**{"verify_answers": True, **settings}))

    def http(self, app: ASGIApp, *, key: str | None = "", prefix: str = "") -> httpx2.AsyncClient:
        """A client with the practice's key, another, or none."""
        key = self.key if key == "" else key
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        transport = httpx2.ASGITransport(app=app, root_path=prefix, client=(self.address, 1))
        return httpx2.AsyncClient(transport=transport, base_url=f"http://test{prefix}", headers=headers)

    async def new_key(self, **rights: Any) -> str:
        """Another API key; everything is allowed to it unless ``rights`` say otherwise."""
        secret = new_secret()
        given: dict[str, Any] = {
            "practice_id": self.practice.id,
            "kind": CredentialKind.API_KEY,
            "dialect": "example",
            "subject": f"client:{new_id()}",
            "permissions": tuple(permissions_of("owner")),
            "created_at": NOW,
        }
        await self.services.credentials.add(Credential(**{**given, **rights}), secret)
        return secret

    async def notes(self) -> Sequence[Document]:
        """What the example dialect's handlers have stored."""
        page = await self.store.records(self.practice.id, Scope()).find(Query(DOCUMENT, active=None))
        return page.items

    async def facts(self) -> list[SeenFact]:
        """The practice's audit trail, oldest first."""
        return await self._facts(self.practice.id)

    async def system_facts(self) -> list[SeenFact]:
        """The facts of nobody, from this test's address."""
        return [fact for fact in await self._facts(SYSTEM) if fact.detail.endswith(f"from {self.address}")]

    async def _facts(self, practice_id: str) -> list[SeenFact]:
        columns = "practice_id, actor, action, outcome, objects, dialect, request_id, detail"
        statement = f"SELECT {columns} FROM audit_facts WHERE practice_id = $1 ORDER BY id"  # noqa: S608  # fixed names
        rows = await self.store.engine.fetch(practice_id, statement, (practice_id,))
        return [SeenFact(*row) for row in rows]

    async def outcomes(self) -> list[str]:
        return [fact.outcome for fact in await self.facts()]

    async def claims(self) -> int:
        """How many idempotency claims there are."""
        statement = "SELECT claim FROM idempotency WHERE practice_id = $1"
        return len(await self.store.engine.fetch(self.practice.id, statement, (self.practice.id,)))


async def open_house(store: Store) -> House:
    """A fresh practice in ``store``."""
    clock = HeldClock(NOW)
    services = Services(
        records=store.records,
        audit=store.audit,
        codes=store.codes,
        vault=store.vault,
        credentials=store.credentials,
        practices=store.practices,
        claims=store.claims,
        clock=clock,
        limiter=make_limiter(Rules(vendor=False), clock=clock),
        passwords=PASSWORDS,
        one_time_codes=TotpCodes(),
        files=open_files("memory://"),
    )
    practice = Practice(id=new_id(), name="Practice", created_at=NOW)
    await store.practices.save(practice)
    house = House(store, services, practice, clock)
    house.key = await house.new_key()
    return house


@contextmanager
def modules(sources: dict[str, str]) -> Iterator[dict[str, ModuleType]]:
    """Modules made from source text, importable under their names while this lasts."""
    made: dict[str, ModuleType] = {}
    packages = {name.rpartition(".")[0] for name in sources}
    packages |= {parent for package in packages for parent in _parents(package)}
    for package in sorted(packages - sys.modules.keys()):
        made[package] = sys.modules[package] = ModuleType(package)
        made[package].__path__ = []
    try:
        for name, source in sources.items():
            made[name] = sys.modules[name] = ModuleType(name)
            exec(compile(source, name, "exec"), made[name].__dict__)  # noqa: S102  # the project's own guide
            parent, _, last = name.rpartition(".")
            setattr(sys.modules[parent], last, made[name])
        yield made
    finally:
        for name in made:
            del sys.modules[name]


def _parents(package: str) -> list[str]:
    parts = package.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]
