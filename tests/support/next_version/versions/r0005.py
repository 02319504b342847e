"""What finds rows by the column."""

from polyclinic.adapters.db.migrations import online

revision = "0005"
down_revision = "0004"
alone = True


def upgrade() -> None:
    online.add_index("ix_patient_practice_id_rehearsed_id", "patient", ("practice_id", "rehearsed", "id"))
