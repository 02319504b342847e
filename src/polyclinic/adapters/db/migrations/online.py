"""What a migration changes tables that are in use with. Nothing here keeps a request waiting on PostgreSQL.

A revision that uses it says ``alone = True`` and does nothing else: each of its statements commits by itself and can be
run again, since an interrupted migration starts over with the revision that it was in.
"""

from collections.abc import Sequence

from alembic import op

BATCH = 2000
"""Rows that are changed, and locked, at once."""


def add_index(name: str, table: str, columns: Sequence[str]) -> None:
    """Build an index beside the table's reads and writes; what an interrupted attempt left is dropped first."""
    beside = " CONCURRENTLY" if op.get_context().dialect.name == "postgresql" else ""
    op.execute(f'DROP INDEX{beside} IF EXISTS "{name}"')
    op.execute(f'CREATE INDEX{beside} "{name}" ON "{table}" ({", ".join(columns)})')


def fill(table: str, column: str, value: str, where: str) -> None:
    """Set ``column`` to ``value`` in the rows ``t`` that ``where`` picks, both in SQL, some at a time."""
    if op.get_context().dialect.name != "postgresql":
        op.execute(f'UPDATE "{table}" AS t SET {column} = {value} WHERE {where}')
        return
    _in_batches(
        f'SELECT practice_id, id FROM "{table}"',
        f'''UPDATE "{table}" t SET {column} = {value} FROM batch b
            WHERE t.practice_id = b.practice_id AND t.id = b.id AND ({where})''',
    )


def _in_batches(rows: str, work: str, lock: str = "") -> None:
    """Run ``work`` on what ``rows`` selects, ``BATCH`` at a time under the name ``batch``, and commit each time."""
    op.execute(f"""DO $$
DECLARE practice text := ''; last text := '';
BEGIN
    LOOP
        WITH batch AS MATERIALIZED (
            {rows} WHERE (practice_id, id) > (practice, last)
            ORDER BY practice_id, id LIMIT {BATCH} {lock}
        ), done AS (
            {work}
        )
        SELECT practice_id, id INTO practice, last FROM batch ORDER BY practice_id DESC, id DESC LIMIT 1;
        EXIT WHEN NOT FOUND;
        COMMIT;
    END LOOP;
END $$""")


def add_unique_lookups(kind: str, name: str, column: str) -> None:
    """Add the rows of a unique lookup that holds what ``column`` of its kind's table does, some at a time.

    Of live objects that have one value only one gets a row; the others cannot be changed until it is deactivated, or
    they are.
    """
    columns = "practice_id, kind, id, name, value, scope, exclusive"
    rows = f"practice_id, '{kind}', id, '{name}', {column}, '', active"
    if op.get_context().dialect.name != "postgresql":
        op.execute(f'INSERT OR IGNORE INTO lookups ({columns}) SELECT {rows} FROM "{kind}"')
        return
    _in_batches(
        f'SELECT practice_id, id, {column}, active FROM "{kind}"',
        f"INSERT INTO lookups ({columns}) SELECT {rows} FROM batch ON CONFLICT DO NOTHING",
        lock="FOR SHARE",
    )


def validate(table: str, constraint: str) -> None:
    """Hold the rows that were there before a constraint, added as ``NOT VALID``, to it."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{constraint}"')
