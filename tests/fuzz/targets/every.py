"""Every target by its name: a function that takes any bytes and raises for a finding only."""

from collections.abc import Callable
from importlib import import_module

Target = Callable[[bytes], None]

_TERMS = b'POST /carestack/ai/get-code\ncontent-type: application/json\n\n{"searchTerm": "x", "semanticTag": ""}'
_FIRST = (b"", b"GET /candid/api/encounters/v4\n\n", b"POST /silna/public/v1/patients/\n\n{}", _TERMS)

MODULES = {
    "paging": ("candid_page_token", "carestack_next_page", "drchrono_page", "carium_sort"),
    "values": (
        "dates_and_times",
        "candid_filters",
        "names_and_numbers",
        "first_bytes",
        "card_text",
        "letter_text",
        "places_and_terms",
        "facility_registration_texts",
        "written_documents",
    ),
    "bodies": ("json_body", "form", "multipart", "text_file", "pdf_file"),
    "requests": ("heads", "declared_requests", "invitation_token"),
    "served": ("served_requests",),
}
NAMES = {name: module for module, names in MODULES.items() for name in names}


def target(name: str) -> Target:
    """The target of this name; only its module is loaded."""
    found: Target = getattr(import_module(f"tests.fuzz.targets.{NAMES[name]}"), name)
    return found


def warm(name: str) -> None:
    """Do what a target does once, so that no input pays for it."""
    for example in _FIRST:
        target(name)(example)
