"""Made-up people: the same ones for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.names import HumanName

_FEMALE = ("Amara", "Beatriz", "Chloe", "Dalia", "Elena", "Farah", "Grace", "Hana", "Ines", "Jyoti", "Kavya", "Lucía")
_MALE = ("Arjun", "Bruno", "Caleb", "Diego", "Emeka", "Felix", "Goran", "Hugo", "Ivan", "Jonas", "Kofi", "Liam")
_FAMILY = (
    *("Abbott", "Banerjee", "Castillo", "Delgado", "Eriksen", "Fontaine", "García", "Hughes", "Iyer", "Jensen"),
    *("Kowalski", "Lindqvist", "Mensah", "Nakamura", "O'Connor", "Petrov", "Quispe", "Rossi", "Silva", "Tanaka"),
    *("Ueda", "Varga", "Whitfield", "Ximenes", "Yilmaz", "Zhang"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Enough of a person to make a patient or a practitioner of."""

    name: HumanName
    gender: Gender
    birth_date: date
    phone: str
    email: str


def people(seed: int, domain: str) -> Iterator[Person]:
    """An endless line of people; no two in the first 200 share a name. Numbers are of the 555-01xx kind, never real."""
    rng = random.Random(seed)  # noqa: S311  # demo data, not secrets
    pairs = [(given, family) for given in _FEMALE + _MALE for family in _FAMILY]
    rng.shuffle(pairs)
    for count, (given, family) in enumerate(pairs):
        gender = Gender.FEMALE if given in _FEMALE else Gender.MALE
        born = date(1938, 1, 1) + timedelta(days=rng.randrange(80 * 365))
        local = f"{given}.{family}".casefold().replace("'", "").translate(str.maketrans("í", "i"))
        phone = f"+1555{200 + count // 100:03d}01{count % 100:02d}"
        yield Person(HumanName(given, family), gender, born, phone, f"{local}@{domain}")
