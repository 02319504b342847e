"""A column, and what will hold for it."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute("ALTER TABLE patient ADD COLUMN rehearsed TEXT CHECK (rehearsed <> '')")
        return
    op.execute('ALTER TABLE patient ADD COLUMN rehearsed TEXT COLLATE "C"')
    op.execute("ALTER TABLE patient ADD CONSTRAINT ck_patient_rehearsed CHECK (rehearsed <> '') NOT VALID")
