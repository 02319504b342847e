"""Migrations leave requests alone: each is held to the rules, and each rule to what it is for."""

import pytest

from polyclinic.adapters.db.migrate import Step, upgrade_steps
from tests.house.migration_rules import problems

FIRST = "0001"

BAD = [
    "CREATE INDEX ix_patient_city ON patient (practice_id, city)",
    "CREATE UNIQUE INDEX ix_patient_city ON patient (practice_id, city)",
    "ALTER TABLE patient ALTER COLUMN number TYPE numeric",
    "ALTER TABLE patient ALTER COLUMN city SET NOT NULL",
    "ALTER TABLE patient ADD COLUMN city TEXT GENERATED ALWAYS AS (doc) STORED",
    "ALTER TABLE patient ADD CONSTRAINT ck_city CHECK (city <> '')",
    "ALTER TABLE patient ADD CONSTRAINT uq_city UNIQUE (city)",
    "UPDATE patient SET city = ''",
    "ALTER TABLE patient DROP COLUMN city",
    "ALTER TABLE patient RENAME COLUMN city TO town",
]
GOOD = [
    ("ALTER TABLE patient ADD COLUMN city TEXT",),
    ("ALTER TABLE patient ADD CONSTRAINT ck_city CHECK (city <> '') NOT VALID",),
    ("CREATE TABLE city (id TEXT)", "CREATE INDEX ix_city_id ON city (id)"),
    ("UPDATE alembic_version SET version_num='0002'",),
]


def test_every_migration_after_the_first_leaves_requests_alone() -> None:
    steps = upgrade_steps("postgresql", FIRST)
    assert len(upgrade_steps("postgresql", None)) == len(steps) + 1
    assert not [problem for step in steps for problem in problems(step)]


@pytest.mark.parametrize("statement", BAD)
def test_what_keeps_requests_waiting_is_found(statement: str) -> None:
    assert len(problems(Step([statement]))) == 1


@pytest.mark.parametrize("statements", GOOD)
def test_what_does_not_is_left_alone(statements: tuple[str, ...]) -> None:
    assert not problems(Step([*statements]))


def test_what_runs_alone_can_run_again() -> None:
    beside = ["DROP INDEX CONCURRENTLY IF EXISTS ix", "CREATE INDEX CONCURRENTLY ix ON patient (practice_id)"]
    assert not problems(Step(beside, alone=True))
    assert problems(Step(["ALTER TABLE patient ADD COLUMN city TEXT"], alone=True))
