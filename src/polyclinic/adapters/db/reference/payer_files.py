"""Lists of payers as CSV, the way an operator loads them."""

import re
from collections.abc import Iterable, Mapping, Sequence

from polyclinic.core.organisation.model import (
    CLEARINGHOUSES,
    ClearinghouseListing,
    Payer,
    PayerCategory,
    PayerIds,
    Support,
    payer_key,
)
from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.errors import Invalid, Problem

COLUMNS = (
    "payer_id",
    "name",
    "eligibility_id",
    "remittance_id",
    "category",
    "alternate_names",
    "plans",
    "address1",
    "address2",
    "city",
    "state",
    "zip",
)
"""Columns that a file may have, in any order; it needs the first two."""

_LISTING = (
    "name",
    *(
        f"{form}_{of}_id"
        for form in ("professional", "institutional")
        for of in ("claims", "eligibility", "remittance")
    ),
    "professional_claims",
    "institutional_claims",
    "eligibility",
    "remittance",
    "attachments",
)
"""What a file may say for each clearinghouse, in columns such as ``availity.name``."""

_REQUIRED = COLUMNS[:2]
_SEPARATOR = "|"
_LONGEST = 200
_ZIP = re.compile(r"(?P<code>[0-9]{5})(-?(?P<extension>[0-9]{4}))?")
_STATE = re.compile(r"[A-Z]{2}")
_ADDRESS = ("address1", "city", "state", "zip")

Row = Mapping[str, str]


def read_payers(lines: Iterable[Sequence[str]]) -> list[Payer]:
    """The payers of a file whose first line names its columns.

    Raises ``Invalid`` naming every bad line: the path of a problem is the line's number, from 1, and the column.
    """
    rows = iter(lines)
    columns = [column.strip().lower() for column in next(rows, [])]
    if problems := _bad_columns(columns):
        raise Invalid(problems)
    found: dict[str, Payer] = {}
    for number, line in enumerate(rows, 2):
        if not any(cell.strip() for cell in line):
            continue
        row = dict(zip(columns, (" ".join(cell.split()) for cell in line), strict=False))
        bad = _bad_cells(number, row, len(line) - len(columns))
        payer = None if bad else _payer(row)
        if payer is not None and payer.id in found:
            bad = [Problem((number, "payer_id"), "twice", "an earlier line has the same id and name")]
        elif payer is not None:
            found[payer.id] = payer
        problems += bad
    if problems:
        raise Invalid(problems)
    return list(found.values())


def _bad_columns(columns: Sequence[str]) -> list[Problem]:
    known = {*COLUMNS, *(f"{house}.{column}" for house in CLEARINGHOUSES for column in _LISTING)}
    missing = [Problem((1, name), "required", "there is no such column") for name in _REQUIRED if name not in columns]
    unknown = [Problem((1, name), "unknown", "no column has this name") for name in columns if name not in known]
    twice = [
        Problem((1, name), "twice", "two columns have this name") for name in {*columns} if columns.count(name) > 1
    ]
    return missing + unknown + twice


def _bad_cells(number: int, row: Row, beyond: int) -> list[Problem]:
    bad: dict[str, str] = {}
    if beyond > 0:
        bad[""] = "the line has more cells than there are columns"
    bad |= {name: f"is longer than {_LONGEST} characters" for name, cell in row.items() if len(cell) > _LONGEST}
    bad |= {name: "is empty" for name in _REQUIRED if not row.get(name)}
    if (category := row.get("category")) and category.lower() not in set(PayerCategory):
        bad["category"] = f"is none of {', '.join(PayerCategory)}"
    if any(row.get(name) for name in _ADDRESS):
        bad |= {name: "is missing from the address" for name in _ADDRESS if not row.get(name)}
    if (state := row.get("state")) and not _STATE.fullmatch(state):
        bad["state"] = "is not two capital letters"
    if (code := row.get("zip")) and not _ZIP.fullmatch(code):
        bad["zip"] = "is not five or nine digits"
    for name, cell in row.items():
        if cell and name.partition(".")[2] in _SUPPORTS and cell.lower() not in set(Support):
            bad[name] = f"is none of {', '.join(Support)}"
    return [Problem((number, name), "invalid", message) for name, message in bad.items()]


_SUPPORTS = _LISTING[-5:]


def _payer(row: Row) -> Payer:
    ids = PayerIds(row["payer_id"], row.get("eligibility_id", ""), row.get("remittance_id", ""))
    category = row.get("category", "").lower()
    listings = {house: listing for house in CLEARINGHOUSES if (listing := _listing(house, row))}
    return Payer(
        id=payer_key(ids.claims, row["name"]),
        name=row["name"],
        ids=ids,
        alternate_names=_several(row, "alternate_names"),
        plans=_several(row, "plans"),
        category=PayerCategory(category) if category else None,
        address=_address(row),
        clearinghouses=listings,
    )


def _several(row: Row, column: str) -> tuple[str, ...]:
    return tuple(name for each in row.get(column, "").split(_SEPARATOR) if (name := each.strip()))


def _address(row: Row) -> Address | None:
    matched = _ZIP.fullmatch(row.get("zip", ""))
    if matched is None:
        return None
    lines = tuple(line for line in (row["address1"], row.get("address2", "")) if line)
    return Address(lines, row["city"], row["state"], matched["code"], matched["extension"] or "", "US")


def _listing(house: str, row: Row) -> ClearinghouseListing | None:
    said = {column: cell for column in _LISTING if (cell := row.get(f"{house}.{column}", ""))}
    if not said:
        return None

    def ids(form: str) -> PayerIds:
        return PayerIds(*(said.get(f"{form}_{of}_id", "") for of in ("claims", "eligibility", "remittance")))

    return ClearinghouseListing(
        name=said.get("name", row["name"]),
        professional=ids("professional"),
        institutional=ids("institutional"),
        **{column: Support(said[column].lower()) for column in _SUPPORTS if column in said},
    )
