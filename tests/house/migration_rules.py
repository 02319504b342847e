"""What a migration may not do to tables that are in use. Rules take a revision's statements for PostgreSQL."""

import re

from polyclinic.adapters.db.migrate import Step

_BESIDE = re.compile(r"CREATE (UNIQUE )?INDEX CONCURRENTLY|DROP INDEX CONCURRENTLY IF EXISTS|VALIDATE CONSTRAINT|^DO ")
_STAMPS = re.compile(r"(UPDATE|INSERT INTO|CREATE TABLE) alembic_version")
_SLOW = {
    r"CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)": "an index keeps writes waiting: online.add_index",
    r"ALTER COLUMN \S+ (SET DATA )?TYPE": "a new type writes every row anew: add a column, fill it, use it",
    r"SET NOT NULL": "it reads every row under lock: add a check as NOT VALID, then online.validate",
    r"ADD COLUMN .*GENERATED": "a generated column writes every row anew",
    r"ADD (CONSTRAINT \S+ )?(CHECK|FOREIGN KEY)(?!.*NOT VALID)": "it reads every row under lock: NOT VALID first",
    r"ADD (CONSTRAINT \S+ )?(PRIMARY KEY|UNIQUE|EXCLUDE)(?!.*USING INDEX)": "it builds an index under lock",
    r"^(UPDATE|DELETE)": "it holds every row until it is done: online.fill",
    r"DROP COLUMN|RENAME|DROP TABLE": "the version before still reads it: a later version may",
}


def problems(step: Step) -> list[str]:
    """What would keep requests waiting, or could not be run again."""
    ours = [statement for statement in step.statements if not _STAMPS.search(statement)]
    if step.alone:
        return [f"{_start(each)}: alone only what can be run again" for each in ours if not _BESIDE.search(each)]
    made = set(re.findall(r'CREATE TABLE "?(\w+)', "\n".join(ours)))
    return [
        f"{_start(statement)}: {why}"
        for statement in ours
        for pattern, why in _SLOW.items()
        if re.search(pattern, statement, re.DOTALL) and not _only_of(made, statement)
    ]


def _only_of(made: set[str], statement: str) -> bool:
    """Whether it is about a table of the same revision, which nobody uses yet."""
    found = re.search(r'(?:ON|ALTER TABLE) "?(\w+)', statement)
    return found is not None and found[1] in made


def _start(statement: str) -> str:
    return " ".join(statement.split())[:60]
