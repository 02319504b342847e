"""``polyclinic doctor``."""

import asyncio
from pathlib import Path

import typer

from polyclinic.cli.options import ConfigFile, load_settings
from polyclinic.server.settings import BadSettings, Settings, new_master_key

_SECONDS = 30.0


def doctor(*, config: ConfigFile = None) -> None:
    """Check settings, files and database without changing anything. Exit code 1 if a practice could not be served."""
    settings = load_settings(config)
    problems = [*_settings(settings), *_files(settings), *_mail(settings)]
    if not problems:
        from polyclinic.cli.runtime import with_store

        async def ready(store: object) -> None:
            del store

        with_store(config, ready)
    for problem in problems:
        typer.secho(f"✗ {problem}", fg="red")
    if problems:
        if not settings.master_keys.get_secret_value():
            typer.echo(f"  a fresh key, to be kept where only the server reads it: {new_master_key()}")
        raise typer.Exit(1)
    typer.echo("✓ settings hold together\n✓ files can be kept\n✓ the database answers and is up to date")
    channels = {"email": settings.smtp_url, "texts": settings.sms_url, "calls": settings.call_url}
    typer.echo(f"- a second factor is required of {settings.second_factor} (POLYCLINIC_SECOND_FACTOR)")
    if settings.breached_passwords is None:
        typer.echo("- passwords are held to no list of breached ones (POLYCLINIC_BREACHED_PASSWORDS)")
    for name in settings.in_clear():
        typer.secho(f"! {name}: what goes there is not encrypted on its way", fg="yellow")
    for name, url in channels.items():
        typer.echo(f"✓ {name}: on" if url else f"- {name}: off, messages by them fail")


def _settings(settings: Settings) -> list[str]:
    try:
        settings.check_production()
    except BadSettings as error:
        return [str(error)]
    return []


def _mail(settings: Settings) -> list[str]:
    from polyclinic.core.shared.clock import SystemClock
    from polyclinic.server.messengers import check_messengers

    try:
        asyncio.run(check_messengers(settings, SystemClock()))
    except BadSettings as error:
        return [str(error)]
    return []


def _files(settings: Settings) -> list[str]:
    """Whether a small file can be written, read and removed. A folder that is not there yet is not made."""
    if not settings.files:
        return []
    folder = Path(settings.files)
    if "://" not in settings.files and not folder.exists():
        return [] if folder.absolute().parent.is_dir() else [f"POLYCLINIC_FILES: {folder} cannot be made"]
    from polyclinic.adapters.files.store import open_files
    from polyclinic.server.runtime import file_access

    try:
        asyncio.run(asyncio.wait_for(open_files(settings.files, file_access(settings)).check(), _SECONDS))
    except Exception as error:  # noqa: BLE001  # whatever the store's library raises; its message may name credentials
        return [f"POLYCLINIC_FILES: no file can be kept there ({type(error).__name__})"]
    return []
