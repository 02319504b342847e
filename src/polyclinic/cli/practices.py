"""``polyclinic practices`` and ``polyclinic users``: who is served, and who may sign in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from polyclinic.cli.options import ConfigFile, fail, load_settings
from polyclinic.cli.runtime import OPERATOR, with_store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from polyclinic.adapters.db.store import Store
    from polyclinic.core.identity.model import User
    from polyclinic.core.organisation.model import Practice
    from polyclinic.core.shared.context import Context

R = TypeVar("R")

practices_app = typer.Typer(help="The practices that are served.", no_args_is_help=True)
users_app = typer.Typer(help="People who sign in: to Carium, and to drchrono's pages.", no_args_is_help=True)


@practices_app.command("create")
def create_practice(
    name: Annotated[str, typer.Argument(help="The practice's name.")],
    *,
    zone: Annotated[str, typer.Option(help="Its time zone, as IANA names it.")] = "America/New_York",
    config: ConfigFile = None,
) -> None:
    """Make a practice, with a facility and the lists that every API needs to start with. Prints its id."""

    async def work(store: "Store") -> str:
        from polyclinic.core.founding import found_practice
        from polyclinic.core.shared.context import perform
        from polyclinic.web.contexts import open_practice

        practice, stage = found_practice(name, zone, store.clock.now())
        await store.practices.save(practice)
        await perform(lambda: open_practice(store, practice, OPERATOR, "practices.create"), stage)
        return practice.id

    typer.echo(with_store(config, work))


@practices_app.command("list")
def list_practices(*, config: ConfigFile = None) -> None:
    """List the practices with their ids."""

    async def work(store: "Store") -> "Sequence[Practice]":
        return await store.practices.list()

    table = Table("id", "name", "zone", "since")
    for practice in with_store(config, work):
        table.add_row(practice.id, practice.name, practice.zone, f"{practice.created_at:%Y-%m-%d}")
    Console().print(table)


@users_app.command("create")
def create_user(
    username: Annotated[str, typer.Argument(help="What the user signs in with.")],
    *,
    practice: Annotated[str, typer.Option(help="The practice's id.")],
    role: Annotated[str, typer.Option(help="owner, staff or reader.")] = "staff",
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, envvar="POLYCLINIC_USER_PASSWORD")
    ],
    config: ConfigFile = None,
) -> None:
    """Make a user who signs in with a password, which is asked for: long, and not one that is tried first."""
    if role not in ("owner", "staff", "reader"):
        fail(f"{role}: a user is an owner, staff or a reader")

    async def work(store: "Store") -> None:
        from polyclinic.adapters.authn import Argon2Passwords
        from polyclinic.core.identity.model import USER, User
        from polyclinic.core.identity.operations import find_user, user_credential
        from polyclinic.core.identity.passwords import problems_of_new
        from polyclinic.core.shared.context import Context, perform
        from polyclinic.web.contexts import open_practice

        found = await store.practices.get(practice)
        if found is None:
            raise ValueError(f"there is no practice {practice}")
        if await find_user(open_practice(store, found, OPERATOR, "users.create"), username) is not None:
            raise ValueError("a user of this name exists")
        passwords = Argon2Passwords(breached=load_settings(config).breached())
        if problems := await problems_of_new(passwords, password, (username, found.name)):
            raise ValueError(problems[0].message)
        user = User(username=username, name=username, role=role, password_hash=await passwords.hash(password))

        async def stage(ctx: Context) -> None:
            await ctx.put(USER, user)

        for dialect in ("carium", "drchrono"):
            login = user_credential(user, practice, dialect, store.clock)
            await store.credentials.add(login, username.casefold())
        await perform(lambda: open_practice(store, found, OPERATOR, "users.create"), stage)

    _done(config, work)
    typer.echo(f"{username} may sign in.")


PracticeId = Annotated[str, typer.Option("--practice", help="The practice's id.")]
Username = Annotated[str, typer.Argument(help="What the user signs in with.")]


@users_app.command("disable")
def disable_user(username: Username, *, practice: PracticeId, config: ConfigFile = None) -> None:
    """Have a user sign in no more, and end every token that the user holds; servers notice within seconds."""

    async def work(store: "Store") -> int:
        from polyclinic.core.identity import operations as identity

        user = await _of_practice(store, practice, "users.disable", lambda ctx: identity.disable_user(ctx, username))
        return await identity.end_access(store.credentials, store.clock, practice, user.id)

    typer.echo(f"{username} may not sign in; {_done(config, work)} tokens ended.")


@users_app.command("sign-out")
def sign_out_user(username: Username, *, practice: PracticeId, config: ConfigFile = None) -> None:
    """End every session and token that a user holds; servers notice within seconds. The user may sign in again."""

    async def work(store: "Store") -> int:
        from polyclinic.core.identity import operations as identity

        user = await _of_practice(store, practice, "users.sign_out", lambda ctx: identity.need_user(ctx, username))
        return await identity.end_access(store.credentials, store.clock, practice, user.id)

    typer.echo(f"{username} is signed out; {_done(config, work)} tokens ended.")


@users_app.command("enable")
def enable_user(username: Username, *, practice: PracticeId, config: ConfigFile = None) -> None:
    """Let a user who was disabled sign in again."""

    async def work(store: "Store") -> None:
        from polyclinic.core.identity import operations as identity

        await _of_practice(store, practice, "users.enable", lambda ctx: identity.enable_user(ctx, username))

    _done(config, work)
    typer.echo(f"{username} may sign in.")


async def _of_practice(
    store: "Store", practice_id: str, action: str, work: "Callable[[Context], Awaitable[User]]"
) -> "User":
    from polyclinic.core.shared.context import perform
    from polyclinic.web.contexts import open_practice

    practice = await store.practices.get(practice_id)
    if practice is None:
        raise ValueError(f"there is no practice {practice_id}")
    return await perform(lambda: open_practice(store, practice, OPERATOR, action), work)


def _done(config: Path | None, work: "Callable[[Store], Awaitable[R]]") -> R:
    """The result of ``work``, or the end of the command with what the record refused."""
    from polyclinic.core.shared.errors import Conflict, NotFound

    try:
        return with_store(config, work)
    except (Conflict, NotFound) as refusal:
        fail(str(refusal))
