"""The dialects this server knows; only those enabled are imported."""

from collections.abc import Iterable
from importlib import import_module

from polyclinic.server.settings import DIALECTS
from polyclinic.web.dialect import Dialect


def load_dialects(names: Iterable[str] = DIALECTS) -> list[Dialect]:
    """The declarations of the named dialects, in the order given."""
    return [load_dialect(name) for name in names]


def load_dialect(name: str) -> Dialect:
    """The declaration in ``polyclinic.dialects.<name>.dialect``."""
    dialect: Dialect = import_module(f"polyclinic.dialects.{name}.dialect").dialect
    return dialect
