"""India's states and union territories as CareStack spells them, and the spellings that mean the same."""

UNKNOWN = "Unknown"

STATES = (
    *("Andhra Pradesh", "Arunachal Pradesh", "Assam", "Bihar", "Chattisgarh", "Goa", "Gujarat", "Haryana"),
    *("Himachal Pradesh", "Jharkhand", "Karnataka", "Kerala", "Madhya Pradesh", "Maharashtra", "Manipur"),
    *("Meghalaya", "Mizoram", "Nagaland", "Odisha", "Punjab", "Rajasthan", "Sikkim", "Tamil Nadu", "Telangana"),
    *("Tripura", "Uttar Pradesh", "Uttarakhand", "West Bengal", "Andaman and Nicobar", "Lakshadweep", "Delhi"),
    *("Dadra and Nagar Haveli and Daman & Diu", "Jammu and Kashmir", "Chandigarh", "Ladakh", "Puducherry"),
    UNKNOWN,
)

_ALIASES = {
    "chhattisgarh": "Chattisgarh",
    "orissa": "Odisha",
    "pondicherry": "Puducherry",
    "uttaranchal": "Uttarakhand",
    "new delhi": "Delhi",
    "nct of delhi": "Delhi",
    "andaman and nicobar islands": "Andaman and Nicobar",
    "dadra and nagar haveli and daman and diu": "Dadra and Nagar Haveli and Daman & Diu",
}
_BY_SPELLING = {state.casefold(): state for state in STATES} | _ALIASES


def spelled(text: str) -> str | None:
    """The state that ``text`` means, in CareStack's spelling; None if it is no state of India."""
    words = " ".join(text.casefold().split())
    return _BY_SPELLING.get(words) or _BY_SPELLING.get(words.replace("&", "and"))
