"""Scopes in words for the user who is asked."""

_MEANINGS = {
    "calendar": "See and change appointments and the schedule",
    "user": "See your own information, your colleagues and offices, and change your own record as a doctor",
    "patients:summary": "See which patients there are: chart id, age, gender and doctor",
    "patients": "See and change patients' details and documents",
    "billing": "See charges, payments and balances",
}


def meanings(scopes: tuple[str, ...]) -> list[str]:
    """What each scope allows."""
    return [_MEANINGS[scope] for scope in scopes]
