"""Elements of a CDA document: built one by one and written out by the standard library, which escapes every value.

Names carry their prefix (``sdtc:raceCode``) as they are written; the root declares the namespaces.
"""

import re
from xml.etree import ElementTree

Element = ElementTree.Element
Child = Element | str | None

NAMESPACES = {
    "xmlns": "urn:hl7-org:v3",
    "xmlns:sdtc": "urn:hl7-org:sdtc",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """``text`` without what XML 1.0 cannot hold, not even escaped: control characters, halves of surrogate pairs,
    U+FFFE and U+FFFF. Ends of lines become newlines, as every parser would make them."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def element(name: str, *children: Child, **attributes: str | None) -> Element:
    """An element. Children and attributes that are None are left out; ``xsi_type`` stands for ``xsi:type``."""
    given = {key.replace("xsi_", "xsi:"): clean(value) for key, value in attributes.items() if value is not None}
    made = Element(name, given)
    last: Element | None = None
    for child in children:
        if isinstance(child, str):
            if last is None:
                made.text = (made.text or "") + clean(child)
            else:
                last.tail = (last.tail or "") + clean(child)
        elif child is not None:
            made.append(child)
            last = child
    return made


def document(name: str, *children: Child) -> str:
    """A whole document as text, which is why it names no encoding."""
    root = element(name, *children)
    root.attrib.update(NAMESPACES)
    return ElementTree.tostring(root, encoding="unicode")
