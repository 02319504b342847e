"""What a payer would send a claim back for: the rules of the scrubber, each a pure function over an encounter.

A rule looks at one thing and names every place where it is wrong, by its path in the record. It never raises, whatever
the encounter lacks: encounters come from APIs that ask for less than a claim needs.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5

from polyclinic.core.billing.model import Finding
from polyclinic.core.encounters.model import Encounter, ProviderRole, ResponsibleParty
from polyclinic.core.shared.code_sets import Code, bare, dotted
from polyclinic.core.shared.errors import Path
from polyclinic.core.shared.identifiers import is_npi

EARLIEST = date(2010, 1, 1)
MAX_DIAGNOSES = 12
MAX_INSTITUTIONAL_DIAGNOSES = 25
MAX_POINTERS = 4
MAX_MODIFIERS = 4

_NAMESPACE = UUID("5b1f6c0e-6d0b-5a52-9f0e-2f7f2c1f4b11")
_PRINCIPAL, _OTHER = "ABK", "ABF"
ICD10_TYPES = frozenset({"ABF", "ABJ", "ABK", "ABN", "APR"})
"""The qualifiers (X12 1270) of codes of ICD-10-CM."""


Known = Mapping[str, Code]
"""The codes of ICD-10-CM that an encounter's diagnoses have, by their spelling there."""

Check = Callable[..., Iterable[Finding]]
"""Takes an encounter, and after it the codes known if the rule ``looks_up``."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its code. ``about`` is the field that it looks at; ``category`` files the task that it opens.

    One that is not ``enabled`` runs only where it is asked for.
    """

    code: str
    description: str
    about: str
    category: str
    check: Check
    enabled: bool = True
    looks_up: bool = False

    @property
    def id(self) -> str:
        """The same for this code everywhere."""
        return str(uuid5(_NAMESPACE, self.code))


RULES: dict[str, Rule] = {}
"""Every rule by its code, in the order in which they run."""


def rule(
    description: str, *, about: str, category: str, enabled: bool = True, looks_up: bool = False
) -> Callable[[Check], Check]:
    """Make a check a rule; its code is the function's name."""

    def enter(check: Check) -> Check:
        code = check.__name__
        RULES[code] = Rule(code, description, about, category, check, enabled, looks_up)
        return check

    return enter


# -- when -------------------------------------------------------------------------------------------------------------


@rule("Services were given on or after 2010-01-01.", about="start", category="incorrect_date_of_service")
def day_too_early(encounter: Encounter) -> Iterator[Finding]:
    if encounter.start and encounter.start < EARLIEST:
        yield Finding(("start",), f"The date of service is before {EARLIEST}")
    for at, line in enumerate(encounter.service_lines):
        if line.start and line.start < EARLIEST:
            yield Finding(("service_lines", at, "start"), f"The date of service is before {EARLIEST}")


@rule("No service ends before it starts.", about="end", category="incorrect_date_of_service")
def ends_before_start(encounter: Encounter) -> Iterator[Finding]:
    if encounter.start and encounter.end and encounter.end < encounter.start:
        yield Finding(("end",), "The last day of service is before the first", encounter.start)
    for at, line in enumerate(encounter.service_lines):
        if line.start and line.end and line.end < line.start:
            yield Finding(("service_lines", at, "end"), "The last day of service is before the first", line.start)


# -- who --------------------------------------------------------------------------------------------------------------


@rule("A patient has a birth date, before the first service.", about="patient", category="incorrect_date_of_birth")
def patient_birth_date(encounter: Encounter) -> Iterator[Finding]:
    born, day = encounter.patient.birth_date, encounter.first_day
    if born is None:
        yield Finding(("patient", "birth_date"), "The patient's date of birth is missing")
    elif day and born > day:
        yield Finding(("patient", "birth_date"), "The patient was born after the date of service")


@rule("A patient has an address.", about="patient", category="incorrect_patient_address")
def patient_address(encounter: Encounter) -> Iterator[Finding]:
    if encounter.patient.address is None:
        yield Finding(("patient", "address"), "The patient's address is missing")


@rule(
    "Who bills has an NPI with a right check digit, and a tax id.",
    about="providers.billing",
    category="incorrect_billing_provider_info",
)
def billing_provider(encounter: Encounter) -> Iterator[Finding]:
    yield from _npi(encounter, ProviderRole.BILLING, "The billing provider's NPI")
    billing = encounter.provider(ProviderRole.BILLING)
    if billing is not None and not billing.tin:
        yield Finding(("providers", ProviderRole.BILLING, "tin"), "The billing provider's tax id is missing")


@rule(
    "A professional claim names who rendered the services, with an NPI whose check digit is right.",
    about="providers.rendering",
    category="incorrect_rendering_provider_info",
)
def rendering_provider(encounter: Encounter) -> Iterator[Finding]:
    if encounter.institutional and encounter.provider(ProviderRole.RENDERING) is None:
        return
    yield from _npi(encounter, ProviderRole.RENDERING, "The rendering provider's NPI")


@rule(
    "Who referred or supervised has an NPI with a right check digit.",
    about="providers",
    category="incorrect_referring_provider_info",
)
def other_providers(encounter: Encounter) -> Iterator[Finding]:
    for provider in encounter.providers:
        if provider.npi and provider.role not in _CHECKED_ALONE and not is_npi(provider.npi):
            role = provider.role.value.replace("_", " ")
            yield Finding(("providers", provider.role, "npi"), f"The {role} provider's NPI has a wrong check digit")


@rule(
    "A place of service that has an NPI has one with a right check digit.",
    about="facility",
    category="incorrect_service_facility_info",
)
def facility_npi(encounter: Encounter) -> Iterator[Finding]:
    if encounter.facility and encounter.facility.npi and not is_npi(encounter.facility.npi):
        yield Finding(("facility", "npi"), "The service facility's NPI has a wrong check digit")


_CHECKED_ALONE = frozenset({ProviderRole.BILLING, ProviderRole.RENDERING})


def _npi(encounter: Encounter, role: ProviderRole, what: str) -> Iterator[Finding]:
    provider = encounter.provider(role)
    if provider is None or not provider.npi:
        yield Finding(("providers", role, "npi"), f"{what} is missing")
    elif not is_npi(provider.npi):
        yield Finding(("providers", role, "npi"), f"{what} has a wrong check digit")


# -- who pays ---------------------------------------------------------------------------------------------------------


@rule("What insurance pays has a primary subscriber.", about="subscribers", category="inactive_coverage")
def primary_subscriber(encounter: Encounter) -> Iterator[Finding]:
    if encounter.responsible_party is ResponsibleParty.INSURANCE and encounter.subscriber(1) is None:
        yield Finding(("subscribers", 1), "Insurance is to pay, but there is no primary subscriber")


@rule("An insurance card has a member id.", about="subscribers", category="incorrect_member_id")
def member_id(encounter: Encounter) -> Iterator[Finding]:
    for subscriber in encounter.subscribers:
        if not subscriber.member_id.strip():
            yield Finding(("subscribers", subscriber.order, "member_id"), "The member id is missing")


@rule("An insurance card names its payer.", about="subscribers", category="incorrect_payer")
def payer(encounter: Encounter) -> Iterator[Finding]:
    for subscriber in encounter.subscribers:
        if not (subscriber.payer_id.strip() or subscriber.payer_name.strip()):
            yield Finding(("subscribers", subscriber.order, "payer_id"), "The payer is missing")


# -- why --------------------------------------------------------------------------------------------------------------


@rule("There is one principal diagnosis.", about="diagnoses", category="missing_diagnosis_codes")
def principal_diagnosis(encounter: Encounter) -> Iterator[Finding]:
    principal = [at for at, diagnosis in enumerate(encounter.diagnoses) if diagnosis.code_type == _PRINCIPAL]
    if not principal:
        others = (at for at, diagnosis in enumerate(encounter.diagnoses) if diagnosis.code_type == _OTHER)
        first = next(others, None)
        path: Path = ("diagnoses",) if first is None else ("diagnoses", first, "code_type")
        said = f"There is no principal diagnosis ({_PRINCIPAL})"
        yield Finding(path, said, None if first is None else _PRINCIPAL)
    for at in principal[1:]:
        yield Finding(("diagnoses", at, "code_type"), "There is more than one principal diagnosis", _OTHER)


@rule(
    "Diagnoses that insurance is to pay for are codes of ICD-10-CM that a claim can carry.",
    about="diagnoses",
    category="invalid_diagnosis_code",
    looks_up=True,
)
def diagnosis_codes(encounter: Encounter, known: Known) -> Iterator[Finding]:
    if encounter.responsible_party is not ResponsibleParty.INSURANCE:
        return
    day = encounter.first_day
    for at, diagnosis in enumerate(encounter.diagnoses):
        if diagnosis.code_type not in ICD10_TYPES:
            continue
        path: Path = ("diagnoses", at, "code")
        code = known.get(diagnosis.code)
        if code is None:
            yield Finding(path, f"{diagnosis.code} is not a code of ICD-10-CM")
        elif not code.billable:
            yield Finding(path, f"{diagnosis.code} is a heading of ICD-10-CM: more characters must follow")
        elif day and not code.valid_on(day):
            yield Finding(path, f"{diagnosis.code} was no code of ICD-10-CM on the date of service")
        elif (spelled := dotted(code.code)) != diagnosis.code and bare(diagnosis.code) != diagnosis.code:
            yield Finding(path, f"{diagnosis.code} is spelled {spelled}", spelled)


@rule(
    "A claim has no more diagnoses than its form takes, none twice.",
    about="diagnoses",
    category="invalid_diagnosis_code",
)
def too_many_diagnoses(encounter: Encounter) -> Iterator[Finding]:
    most = MAX_INSTITUTIONAL_DIAGNOSES if encounter.institutional else MAX_DIAGNOSES
    listed = [(at, each.code) for at, each in enumerate(encounter.diagnoses) if each.code_type in (_PRINCIPAL, _OTHER)]
    if len(listed) > most:
        yield Finding(("diagnoses",), f"There are more than {most} diagnoses")
    seen = set()
    for at, code in listed:
        if code in seen:
            yield Finding(("diagnoses", at, "code"), f"{code} is there twice")
        seen.add(code)


# -- what -------------------------------------------------------------------------------------------------------------


@rule(
    "Every service of a professional claim has a procedure code.",
    about="service_lines",
    category="incorrect_procedure_code",
)
def procedure_codes(encounter: Encounter) -> Iterator[Finding]:
    if encounter.institutional:
        return
    for at, line in enumerate(encounter.service_lines):
        if not line.procedure_code.strip():
            yield Finding(("service_lines", at, "procedure_code"), "The procedure code is missing")


@rule(
    "Every service points at one to four diagnoses of its encounter, each once.",
    about="service_lines",
    category="missing_diagnosis_codes",
)
def diagnosis_pointers(encounter: Encounter) -> Iterator[Finding]:
    known = {diagnosis.id for diagnosis in encounter.diagnoses}
    for at, line in enumerate(encounter.service_lines):
        path: Path = ("service_lines", at, "diagnosis_ids")
        once = tuple(dict.fromkeys(line.diagnosis_ids))
        if not once and not encounter.institutional:
            yield Finding(path, "The service points at no diagnosis")
        if len(once) < len(line.diagnosis_ids):
            yield Finding(path, "The service points at a diagnosis twice", once)
        if len(once) > MAX_POINTERS:
            yield Finding(path, f"The service points at more than {MAX_POINTERS} diagnoses", once[:MAX_POINTERS])
        if not known.issuperset(once):
            yield Finding(path, "The service points at a diagnosis that the encounter does not have")


@rule(
    "A service has four modifiers at most, each once.", about="service_lines", category="missing_or_incorrect_modifier"
)
def modifiers(encounter: Encounter) -> Iterator[Finding]:
    for at, line in enumerate(encounter.service_lines):
        path: Path = ("service_lines", at, "modifiers")
        once = tuple(dict.fromkeys(line.modifiers))
        if len(once) < len(line.modifiers):
            yield Finding(path, "A modifier is there twice", once)
        if len(once) > MAX_MODIFIERS:
            yield Finding(path, f"There are more than {MAX_MODIFIERS} modifiers")


@rule("Something was done: no quantity is zero.", about="service_lines", category="incorrect_quantity")
def quantities(encounter: Encounter) -> Iterator[Finding]:
    for at, line in enumerate(encounter.service_lines):
        if line.quantity <= 0:
            yield Finding(("service_lines", at, "quantity"), "The quantity is zero")


@rule("Every service has a charge.", about="service_lines", category="missing_or_incorrect_charge_amount")
def charges(encounter: Encounter) -> Iterator[Finding]:
    for at, line in enumerate(encounter.service_lines):
        if line.charge is None:
            yield Finding(("service_lines", at, "charge"), "The charge is missing")


@rule(
    "A professional claim says where the services were given.",
    about="place_of_service",
    category="incorrect_place_of_service_code",
)
def place_of_service(encounter: Encounter) -> Iterator[Finding]:
    if encounter.institutional or encounter.place_of_service:
        return
    if not encounter.service_lines or not all(line.place_of_service for line in encounter.service_lines):
        yield Finding(("place_of_service",), "The place of service is missing")


# -- what a practice may also ask for ---------------------------------------------------------------------------------


@rule(
    "Who bills has a street address: payers refuse post office boxes there.",
    about="providers.billing",
    category="incorrect_billing_provider_info",
    enabled=False,
)
def billing_street_address(encounter: Encounter) -> Iterator[Finding]:
    billing = encounter.provider(ProviderRole.BILLING)
    if billing and billing.address and any(_PO_BOX.match(line) for line in billing.address.lines):
        yield Finding(("providers", ProviderRole.BILLING, "address"), "The billing address is a post office box")


@rule(
    "Subscribers have a birth date.",
    about="subscribers",
    category="incorrect_date_of_birth",
    enabled=False,
)
def subscriber_birth_date(encounter: Encounter) -> Iterator[Finding]:
    for subscriber in encounter.subscribers:
        if subscriber.birth_date is None:
            path: Path = ("subscribers", subscriber.order, "birth_date")
            yield Finding(path, "The subscriber's date of birth is missing")


_PO_BOX = re.compile(r"\s*(p\.?\s*o\.?|post\s+office)\s*box\b", re.IGNORECASE)


# -- pipelines --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pipeline:
    """An ordered set of rules, by their codes."""

    id: str
    name: str
    codes: tuple[str, ...]


CLAIM = Pipeline("pre-service-claim", "Claim, before it is sent", tuple(RULES))
CODING = Pipeline(
    "pre-service-coding",
    "Coding: diagnoses and procedures",
    (
        "principal_diagnosis",
        "diagnosis_codes",
        "too_many_diagnoses",
        "procedure_codes",
        "diagnosis_pointers",
        "modifiers",
        "quantities",
    ),
)
PIPELINES = {pipeline.id: pipeline for pipeline in (CLAIM, CODING)}


def chosen(pipeline: Pipeline, on: frozenset[str] = frozenset(), off: frozenset[str] = frozenset()) -> list[Rule]:
    """The rules of a pipeline to run: also those with the ids ``on``, and not those with the ids ``off``."""
    rules = [RULES[code] for code in pipeline.codes]
    return [each for each in rules if (each.enabled or each.id in on) and each.id not in off]


_ALWAYS = tuple(chosen(CLAIM))


def scrub(encounter: Encounter, known: Known, rules: Iterable[Rule] = _ALWAYS) -> list[Finding]:
    """What rules find, in their order; without ``rules`` those that every claim is held to."""
    return [replace(finding, rule=each.code) for each in rules for finding in _checked(each, encounter, known)]


def _checked(rule: Rule, encounter: Encounter, known: Known) -> Iterable[Finding]:
    return rule.check(encounter, known) if rule.looks_up else rule.check(encounter)
