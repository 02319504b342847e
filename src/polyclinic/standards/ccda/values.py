"""CDA's data types, made of the record's values. What the record does not know is said so, by a null flavor."""

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from polyclinic.core.clinical.model import CodeSystem, Coding, Concept, Quantity
from polyclinic.core.shared.addresses import Address, Telecoms
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.times import wall
from polyclinic.standards.ccda.xml import Element, clean, element

SNOMED_CT, LOINC = "2.16.840.1.113883.6.96", "2.16.840.1.113883.6.1"
ACT_CODE, ACT_CLASS = "2.16.840.1.113883.5.4", "2.16.840.1.113883.5.6"
OIDS: Mapping[str, tuple[str, str]] = {
    CodeSystem.SNOMED_CT: (SNOMED_CT, "SNOMED CT"),
    CodeSystem.LOINC: (LOINC, "LOINC"),
    CodeSystem.RXNORM: ("2.16.840.1.113883.6.88", "RxNorm"),
    CodeSystem.ICD_10_CM: ("2.16.840.1.113883.6.90", "ICD-10-CM"),
    CodeSystem.CPT: ("2.16.840.1.113883.6.12", "CPT"),
    CodeSystem.HCPCS: ("2.16.840.1.113883.6.285", "HCPCS"),
    CodeSystem.NDC: ("2.16.840.1.113883.6.69", "NDC"),
    CodeSystem.CVX: ("2.16.840.1.113883.12.292", "CVX"),
}
"""What CDA calls a code system, whose URI the record holds; ``urn:oid:`` says it itself."""

_TOKEN = re.compile(r"[!-~]+")
_OID = re.compile(r"[0-2](\.(0|[1-9][0-9]*))+")
_USES = {"home": "HP", "mobile": "MC", "work": "WP", "any": None}


# -- identity, codes --------------------------------------------------------------------------------------------------


def identifier(root: str, extension: str | None = None) -> Element:
    return element("id", root=root, extension=extension)


def part_id(id: str, part: str) -> str:
    """The id of a part of an object that has none in the record: the same in every document."""
    return str(uuid.uuid5(uuid.UUID(id), part))


def template(root: str, version: str | None = None) -> list[Element]:
    """The ids of a template of C-CDA R2.1: the versioned one, and the bare one of R1.1 that must stand beside it."""
    versioned = [element("templateId", root=root, extension=version)] if version else []
    return [*versioned, element("templateId", root=root)]


def code(name: str, value: str, system: str, display: str, *children: Element) -> Element:
    """A code that the document itself chooses."""
    system_name = {LOINC: "LOINC", SNOMED_CT: "SNOMED CT"}.get(system)
    return element(
        name, *children, code=value, codeSystem=system, codeSystemName=system_name, displayName=display or None
    )


def concept(
    name: str, value: Concept | None, anchor: str | None = None, *, only: str | None = None, typed: bool = False
) -> Element:
    """A concept as CD: its first coding that CDA can hold, the others as translations.

    ``anchor`` is the id of the narrative that says the same in words, ``only`` the system that the code itself must be
    of; ``typed`` says the type, as a ``value`` must. Without a code that fits: null flavor OTH, or UNK without words.
    """
    codings = [attributes for coding in (value.codings if value else ()) if (attributes := _attributes(coding))]
    fitting = next((each for each in codings if only in (None, each["codeSystem"])), None)
    flavor = None if fitting else ("OTH" if value and value.label else "UNK")
    words = element("originalText", value.label, element("reference", value=f"#{anchor}")) if value and anchor else None
    others = [element("translation", **each) for each in codings if each is not fitting]
    made = element(name, words, *others, **(fitting or {}), nullFlavor=flavor)
    if typed:
        made.set("xsi:type", "CD")
    return made


def _attributes(coding: Coding) -> dict[str, str] | None:
    """Attributes of a coding; None for a code with blanks in it, or of a system that has no OID."""
    oid, system_name = OIDS.get(coding.system, (coding.system.removeprefix("urn:oid:"), ""))
    if not (_TOKEN.fullmatch(coding.code) and _OID.fullmatch(oid)):
        return None
    names = {"codeSystemName": system_name, "displayName": clean(coding.display)}
    return {"code": coding.code, "codeSystem": oid, **{key: text for key, text in names.items() if text}}


# -- times, measures --------------------------------------------------------------------------------------------------


def timestamp(moment: datetime) -> str:
    return _digits(f"{moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z")


def _digits(text: str) -> str:
    return re.sub(r"[-:T]", "", text).replace("Z", "+0000")


def point(name: str, text: str) -> Element:
    """A partial time of the record (``2019-04``), or that it is not known."""
    return element(name, value=_digits(text)) if text else element(name, nullFlavor="UNK")


def span(begun: str, ended: str, *, over: bool) -> Element:
    """From ``begun`` on; where it is ``over``, also until when, if only to say that nobody knows."""
    return element("effectiveTime", point("low", begun), point("high", ended) if over or ended else None)


def shown(text: str, zone: ZoneInfo) -> str:
    """A partial time as people read it: an instant on the practice's clock."""
    if not text.endswith("Z"):
        return text
    return wall(datetime.fromisoformat(text), zone).isoformat(" ", "minutes")


def birth_time(day: date | None) -> Element:
    return point("birthTime", day.isoformat() if day else "")


def number(value: Decimal) -> str:
    """Without an exponent, as people write it too."""
    return format(value, "f")


def quantity(name: str, value: Quantity | None, *, typed: bool = False) -> Element:
    """PQ. A unit that cannot be UCUM's (words, blanks) is not given as one: OTH, and the narrative says it."""
    if value is None:
        made = element(name, nullFlavor="NI")
    elif _TOKEN.fullmatch(value.unit):
        made = element(name, value=number(value.value), unit=value.unit)
    else:
        # the unit is PQ's default one: templates want the attribute even where there is no value
        made = element(name, nullFlavor="OTH", unit="1")
    if typed:
        made.set("xsi:type", "PQ")
    return made


# -- names, addresses, telecoms ---------------------------------------------------------------------------------------


def text(name: str, value: str, flavor: str = "UNK", **attributes: str) -> Element:
    """An element that holds ``value``; a null flavor if nothing of it can be written."""
    return element(name, value, **attributes) if clean(value).strip() else element(name, nullFlavor=flavor)


def person_name(name: HumanName, use: str | None = None) -> Element:
    """A US Realm name: family and a first given name always, the rest where known."""
    optional = {"prefix": name.prefix, "suffix": name.suffix}
    prefix, suffix = (text(tag, part) if clean(part).strip() else None for tag, part in optional.items())
    middle = text("given", name.middle) if clean(name.middle).strip() else None
    return element("name", prefix, text("given", name.given), middle, text("family", name.family), suffix, use=use)


def address(value: Address | None, use: str | None = None) -> Element:
    """A US Realm address: street and city always, state and postal code unless the country is another."""
    value = value or Address()
    lines = [line for line in value.lines if clean(line).strip()]
    if value.district:
        lines.append(value.district)
    if len(lines) > 4:
        lines = [*lines[:3], ", ".join(lines[3:])]
    abroad = clean(value.country).strip().upper() not in ("", "US", "USA")
    postal_code = "-".join(part for part in (value.postal_code, value.postal_extension) if part)
    return element(
        "addr",
        *([element("streetAddressLine", line) for line in lines] or [text("streetAddressLine", "")]),
        text("city", value.city),
        None if abroad and not value.state else text("state", value.state),
        None if abroad and not postal_code else text("postalCode", postal_code),
        text("country", value.country) if abroad or value.country else None,
        use=use,
    )


def telecoms(value: Telecoms) -> list[Element]:
    """Phone numbers and emails as URLs; one that says that there is none, where there is none."""
    found = [telecom(each.system, each.value, _USES[each.use]) for each in value]
    return [each for each in found if "value" in each.attrib] or [element("telecom", nullFlavor="UNK")]


def telecom(system: str, value: str, use: str | None = None) -> Element:
    """A ``tel`` or ``mailto`` URL; a number's blanks and brackets become hyphens (RFC 3966)."""
    path = clean(value).strip()
    if system == "email":
        url = f"mailto:{quote(path, safe='@+')}"
    else:
        path = "-".join(re.split(r"[^\w+*;=,.]+", path)).strip("-")
        url = f"tel:{quote(path, safe='+*;=,')}"
    return element("telecom", value=url, use=use) if path else element("telecom", nullFlavor="UNK")


def joined(parts: Iterable[str], between: str = ", ") -> str:
    """The parts that say something."""
    return between.join(part for part in parts if part)
