"""What scrubbing finds, and the runs that are asked for without recording the encounter."""

from dataclasses import dataclass
from typing import Any

from polyclinic.core.encounters.model import Encounter
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import Path
from polyclinic.core.shared.kinds import Key, Kind


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that a rule (by its code) objects to, in words.

    ``edit`` is the value that would put it right, if there is one.
    """

    path: Path
    said: str
    edit: Any = None
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrubRun(Entity):
    """What a pipeline found in an encounter that is not recorded. ``subject`` is its id where it comes from."""

    pipeline_id: str
    subject: str
    encounter: Encounter
    findings: tuple[Finding, ...] = ()


SCRUB_RUN = Kind("scrub_run", ScrubRun, keys=(Key("pipeline_id", lambda run: run.pipeline_id),))
