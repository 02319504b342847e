"""Every table of the first release, as the scripts beside this file have them."""

from alembic import op

from polyclinic.adapters.db.migrations.scripts import initial

revision = "0001"
down_revision = None


def upgrade() -> None:
    for statement in initial(op.get_context().dialect.name):
        op.execute(statement)
