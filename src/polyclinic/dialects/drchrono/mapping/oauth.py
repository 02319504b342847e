"""Scopes in words for the user who is asked."""

from collections.abc import Iterable

_MEANINGS = {
    "calendar": "See and change appointments and the schedule",
    "user": "See your own information, your colleagues and offices, and change your own record as a doctor",
    "patients:summary": "See which patients there are: chart id, age, gender and doctor",
    "patients": "See and change patients' details and documents",
    "billing": "See charges, payments and balances",
}


def meanings(scopes: Iterable[str]) -> dict[str, str]:
    """What each scope allows."""
    return {scope: _MEANINGS[scope] for scope in scopes}
