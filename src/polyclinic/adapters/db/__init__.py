"""The record on disk: one store over two engines, SQLite and PostgreSQL. Start reading at ``store.py``."""
