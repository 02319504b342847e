"""The ``polyclinic`` command."""

import typer

from polyclinic.cli import (
    applications,
    audit,
    backup,
    dialects,
    doctor,
    keys,
    migrate,
    payers,
    practices,
    sandbox,
    serve,
)

app = typer.Typer(
    name="polyclinic",
    help="One practice record behind every health API you integrate with.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(sandbox.app, name="sandbox")
app.command()(serve.serve)
app.command()(migrate.migrate)
app.command()(backup.backup)
app.command()(backup.restore)
app.add_typer(practices.practices_app, name="practices")
app.add_typer(practices.users_app, name="users")
app.add_typer(payers.app, name="payers")
app.add_typer(keys.app, name="keys")
app.add_typer(applications.app, name="applications")
app.command()(dialects.dialects)
app.command()(doctor.doctor)
app.add_typer(audit.app, name="audit")
