"""Codes of the Health Facility Registry and of places, as messages say them: by code or by name, in any letter case."""

from polyclinic.dialects.carestack.mapping.states import CODES
from polyclinic.dialects.carestack.wire.states import spelled
from polyclinic.standards.india import hfr, lgd
from polyclinic.standards.india.lgd import key

_OWNERS = {"pvt": "P", "prv": "P", "gov": "G", "govt": "G", "ppp": "PP"}
_SYSTEMS = {"modern": "M", "modernmedicine": "M", "allopathy": "M", "u": "UN", "s": "SD", "homoeopathy": "H"}
_STATUSES = {"active": "F", "open": "F", "inactive": "TC"}
_OPTIONS = {"yes": "YALL", "y": "YALL", "true": "YALL", "no": "N", "false": "N"}
_IMAGING = {"ct": "S137", "mri": "S138", "usg": "S139", "ultrasound": "S139"}


def code_of(text: str, codes: hfr.Codes, also: dict[str, str] | None = None) -> str | None:
    """The code that ``text`` is or names; ``also`` holds other words for some. None if there is none."""
    said = key(text)
    for code, name in codes.items():
        if said in (key(code), key(name)):
            return code
    return (also or {}).get(said)


def owner_of(text: str) -> str | None:
    """Government, private, or both together."""
    return code_of(text, hfr.OWNERS, _OWNERS)


def system_of(text: str) -> str | None:
    """A system of medicine."""
    return code_of(text, hfr.SYSTEMS, _SYSTEMS)


def status_of(text: str) -> str | None:
    """Whether a facility is open."""
    return code_of(text, hfr.STATUSES, _STATUSES)


def option_of(text: str) -> str | None:
    """Whether a facility has something, and for whom."""
    return code_of(text, hfr.OPTIONS, _OPTIONS)


def imaging_of(text: str) -> str | None:
    """What an imaging centre does."""
    return code_of(text, hfr.IMAGING, _IMAGING)


def state_of(text: str) -> lgd.State | None:
    """A state by its code, its name, or one of this API's spellings."""
    return lgd.state(text) or lgd.state(CODES.get(spelled(text) or "", ""))
