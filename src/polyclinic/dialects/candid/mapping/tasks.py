"""Tasks in both directions, and what a list of them is asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

from polyclinic.core.billing.rules import RULES
from polyclinic.core.shared.entity import ExternalId
from polyclinic.core.shared.errors import Invalid
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Between, Condition, Contains, Is, OneOf, Order
from polyclinic.core.shared.times import to_instant
from polyclinic.core.tasks.model import Assignment, Task, TaskStatus
from polyclinic.dialects.candid.mapping.common import Json, instant
from polyclinic.dialects.candid.mapping.encounters import ENCOUNTER_ID
from polyclinic.dialects.candid.mapping.rules import NamedRefusal
from polyclinic.dialects.candid.wire.tasks import TaskCategory, TaskQuery, TaskType
from polyclinic.dialects.candid.wire.tasks import TaskStatus as WireStatus

DEPRECATED = frozenset(get_args(WireStatus)) - {status.value for status in TaskStatus}
"""Statuses that tasks had once: they can be asked for, find nothing, and are not given any more."""

_CLOSE: Json = {"type": "close_task", "display_name": "Close task", "execution_method": {"type": "close_task"}}
_SORTS = {
    "updated_at": "updated_at",
    "agg_updated_at": "updated_at",
    "patient_name": "patient_name",
    "patient_external_id": "patient_external_id",
    "payer_name": "payer_name",
    "payer_id": "payer_id",
    "status": "status",
    "task_type": "type",
    "category": "category",
    "date_of_service": "day",
    "blocks_claim_submission": "blocks_submission",
}
_LISTS = (
    ("statuses", "status", WireStatus),
    ("task_types", "type", TaskType),
    ("categories", "category", TaskCategory),
)


def to_core(sent: Mapping[str, Any]) -> Task:
    """A new task."""
    assignee = sent.get("assignee_user_id")
    return Task(
        encounter_id=sent["encounter_id"],
        type=sent["task_type"],
        category=sent.get("category") or "",
        description=sent["description"],
        blocks_submission=sent.get("blocks_claim_submission") or False,
        assignment=Assignment(user_id=assignee) if assignee else None,
        work_queue_id=sent["work_queue_id"],
    )


def updated(task: Task, sent: Mapping[str, Any]) -> Task:
    """The task with what ``sent`` says. Raises ``NamedRefusal`` for a status that is not given any more."""
    changes: dict[str, Any] = {}
    if "status" in sent:
        if sent["status"] in DEPRECATED:
            content = {"deprecated_status": sent["status"]}
            raise NamedRefusal("TaskUpdatedToDeprecatedStatusError", content, f"{sent['status']} is deprecated")
        changes["status"] = TaskStatus(sent["status"])
    if "blocks_claim_submission" in sent:
        changes["blocks_submission"] = sent["blocks_claim_submission"]
    if "assignee_user_id" in sent:
        user_id = sent["assignee_user_id"]
        held = task.assignment if task.assignment and task.assignment.user_id == user_id else None
        changes["assignment"] = held or (Assignment(user_id=user_id) if user_id else None)
    return replace(task, **changes)


def from_core(task: Task, practice_id: str, practice_name: str) -> Json:
    """A task as read."""
    about = task.about
    updated_at = instant(task.updated_at)
    answer: Json = {
        "task_id": task.id,
        "encounter_id": task.encounter_id,
        "organization_id": practice_id,
        "external_id": _external_id(about.external_ids) or task.encounter_id,
        "task_type": task.type,
        "description": task.description,
        "status": task.status.value,
        "blocks_claim_submission": task.blocks_submission,
        "assignments": [],
        "notes": [
            {
                "task_note_id": note.id,
                "text": note.text,
                "author_name": note.author_name,
                "author_organization_name": practice_name,
                "created_at": instant(note.created_at),
            }
            for note in task.notes
        ],
        "patient_name": about.patient_name,
        "patient_external_id": about.patient_external_id,
        "date_of_service": (about.day or task.created_at.date()).isoformat(),
        "created_at": instant(task.created_at),
        "updated_at": updated_at,
        "agg_updated_at": updated_at,
    }
    if task.assignment:
        one = {"task_assignment_id": task.assignment.id, "assignee_user_id": task.assignment.user_id}
        answer["assignments"] = [one]
    if task.rule in RULES:
        answer["persisted_rule_id"] = RULES[task.rule].id
    more = {"category": task.category, "payer_id": about.payer_id, "payer_name": about.payer_name}
    return answer | {name: value for name, value in more.items() if value}


def _external_id(held: tuple[ExternalId, ...]) -> str | None:
    return next((each.value for each in held if each.system == ENCOUNTER_ID), None)


def actions(task: Task) -> Json:
    """What can be done with a task now."""
    return {"actions": [_CLOSE] if task.is_open else []}


# -- lists ------------------------------------------------------------------------------------------------------------


def order(query: TaskQuery) -> Order:
    """The order asked for."""
    by, _, direction = query.sort.partition(":")
    return Order(_SORTS[by], descending=direction == "desc")


def conditions(query: TaskQuery) -> list[Condition]:
    """Every filter. Raises ``Invalid`` for codes that there are not among those joined by commas."""
    return [*_codes(query), *_keys(query), *_times(query)]


def _codes(query: TaskQuery) -> Iterator[Condition]:
    if query.status is not None:
        yield Is("status", query.status)
    if query.task_type is not None:
        yield Is("type", query.task_type)
    listed = (
        ("statuses", "status", WireStatus),
        ("task_types", "type", TaskType),
        ("categories", "category", TaskCategory),
    )
    for name, key, codes in listed:
        if (text := getattr(query, name)) is not None:
            yield OneOf(key, _split(name, text, frozenset(get_args(codes))))


def _split(name: str, text: str, codes: frozenset[str]) -> tuple[str, ...]:
    given = tuple(code for part in text.split(",") if (code := part.strip()))
    if unknown := [code for code in given if code not in codes]:
        raise Invalid.field(name, code="unknown_code", message=f"No such code: {', '.join(unknown)[:200]}")
    return given


def _keys(query: TaskQuery) -> Iterator[Condition]:
    if query.encounter_id is not None:
        yield Is("encounter_id", str(query.encounter_id))
    if query.assigned_to_id is not None:
        yield Is("assignee_id", str(query.assigned_to_id))
    if query.billing_provider_npi is not None:
        yield Is("billing_npi", query.billing_provider_npi)
    if query.search_term is not None:
        yield Contains("search_text", fold(query.search_term))


def _times(query: TaskQuery) -> Iterator[Condition]:
    if query.updated_since is not None:
        yield Between("updated_at", to_instant(query.updated_since))
    first, last = query.date_of_service_min, query.date_of_service_max
    if first is not None or last is not None:
        yield Between("day", first or date.min, None if last in (None, date.max) else last + timedelta(days=1))
