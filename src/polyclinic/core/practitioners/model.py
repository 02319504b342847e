"""People who treat: their credentials, departments and register numbers."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from polyclinic.core.shared.addresses import Address, Telecoms, folded
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Key, Kind, Lookup
from polyclinic.core.shared.names import HumanName, fold
from polyclinic.core.shared.secrets import Secret


class Relation(StrEnum):
    """``staff`` work for the practice and are listed; ``external`` ones are only referred to."""

    STAFF = "staff"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True, kw_only=True)
class Practitioner(Entity):
    """Somebody who treats patients. ``npi`` is the ten-digit US identifier.

    India's register numbers are external ids. ``roles`` are what an external one is to patients: ``referring``,
    ``primary``, ``treating``. ``renders`` and ``bills`` say whether claims may name them as the one who treated, and as
    the one who bills; those who bill have a ``tin`` (EIN or SSN, nine digits). Who names no facility works at all.
    """

    name: HumanName
    relation: Relation = Relation.STAFF
    npi: str = ""
    group_npi: str = ""
    taxonomy: str = ""
    tin: Secret | None = None
    renders: bool = True
    bills: bool = False
    specialty: str = ""
    department: str = ""
    job_title: str = ""
    gender: Gender = Gender.UNKNOWN
    birth_date: date | None = None
    telecoms: Telecoms = ()
    address: Address | None = None
    website: str = ""
    facility_ids: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


ANYWHERE = "anywhere"
"""In the lookup ``facility``: works at every facility."""

PRACTITIONER = Kind(
    "practitioner",
    Practitioner,
    keys=(
        Key("sort_name", lambda p: p.name.sort_key, search="prefix"),
        Key("given", lambda p: fold(p.name.given), search="prefix"),
        Key("family", lambda p: fold(p.name.family), search="prefix"),
        Key("full_name", lambda p: fold(p.name.full), search="substring"),
        Key("relation", lambda p: p.relation.value),
        Key("npi_number", lambda p: p.npi or None),
        Key("renders", lambda p: p.renders, "bool"),
        Key("bills", lambda p: p.bills, "bool"),
        Key("birth_date", lambda p: p.birth_date, "date"),
        Key("gender", lambda p: p.gender.value),
        Key("department", lambda p: fold(p.department)),
        Key("region", lambda p: fold(p.address.region) if p.address else None),
    ),
    lookups=(
        Lookup("npi", lambda p: [p.npi] if p.npi else []),
        Lookup("role", lambda p: p.roles),
        Lookup("facility", lambda p: p.facility_ids or (ANYWHERE,)),
        Lookup("phone", lambda p: folded(p.telecoms, "phone")),
        Lookup("email", lambda p: folded(p.telecoms, "email")),
    ),
)
