"""``polyclinic doctor``."""

import asyncio
from pathlib import Path

import typer

from polyclinic.cli.options import ConfigFile, load_settings
from polyclinic.server.settings import BadSettings, Settings, new_master_key


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
    typer.echo("✓ settings hold together\n✓ files can be written\n✓ the database answers and is up to date")
    channels = {"email": settings.smtp_url, "texts": settings.sms_url, "calls": settings.call_url}
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
    if not settings.files or "://" in settings.files:
        return []
    folder = Path(settings.files)
    parent = folder if folder.exists() else folder.absolute().parent
    return [] if parent.is_dir() else [f"POLYCLINIC_FILES: {folder} cannot be made"]
