"""Values that must not lie about in clear: ``Secret`` is read back, ``Fingerprint`` can only be compared."""

from dataclasses import dataclass
from typing import Protocol


class Secret:
    """A value that is stored encrypted (AES-GCM, bound to practice, kind, object and field) and never printed."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself: for the one answer that must show it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A number kept only as its last four characters and an HMAC under the practice's key (Aadhaar)."""

    last_four: str
    digest: str

    def mask(self, length: int = 12) -> str:
        """The readable form, ``XXXXXXXX9012``."""
        return "X" * (length - len(self.last_four)) + self.last_four


class Vault(Protocol):
    """Takes fingerprints under a practice's key."""

    def fingerprint(self, practice_id: str, value: str) -> Fingerprint: ...
