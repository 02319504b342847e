"""Copies of entities are what ``dataclasses.replace`` makes of them."""

import dataclasses
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from polyclinic.core.encounters.model import Encounter, PatientCopy
from polyclinic.core.patients.model import Patient
from polyclinic.core.scheduling.model import Appointment
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.names import HumanName

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
ENTITIES: tuple[Entity, ...] = (
    Appointment(start=NOON, end=NOON + timedelta(hours=1), reason="Knee", extras={"drchrono": {"icd9_codes": []}}),
    Patient(name=HumanName("Ada", "Okonkwo"), number=7),
    Encounter(patient_id="p", patient=PatientCopy(name=HumanName("Ada", "Okonkwo")), billable=False),
)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: type(entity).__name__)
def test_a_copy_has_the_changes_and_everything_else(entity: Entity) -> None:
    held = dataclasses.asdict(entity)
    copy = replace(entity, version=3, updated_at=NOON)
    assert copy == dataclasses.replace(entity, version=3, updated_at=NOON)
    assert type(copy) is type(entity)
    assert copy.version == 3
    assert dataclasses.asdict(entity) == held
    with pytest.raises(dataclasses.FrozenInstanceError):
        copy.version = 4  # type: ignore[misc] # that is the point


@dataclass(frozen=True, slots=True)
class _Checked:
    low: int
    high: int

    def __post_init__(self) -> None:
        assert self.low <= self.high


@dataclass(frozen=True, slots=True)
class _Derived:
    of: int
    twice: int = field(init=False, default=0)


@pytest.mark.parametrize("made", [_Checked(1, 2), _Derived(1)], ids=lambda made: type(made).__name__)
def test_a_class_that_makes_more_of_its_values_is_refused(made: Any) -> None:
    with pytest.raises(TypeError, match="field by field"):
        replace(made, low=0)


def test_a_field_that_is_none_is_refused() -> None:
    changes: dict[str, Any] = {"strat": NOON}
    with pytest.raises(TypeError, match="strat"):
        replace(ENTITIES[0], **changes)
