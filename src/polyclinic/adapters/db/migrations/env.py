"""What Alembic runs to write a script. The transaction around it, or none, is the caller's."""

from alembic import context

context.configure(
    dialect_name=context.config.attributes["engine"],
    dialect_opts={"paramstyle": "named"},
    transactional_ddl=False,
)
context.run_migrations()
