"""The column's values in the rows that were there before."""

from polyclinic.adapters.db.migrations import online

revision = "0004"
down_revision = "0003"
alone = True


def upgrade() -> None:
    online.fill("patient", "rehearsed", "upper(t.sort_name)", "t.rehearsed IS NULL AND t.number % 10 = 0")
    online.validate("patient", "ck_patient_rehearsed")
