"""What a password must be (NIST SP 800-63B, section 3.1.1): long, and not one that is tried first.

Any character may be in it, none has to be, and it never expires.
"""

from collections.abc import Iterable

from polyclinic.core.identity.ports import Passwords
from polyclinic.core.shared.errors import Problem
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.refusals import refuses

SHORTEST, LONGEST = 15, 256
_ENOUGH_DIFFERENT = 5
_LONG_ENOUGH_TO_COUNT = 4
_COMMON = (
    *("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "1q2w3e4r5t6y7u8i9o0p"),
    *("correcthorsebatterystaple", "iloveyou", "letmein", "password", "passwort", "contrasena", "parola", "motdepasse"),
    *(
        "welcome",
        "bienvenido",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "superman",
        "batman",
        "dragon",
        "monkey",
    ),
    *("michael", "jessica", "charlie", "shadow", "master", "killer", "whatever", "trustno1", "starwars", "pokemon"),
    *(
        "qwertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "qwerty",
        "qazwsx",
        "1qaz2wsx",
        "abcdef",
        "abc123",
        "admin",
        "administrator",
    ),
    *("healthcare", "health", "hospital", "clinic", "patient", "doctor", "medical", "carium", "polyclinic", "account"),
    *(
        "secret",
        "changeme",
        "default",
        "temporary",
        "testing",
        "january",
        "february",
        "october",
        "november",
        "december",
    ),
    *("spring", "summer", "autumn", "winter", "monday", "friday", "sunday", "hello", "login", "access", "private"),
    *("012345678901234567890", "1234567890", "0987654321", "987654321", "123456789", "12345678", "1234567", "123456"),
    *("thisismy", "mypassword", "nopassword", "google", "facebook", "amazon", "america", "mexico"),
)
"""Pieces that common passwords are made of, folded and without what is no letter or digit."""


def problems_of(password: str, about: Iterable[str] = ()) -> list[Problem]:
    """What is wrong with a new password, in sentences for whoever chose it.

    ``about`` are names that guessing starts with: the user's, the practice's.
    """
    if len(password) < SHORTEST:
        return [Problem(("password",), "too_short", f"Use {SHORTEST} characters or more: several words are good.")]
    if len(password) > LONGEST:
        return [Problem(("password",), "too_long", f"Use at most {LONGEST} characters.")]
    left = _plain(password)
    names = {_plain(word) for each in about for word in (each, *each.replace("@", " ").replace(".", " ").split())}
    pieces = {name for name in names if len(name) >= _LONG_ENOUGH_TO_COUNT} | set(_COMMON)
    for piece in sorted(pieces, key=len, reverse=True):
        left = left.replace(piece, "")
    if left.isascii() and len(set(left)) < _ENOUGH_DIFFERENT:
        message = "Too easy to guess: it is made of common words, names, repetitions or rows of keys."
        return [Problem(("password",), "too_easy", message)]
    return []


@refuses()
async def problems_of_new(passwords: Passwords, password: str, about: Iterable[str] = ()) -> list[Problem]:
    """What is wrong with a password that somebody chooses, breaches that the installation knows of included."""
    problems = problems_of(password, about)
    if not problems and await passwords.is_known(password):
        message = "This password is known from a breach of another service: choose one that nobody has had."
        return [Problem(("password",), "breached", message)]
    return problems


def _plain(text: str) -> str:
    """Letters and digits only, without case and accents."""
    return "".join(character for character in fold(text) if character.isalnum())
