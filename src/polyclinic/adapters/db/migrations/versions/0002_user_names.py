"""The lookup rows that keep the names of live users single, for the users that were there before."""

from polyclinic.adapters.db.migrations import online

revision = "0002"
down_revision = "0001"
alone = True


def upgrade() -> None:
    online.add_unique_lookups("user", "called", "username")
