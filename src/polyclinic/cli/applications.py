"""``polyclinic applications``: programs that users let in by OAuth 2.0 (drchrono)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from polyclinic.cli.keys import PracticeId
from polyclinic.cli.options import ConfigFile, fail
from polyclinic.cli.runtime import OPERATOR, with_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from polyclinic.adapters.db.store import Store
    from polyclinic.core.identity.model import ApiClient
    from polyclinic.core.shared.context import Context

R = TypeVar("R")
DIALECT = "drchrono"

app = typer.Typer(help="Applications that users let in (drchrono's OAuth 2.0).", no_args_is_help=True)

ApplicationId = Annotated[str, typer.Argument(metavar="ID", help="The id that create and list show.")]
RedirectUris = Annotated[list[str] | None, typer.Option("--redirect-uri", help="May be repeated.")]
Scopes = Annotated[list[str] | None, typer.Option("--scope", help="It may ask for; may be repeated. Else for any.")]
Pkce = Annotated[bool | None, typer.Option("--pkce/--no-pkce", help="Give codes only against a code challenge.")]


@app.command()
def create(
    *,
    practice: PracticeId,
    name: Annotated[str, typer.Option(help="What users are asked to let in.")],
    redirect_uri: RedirectUris = None,
    scope: Scopes = None,
    pkce: Pkce = None,
    config: ConfigFile = None,
) -> None:
    """Make an application, in test mode. Its secret is shown now and never again."""

    async def work(store: "Store") -> "tuple[ApiClient, str]":
        from polyclinic.core.identity import applications
        from polyclinic.core.identity.model import ApiClient

        draft = ApiClient(
            name=name,
            dialect=DIALECT,
            redirect_uris=tuple(redirect_uri or ()),
            api_version=_version(),
            pkce_required=bool(pkce),
            scopes=_known(scope),
        )
        return await _in_practice(store, practice, lambda ctx: applications.create(ctx, store.credentials, draft))

    made, secret = _run(config, work)
    typer.echo(f"id: {made.id}\nclient_id: {made.client_id}\nclient_secret: {secret}")


@app.command("list")
def list_applications(*, practice: PracticeId, config: ConfigFile = None) -> None:
    """List a practice's applications."""

    async def work(store: "Store") -> "Sequence[ApiClient]":
        from polyclinic.core.identity import applications

        return await _in_practice(store, practice, lambda ctx: applications.list_all(ctx, DIALECT))

    table = Table("id", "name", "client id", "state", "scopes", "redirect URIs")
    for each in _run(config, work):
        state = "live" if each.live else "test mode"
        scopes = " ".join(each.scopes) or "any"
        table.add_row(each.id, each.name, each.client_id, state, scopes, "\n".join(each.redirect_uris))
    Console().print(table)


@app.command()
def edit(
    application: ApplicationId,
    *,
    practice: PracticeId,
    name: Annotated[str | None, typer.Option(help="Its new name.")] = None,
    redirect_uri: RedirectUris = None,
    scope: Scopes = None,
    pkce: Pkce = None,
    config: ConfigFile = None,
) -> None:
    """Change an application's name, all its redirect URIs or scopes, or whether it must use PKCE; the rest stays."""

    def change(found: "ApiClient") -> "ApiClient":
        return replace(
            found,
            name=found.name if name is None else name,
            redirect_uris=tuple(redirect_uri) if redirect_uri else found.redirect_uris,
            pkce_required=found.pkce_required if pkce is None else pkce,
            scopes=_known(scope) if scope else found.scopes,
        )

    async def work(store: "Store") -> None:
        from polyclinic.core.identity import applications

        await _in_practice(store, practice, lambda ctx: applications.edit(ctx, application, change))

    _run(config, work)
    typer.echo("Saved.")


@app.command("renew-secret")
def renew_secret(application: ApplicationId, *, practice: PracticeId, config: ConfigFile = None) -> None:
    """Make a new secret, shown now and never again, and end the old one."""

    async def work(store: "Store") -> str:
        from polyclinic.core.identity import applications

        return await _in_practice(
            store, practice, lambda ctx: applications.renew_secret(ctx, store.credentials, application)
        )

    typer.echo(f"client_secret: {_run(config, work)}")


@app.command()
def live(
    application: ApplicationId,
    *,
    practice: PracticeId,
    test: Annotated[bool, typer.Option("--test", help="Back to test mode instead.")] = False,
    config: ConfigFile = None,
) -> None:
    """Set an application live: users of every practice can let it in, not only those of its own."""

    async def work(store: "Store") -> None:
        from polyclinic.core.identity import applications

        await _in_practice(store, practice, lambda ctx: applications.set_live(ctx, application, live=not test))

    _run(config, work)
    typer.echo("In test mode." if test else "Live.")


@app.command()
def delete(application: ApplicationId, *, practice: PracticeId, config: ConfigFile = None) -> None:
    """Delete an application with its secret and every token it was given, of every user."""

    async def work(store: "Store") -> None:
        from polyclinic.core.identity import applications

        await _in_practice(store, practice, lambda ctx: applications.delete(ctx, store.credentials, application))

    _run(config, work)
    typer.echo("Deleted.")


def _version() -> str:
    from polyclinic.server.dialects import load_dialect

    return load_dialect(DIALECT).version


def _known(scopes: list[str] | None) -> tuple[str, ...]:
    """Each scope once. Ends the command where one is not of the API."""
    from polyclinic.server.dialects import load_dialect

    served = {scope for route in load_dialect(DIALECT).routes for scope in route.endpoint.scopes}
    if unknown := set(scopes or ()) - served:
        fail(f"unknown: {', '.join(sorted(unknown))}. The scopes are {', '.join(sorted(served))}.")
    return tuple(dict.fromkeys(scopes or ()))


async def _in_practice(store: "Store", practice_id: str, work: "Callable[[Context], Awaitable[R]]") -> R:
    from polyclinic.core.shared.context import perform
    from polyclinic.web.contexts import open_practice

    practice = await store.practices.get(practice_id)
    if practice is None:
        raise ValueError(f"there is no practice {practice_id}")
    return await perform(lambda: open_practice(store, practice, OPERATOR, "applications"), work)


def _run(config: Path | None, work: "Callable[[Store], Awaitable[R]]") -> R:
    """The result of ``work``, or the end of the command with what the record refused."""
    from polyclinic.core.identity.errors import ClientNameTaken, TooManyClients
    from polyclinic.core.shared.errors import Invalid, NotFound

    try:
        return with_store(config, work)
    except (ClientNameTaken, Invalid, NotFound, TooManyClients) as refusal:
        fail(str(refusal))
