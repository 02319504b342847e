"""Migrations, run by Alembic in its offline mode: it writes SQL, the engines' own drivers run it."""
