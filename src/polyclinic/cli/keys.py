"""``polyclinic keys``: practices' API clients and their keys."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer
from rich.console import Console
from rich.table import Table

from polyclinic.cli.options import ConfigFile, fail
from polyclinic.cli.runtime import OPERATOR, with_store
from polyclinic.server.settings import DIALECTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from polyclinic.adapters.db.store import Store
    from polyclinic.core.identity.model import Credential

app = typer.Typer(help="API clients and their keys.", no_args_is_help=True)

WITH_KEYS = tuple(name for name in DIALECTS if name not in ("carium", "drchrono"))
PracticeId = Annotated[str, typer.Option("--practice", help="The practice's id.")]


@dataclass(frozen=True, slots=True)
class Made:
    """A new client's credentials, shown once."""

    client_id: str
    secret: str
    credential_id: str


@app.command()
def create(
    dialect: Annotated[str, typer.Argument(help=f"One of {', '.join(WITH_KEYS)}.")],
    *,
    practice: PracticeId,
    name: Annotated[str, typer.Option(help="What the key is for; shown in lists.")],
    config: ConfigFile = None,
) -> None:
    """Make an API client with its key. The secret is shown now and never again."""
    if dialect not in WITH_KEYS:
        fail(f"{dialect}: there are keys for {', '.join(WITH_KEYS)} (Carium has users, drchrono has applications)")

    async def work(store: "Store") -> Made:
        return await _create(store, dialect, practice, name)

    made = with_store(config, work)
    if made.client_id:
        typer.echo(f"client_id: {made.client_id}")
    typer.echo(f"{'client_secret' if made.client_id else 'key'}: {made.secret}")
    typer.echo(f"id (to revoke it): {made.credential_id}")


async def _create(store: "Store", dialect: str, practice_id: str, name: str) -> Made:
    from polyclinic.core.identity.model import API_CLIENT, ApiClient, CredentialKind
    from polyclinic.core.identity.operations import client_credential, client_secret_key, new_secret
    from polyclinic.core.shared.context import Context, perform
    from polyclinic.web.contexts import open_practice

    practice = await store.practices.get(practice_id)
    if practice is None:
        raise ValueError(f"there is no practice {practice_id}")
    oauth = dialect == "candid"
    client = ApiClient(name=name, dialect=dialect, client_id=str(uuid4()) if oauth else "")

    async def stage(ctx: Context) -> None:
        await ctx.put(API_CLIENT, client)

    await perform(lambda: open_practice(store, practice, OPERATOR, "keys.create"), stage)
    kind = CredentialKind.CLIENT_SECRET if oauth else CredentialKind.API_KEY
    credential = client_credential(client, practice.id, kind, store.clock)
    secret = new_secret()
    await store.credentials.add(credential, client_secret_key(client.client_id, secret) if oauth else secret)
    return Made(client.client_id, secret, credential.id)


@app.command("list")
def list_keys(*, practice: PracticeId, config: ConfigFile = None) -> None:
    """List a practice's keys and client secrets, revoked ones too; never the secrets themselves."""
    from polyclinic.core.identity.model import CredentialKind

    async def work(store: "Store") -> "Sequence[Credential]":
        kinds = (CredentialKind.API_KEY, CredentialKind.CLIENT_SECRET)
        found = await asyncio.gather(*(store.credentials.list(practice, kind) for kind in kinds))
        return [credential for some in found for credential in some]

    table = Table("id", "API", "name", "made", "state")
    for held in with_store(config, work):
        state = "revoked" if held.revoked_at else "live"
        table.add_row(held.id, held.dialect, held.label, f"{held.created_at:%Y-%m-%d}", state)
    Console().print(table)


@app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(help="The id that create or list showed.")], *, config: ConfigFile = None
) -> None:
    """Revoke a key, with the tokens that it was given for; other server processes notice within seconds."""

    async def work(store: "Store") -> None:
        from polyclinic.core.identity.operations import revoke_key

        await revoke_key(store.credentials, store.clock, key_id)

    with_store(config, work)
    typer.echo("Revoked.")
