"""Health care code information in both directions: diagnoses are the encounter's diagnoses, the rest its codes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from polyclinic.core.encounters.model import Diagnosis, Encounter, ServiceLine
from polyclinic.core.encounters.parts import ClaimCode
from polyclinic.core.shared.errors import Invalid, Path, Problem
from polyclinic.dialects.candid.mapping.common import Json, day
from polyclinic.dialects.candid.mapping.rules import diagnosis_problems

_PRESENT = "present_on_admission_indicator"
Coded = Diagnosis | ClaimCode


@dataclass(frozen=True, slots=True)
class Group:
    """A group of entries: its members for code and qualifier, the qualifiers that belong to it, what else it has."""

    name: str
    code: str
    qualifier: str
    qualifiers: frozenset[str]
    single: bool = False
    diagnosis: bool = False
    present: bool = False
    day: str = ""
    span: str = ""
    amount: str = ""


def _group(name: str, code: str, qualifier: str, qualifiers: str, **more: Any) -> Group:
    return Group(name, code, qualifier, frozenset(qualifiers.split()), **more)


GROUPS = (
    _group(
        "principal_diagnosis",
        "primary_diagnosis_code",
        "principal_diagnosis_code_qualifier",
        "BK ABK",
        single=True,
        diagnosis=True,
        present=True,
    ),
    _group(
        "other_diagnosis_information",
        "other_diagnosis",
        "other_diagnosis_code_qualifier",
        "BF ABF",
        diagnosis=True,
        present=True,
    ),
    _group(
        "admitting_diagnosis",
        "admitting_diagnosis_code",
        "admitting_diagnosis_code_qualifier",
        "BJ ABJ",
        single=True,
        diagnosis=True,
    ),
    _group(
        "patient_reasons_for_visit",
        "patient_reason_for_visit",
        "patient_reason_for_visit_code_qualifier",
        "PR APR",
        diagnosis=True,
    ),
    _group(
        "external_causes_of_injury",
        "external_cause_of_injury_code",
        "external_cause_of_injury_code_qualifier",
        "BN ABN",
        diagnosis=True,
        present=True,
    ),
    _group(
        "diagnosis_related_groups",
        "diagnosis_related_group_code",
        "diagnosis_related_group_code_qualifier",
        "DR",
        single=True,
        diagnosis=True,
    ),
    _group(
        "principal_procedure",
        "principal_procedure_code",
        "principal_procedure_code_qualifier",
        "BBR BR CAH",
        single=True,
        day="procedure_date",
    ),
    _group(
        "other_procedure_information",
        "other_procedure_code",
        "other_procedure_code_qualifier",
        "BBQ BQ",
        day="other_procedure_date",
    ),
    _group(
        "occurrence_span_information",
        "occurrence_span_code",
        "occurrence_span_code_qualifier",
        "BI",
        span="occurrence_span_date",
    ),
    _group("occurrence_information", "occurrence_code", "occurrence_code_qualifier", "BH", day="occurrence_date"),
    _group("treatment_code_information", "treatment_code", "treatment_code_qualifier", "TC"),
    _group("value_information", "value_code", "value_code_qualifier", "BE", amount="value_code_amount"),
    _group("condition_information", "condition_code", "condition_code_qualifier", "BG"),
)
"""In the order of a new encounter's diagnoses, which is what the pointers of its lines count."""


def pointed(sent: Mapping[str, Any]) -> int:
    """How many diagnoses the service lines of a new encounter can point at: the principal one and the others."""
    return sum(1 for group, _, _ in _entries(sent) if group in GROUPS[:2])


def to_core(sent: Mapping[str, Any]) -> tuple[tuple[Diagnosis, ...], tuple[ClaimCode, ...]]:
    """The diagnoses and the other codes of a new encounter."""
    made = [_entry(group, each) for group, _, each in _entries(sent)]
    diagnoses = tuple([each for each in made if isinstance(each, Diagnosis)])
    return diagnoses, tuple([each for each in made if isinstance(each, ClaimCode)])


def diagnosis_paths(sent: Mapping[str, Any]) -> list[tuple[Path, Path]]:
    """Where the code and the qualifier of each diagnosis of ``to_core`` stand in ``sent``."""
    found: list[tuple[Path, Path]] = []
    for group, at, _ in _entries(sent):
        if group.diagnosis:
            here: Path = (group.name,) if at is None else (group.name, at)
            found.append(((*here, group.code), (*here, group.qualifier)))
    return found


def problems(sent: Mapping[str, Any], *path: str | int) -> list[Problem]:
    """Diagnoses that are not in the format of their code set, below ``path``."""
    found = []
    for group, at, each in _entries(sent):
        if group.diagnosis:
            coded = {"code_type": each[group.qualifier], "code": each[group.code]}
            here = (*path, group.name) if at is None else (*path, group.name, at)
            found += [replace(problem, path=(*here, group.code)) for problem in diagnosis_problems(coded)]
    return found


def changed(encounter: Encounter, sent: Mapping[str, Any], now: datetime, *path: str | int) -> Encounter:
    """The encounter with the groups that ``sent`` has in place of those it held; lines lose pointers to what is gone.

    Raises ``Invalid`` with paths below ``path``.
    """
    given = {group.name: _given(group, sent[group.name]) for group in GROUPS if sent.get(group.name) is not None}
    wrong = problems(given, *path)
    diagnoses, codes = list(encounter.diagnoses), list(encounter.codes)
    for group in GROUPS:
        if group.name not in given:
            continue
        of: list[Any] = diagnoses if group.diagnosis else codes
        held = {each.id: each for each in of if _qualifier(each) in group.qualifiers}
        new = []
        for _, at, each in _entries({group.name: given[group.name]}):
            if each.get("id") and each["id"] not in held:
                here: Path = (group.name, "value", "id") if at is None else (group.name, at, "id")
                wrong.append(Problem((*path, *here), "unknown_reference", "Not an entry of this group"))
                continue
            new.append(_entry(group, each, held.get(each.get("id") or ""), now))
        of[:] = _in_place(of, held, new)
    if wrong:
        raise Invalid(wrong)
    known = {each.id for each in diagnoses}
    lines = tuple([_pointing(line, known) for line in encounter.service_lines])
    return replace(encounter, diagnoses=tuple(diagnoses), codes=tuple(codes), service_lines=lines)


def from_core(encounter: Encounter) -> Json:
    """What an encounter is coded with, as read."""
    answer: Json = {}
    for group in GROUPS:
        of: tuple[Coded, ...] = encounter.diagnoses if group.diagnosis else encounter.codes
        entries = [_shown(group, each, encounter.id) for each in of if _qualifier(each) in group.qualifiers]
        if not group.single:
            answer[group.name] = entries
        elif entries:
            answer[group.name] = entries[0]
    return answer


def _given(group: Group, sent: Any) -> Any:
    return sent.get("value") if group.single else sent


def _entries(sent: Mapping[str, Any]) -> Iterator[tuple[Group, int | None, Json]]:
    for group in GROUPS:
        given = sent.get(group.name)
        if group.single:
            if given is not None:
                yield group, None, given
        else:
            for at, each in enumerate(given or ()):
                yield group, at, each


def _qualifier(entry: Coded) -> str:
    return entry.code_type if isinstance(entry, Diagnosis) else entry.qualifier


def _entry(group: Group, sent: Json, held: Any = None, now: datetime | None = None) -> Coded:
    if group.diagnosis:
        return _diagnosis(group, sent, held, now)
    span = sent[group.span] if group.span else {}
    code = ClaimCode(
        qualifier=sent[group.qualifier],
        code=sent[group.code],
        start=day(sent[group.day] if group.day else span.get("start")),
        end=day(span.get("end")),
        amount=Decimal(sent[group.amount]) if group.amount else None,
    )
    return code if held is None else replace(code, id=held.id)


def _diagnosis(group: Group, sent: Json, held: Diagnosis | None, now: datetime | None) -> Diagnosis:
    before = held or Diagnosis(code_type="", code="", created_at=now)
    after = replace(before, code_type=sent[group.qualifier], code=sent[group.code])
    if group.present:
        after = replace(after, present_on_admission=sent.get(_PRESENT) or "")
    return after if after == before else replace(after, updated_at=now)


def _in_place(of: list[Any], held: Mapping[str, Any], new: list[Any]) -> list[Any]:
    """``of`` with the new entries where the first of those held was, else at the end."""
    at = next((n for n, each in enumerate(of) if each.id in held), len(of))
    kept = [each for each in of[:at] if each.id not in held], [each for each in of[at:] if each.id not in held]
    return [*kept[0], *new, *kept[1]]


def _pointing(line: ServiceLine, known: set[str]) -> ServiceLine:
    left = tuple([id for id in line.diagnosis_ids if id in known])
    return line if left == line.diagnosis_ids else replace(line, diagnosis_ids=left)


def _shown(group: Group, entry: Coded, encounter_id: str) -> Json:
    answer: Json = {
        "id": entry.id,
        "encounter_id": encounter_id,
        group.code: entry.code,
        group.qualifier: _qualifier(entry),
    }
    if isinstance(entry, Diagnosis):
        if group.present and entry.present_on_admission:
            answer[_PRESENT] = entry.present_on_admission
        return answer
    start = entry.start.isoformat() if entry.start else ""
    if group.day:
        answer[group.day] = start
    if group.span:
        answer[group.span] = {"start": start, "end": entry.end.isoformat() if entry.end else start}
    if group.amount:
        answer[group.amount] = str(entry.amount)
    return answer
