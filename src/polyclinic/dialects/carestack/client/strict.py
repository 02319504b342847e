"""The rules by which the published package refuses values that the API itself takes: the client's option ``strict``."""

import re
from collections.abc import Callable, Mapping

from pydantic import BaseModel

from polyclinic.sdk.errors import PolyclinicError

Check = Callable[[BaseModel], None]


class BreaksRules(PolyclinicError):
    """Nothing was sent. ``problems`` holds the name of each field that breaks a rule, and the rule."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {rule}" for name, rule in problems.items()))
        self.problems = dict(problems)


_NAME = (r"[a-zA-Z.]+", "letters and dots only")
_LONG_NAME = (r"[a-zA-Z.]{3,}", "at least three characters, letters and dots only")
_PHONE = (r"\+91[0-9]{10}", "+91 and ten digits")
_PINCODE = (r"[0-9]{6}", "six digits")
_EMAIL = (r"[^@]+@[^@]+\.[^@]+", "an email address")

_PATIENT = {
    "firstName": _LONG_NAME,
    "lastName": _LONG_NAME,
    "mobileNumber": _PHONE,
    "phone": _PHONE,
    "emailId": _EMAIL,
    "address": (r"(?s).{5,}", "at least five characters"),
    "pincode": _PINCODE,
    "patientType": (r"OLD|NEW", "OLD or NEW"),
}
_PRACTITIONER = {"firstName": _NAME, "lastName": _NAME, "mobileNumber": _PHONE, "pincode": _PINCODE}


def check_patient(message: BaseModel) -> None:
    """Raise ``BreaksRules`` if the published package would not send this message about patients."""
    _check(message, _PATIENT)


def check_practitioner(message: BaseModel) -> None:
    """Raise ``BreaksRules`` if the published package would not send this message about practitioners."""
    _check(message, _PRACTITIONER)


def no_check(_: BaseModel) -> None:
    """Leave it to the API."""


def _check(message: BaseModel, rules: Mapping[str, tuple[str, str]]) -> None:
    given = message.model_dump(exclude_none=True)
    broken = {
        name: rule
        for name, (pattern, rule) in rules.items()
        if (text := given.get(name)) and not re.fullmatch(pattern, text)
    }
    if broken:
        raise BreaksRules(broken)
