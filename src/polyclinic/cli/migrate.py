"""``polyclinic migrate``."""

import asyncio

import typer

from polyclinic.cli.options import ConfigFile, fail, load_settings


def migrate(*, config: ConfigFile = None) -> None:
    """Bring the database to this version's schema. On PostgreSQL run it as the database's owner."""
    from polyclinic.adapters.db.migrate import UnknownRevision
    from polyclinic.adapters.db.migrate import migrate as migrate_database
    from polyclinic.core.shared.errors import Unavailable

    url = load_settings(config).database_url.get_secret_value()
    if not url:
        fail("not set: POLYCLINIC_DATABASE_URL")
    try:
        asyncio.run(migrate_database(url))
    except (UnknownRevision, Unavailable, ValueError) as error:
        fail(str(error))
    typer.echo("The database is up to date.")
