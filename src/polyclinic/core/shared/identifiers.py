"""Numbers from public registers (Aadhaar, PAN, ABHA, driving licence, NPI): checked, kept, shown and found."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from stdnum import luhn, verhoeff

from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid, Path
from polyclinic.core.shared.secrets import Fingerprint, Secret

AADHAAR = "aadhaar"
CHECK_AADHAAR = "aadhaar_check"
"""The practice default that, set to ``strict``, has Aadhaar numbers checked for their form and check digit."""

_NPI_PREFIX = "80840"  # health care in the United States (ISO 7812): what an NPI's check digit counts in
_AADHAAR_DIGITS = 12
_MASK = re.compile(r"[Xx*]{8}(\d{4})")


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number from a public register. ``type`` is in lower case (``aadhaar``, ``pan``, ``abha`` ...).

    An Aadhaar number is only ever a ``Fingerprint``; others are read back from a ``Secret`` and carry a fingerprint
    without last digits, so that they can be found.
    """

    type: str
    value: Secret | None = None
    fingerprint: Fingerprint | None = None

    @property
    def shown(self) -> str | None:
        """The number as it may be read: the number itself, or ``XXXXXXXX9012`` where only a fingerprint is kept."""
        if self.value is not None:
            return self.value.reveal()
        return self.fingerprint.mask(_AADHAAR_DIGITS) if self.fingerprint else None


@dataclass(frozen=True, slots=True)
class Register:
    """Takes numbers for one practice. ``fingerprint`` is the vault's, under the practice's key."""

    fingerprint: Callable[[str], Fingerprint]
    strict: bool = False

    @classmethod
    def of(cls, ctx: Context) -> "Register":
        """The register of the practice that ``ctx`` works for."""

        def fingerprint(value: str) -> Fingerprint:
            return ctx.vault.fingerprint(ctx.tenant.id, value)

        return cls(fingerprint, ctx.tenant.defaults.get(CHECK_AADHAAR) == "strict")

    def take(self, type: str, number: str, held: Identifier | None, path: Path) -> Identifier:
        """The identifier to keep for ``number``. What ``held`` shows, sent back, is ``held``.

        Raises ``Invalid`` at ``path``; the message never repeats the number.
        """
        number = number.strip()
        if held is not None and held.type == type and number and number == held.shown:
            return held
        if type == AADHAAR:
            return Identifier(type, fingerprint=self._aadhaar(number, held, path))
        if not number:
            raise Invalid.field(*path, code="required", message="the number is empty")
        found_by = replace(self.fingerprint(_folded(number)), last_four="")
        return Identifier(type, Secret(number), found_by)

    def _aadhaar(self, number: str, held: Identifier | None, path: Path) -> Fingerprint:
        digits = re.sub(r"[\s-]", "", number)
        mask = _MASK.fullmatch(digits)
        if mask and held is not None and held.fingerprint and held.fingerprint.last_four == mask[1]:
            return held.fingerprint
        if not re.fullmatch(r"[0-9]{12}", digits):
            raise Invalid.field(*path, code="bad_aadhaar", message="an Aadhaar number has 12 digits")
        if self.strict and not (digits[0] in "23456789" and verhoeff.is_valid(digits)):
            raise Invalid.field(
                *path, code="bad_aadhaar", message="this is no Aadhaar number: its check digit is wrong"
            )
        return replace(self.fingerprint(digits), last_four=digits[-4:])

    def keys(self, number: str, types: Iterable[str]) -> tuple[str, ...]:
        """What an identifier of one of ``types`` with this number is found by (the lookup ``fingerprint``)."""
        digests = {type: self.fingerprint(_searched(type, number)).digest for type in types}
        return tuple(f"{type}:{digest}" for type, digest in digests.items())


def fingerprint_keys(identifiers: Iterable[Identifier]) -> list[str]:
    """What the objects that carry these identifiers are found by."""
    return [f"{held.type}:{held.fingerprint.digest}" for held in identifiers if held.fingerprint]


def _folded(number: str) -> str:
    return re.sub(r"[\s-]", "", number).casefold()


def _searched(type: str, number: str) -> str:
    return re.sub(r"[\s-]", "", number) if type == AADHAAR else _folded(number)


@lru_cache(maxsize=4096)
def is_npi(number: str) -> bool:
    """Whether ``number`` has the ten digits of a national provider identifier and its check digit is right."""
    return re.fullmatch(r"[12][0-9]{9}", number) is not None and luhn.is_valid(_NPI_PREFIX + number)
