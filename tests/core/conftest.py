"""The record over the real store."""

from tests.support.store import practice_id, store

__all__ = ["practice_id", "store"]
