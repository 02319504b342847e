"""Fixtures that only proofs need."""

from tests.support.bucket import access

__all__ = ["access"]
