"""What is wrong with an encounter beyond the shape of its members: what no schema can say.

Only what makes the body contradict itself or point at nothing is refused. What merely keeps a claim from being paid
(no insurance, no principal diagnosis, an NPI with a wrong check digit) is accepted and shows in the claim's status.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from polyclinic.core.shared.errors import Path, Problem, Refusal
from polyclinic.dialects.candid.mapping.common import Json
from polyclinic.dialects.candid.mapping.parties import ORDERS, ROLES

_ICD10 = re.compile(r"[A-Za-z][0-9][0-9ABab]\.?[A-Za-z0-9]{0,4}")
_NAMES = ("organization_name", "first_name", "last_name")
_ICD10_TYPES = frozenset({"ABF", "ABJ", "ABK", "APR"})


class NamedRefusal(Refusal):
    """A refusal that this API has a name and a payload of its own for."""

    def __init__(self, name: str, content: Json, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.content = content


def refuse_bad_create(sent: Mapping[str, Any]) -> None:
    """Raise ``NamedRefusal`` for what create has an error of its own for."""
    guarantor = sent.get("guarantor")
    if guarantor and not (guarantor.get("phone_numbers") or guarantor.get("email")):
        missing: Json = {"missing_fields": ["phone_numbers", "email"]}
        raise NamedRefusal("EncounterGuarantorMissingContactInfoError", missing, "the guarantor cannot be reached")
    if any(cash_pay_problems(sent)):
        message = "Cash pay is not a payer: set responsible_party to SELF_PAY"
        raise NamedRefusal("CashPayPayerError", {"message": message}, message)


def create_problems(sent: Mapping[str, Any]) -> list[Problem]:
    """Every contradiction in a new encounter."""
    problems = _party_problems(sent)
    for at, diagnosis in enumerate(sent["diagnoses"]):
        problems += diagnosis_problems(diagnosis, "diagnoses", at)
    problems += _pointer_problems(sent, len(sent["diagnoses"]))
    return problems + payer_problems(sent.get("patient") or {})


def universal_create_problems(sent: Mapping[str, Any], diagnoses: int) -> list[Problem]:
    """Every contradiction in a new encounter of either form, whose lines can point at so many diagnoses."""
    problems = _party_problems(sent)
    if sent.get("other_operating_provider") and not sent.get("operating_provider"):
        problems.append(Problem(("operating_provider",), "required", "Needed beside other_operating_provider"))
    if sent["submission_expectation"] == "TARGET_PROFESSIONAL":
        for at, line in enumerate(sent.get("service_lines") or ()):
            problems += quantity_problems(line, "service_lines", at)
    problems += _pointer_problems(sent, diagnoses)
    return problems + payer_problems(sent.get("patient") or {})


def refuse_without_provider(sent: Mapping[str, Any]) -> None:
    """Raise ``NamedRefusal`` where nobody is said to have rendered or attended."""
    if not (sent.get("rendering_provider") or sent.get("attending_provider")):
        message = "Give a rendering or an attending provider"
        raise NamedRefusal("EncounterRenderingOrAttendingProviderRequired", {}, message)


def _party_problems(sent: Mapping[str, Any]) -> list[Problem]:
    problems = [problem for name in ROLES if sent.get(name) for problem in provider_problems(name, sent[name])]
    if sent.get("service_facility") and sent.get("service_facility_id"):
        both = "Give service_facility or service_facility_id, not both"
        problems += [Problem((name,), "both", both) for name in ("service_facility", "service_facility_id")]
    return problems


def provider_problems(name: str, provider: Mapping[str, Any]) -> Iterable[Problem]:
    """A provider is a person or an organisation, and has one kind of second id; who bills has a name."""
    if name == "billing_provider" and not any(provider.get(each) for each in _NAMES):
        yield Problem((name, "organization_name"), "required", "Give an organization's or a person's name")
    if provider.get("organization_name"):
        for part in ("first_name", "last_name"):
            if provider.get(part):
                yield Problem((name, part), "both", "Give a person's name or organization_name, not both")
    if provider.get("provider_commercial_license_type") and provider.get("secondary_identification"):
        both = "Give provider_commercial_license_type or secondary_identification, not both"
        yield Problem((name, "secondary_identification"), "both", both)


def payer_problems(patient: Mapping[str, Any]) -> list[Problem]:
    """Non-insurance payers have to exist; the practice cannot have any yet."""
    problems = []
    for at, _ in enumerate(patient.get("non_insurance_payers") or ()):
        problems.append(_unknown_payer(("patient", "non_insurance_payers", at)))
    for at, _ in enumerate(patient.get("non_insurance_payers_info") or ()):
        problems.append(_unknown_payer(("patient", "non_insurance_payers_info", at, "non_insurance_payer_id")))
    return problems


def cash_pay_problems(sent: Mapping[str, Any]) -> Iterable[Problem]:
    """Subscribers whose payer is "cash pay"."""
    for name in ORDERS:
        subscriber = sent.get(name)
        if subscriber and re.sub("[^a-z]", "", subscriber["insurance_card"]["payer_id"].lower()) == "cashpay":
            yield Problem((name, "insurance_card", "payer_id"), "cash_pay", "Cash pay is not a payer")


def _unknown_payer(path: Path) -> Problem:
    return Problem(path, "unknown_reference", "There is no such non-insurance payer")


def diagnosis_problems(diagnosis: Mapping[str, Any], *path: str | int) -> Iterable[Problem]:
    """An ICD-10 code has the shape of one."""
    if diagnosis["code_type"] in _ICD10_TYPES and not _ICD10.fullmatch(diagnosis["code"]):
        yield Problem((*path, "code"), "not_icd_10", "Not in the format of ICD-10 codes")


def quantity_problems(line: Mapping[str, Any], *path: str | int) -> Iterable[Problem]:
    """A quantity on a professional claim has one decimal place at most."""
    if "quantity" in line and Decimal(line["quantity"]) * 10 % 1:
        yield Problem((*path, "quantity"), "too_fine", "On a professional claim one decimal place at most")


def _pointer_problems(sent: Mapping[str, Any], diagnoses: int) -> list[Problem]:
    return [
        Problem(("service_lines", at, "diagnosis_pointers", place), "out_of_bounds", "Points at no diagnosis")
        for at, line in enumerate(sent.get("service_lines") or ())
        for place, pointer in enumerate(line.get("diagnosis_pointers") or ())
        if pointer >= diagnoses
    ]
