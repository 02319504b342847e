"""Whether a database is whole: all that one change writes is there, or nothing of it.

What the store keeps twice (columns of keys, lookups, bookings, counters, sums) must say what the documents say, and
what refers to something must find it. Read from the rows themselves, not through the store.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from polyclinic.adapters.db.codec import Codec
from polyclinic.adapters.db.engine import SHARED
from polyclinic.adapters.db.keys import Ciphers, Keys
from polyclinic.adapters.db.layout import Layout, layouts
from polyclinic.adapters.db.values import instant, to_sqlite, to_sqlite_all
from polyclinic.adapters.files.store import path_of
from polyclinic.core.billing.model import CHARGE, Sums
from polyclinic.core.documents.model import DOCUMENT
from polyclinic.core.encounters.model import ENCOUNTER
from polyclinic.core.identity.model import USER
from polyclinic.core.kinds import ALL_KINDS
from polyclinic.core.messages.model import MESSAGE
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.entity import UNSTAMPED, Entity
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.postings import Movement, Party, Posting
from polyclinic.core.tasks.model import TASK
from polyclinic.server.settings import Settings
from tests.support.rows import rows_of

T = TypeVar("T", bound=Entity)
Row = dict[str, Any]
Place = tuple[str, str, str]
"""Practice, kind and id."""


@dataclass(slots=True)
class Record:
    """Everything in one database. ``versions`` counts what was written to each object."""

    rows: Mapping[str, list[Row]]
    objects: dict[Place, Entity] = field(default_factory=dict)
    versions: Counter[Place] = field(default_factory=Counter)

    def all(self, kind: Kind[T]) -> Iterable[tuple[str, T]]:
        """Every object of a kind, deleted ones too, each with its practice."""
        for (practice_id, name, _), entity in self.objects.items():
            if name == kind.name:
                assert isinstance(entity, kind.entity)
                yield practice_id, entity

    def holds(self, practice_id: str, kind: Kind[Any], id: str) -> bool:
        return (practice_id, kind.name, id) in self.objects


def read_whole(url: str, master_keys: str, files: Path) -> Record:
    """What the database holds; fails with what in it is not whole."""
    keys = Settings.load(master_keys=master_keys).keys()
    record = Record(rows_of(url))
    _documents(record, Ciphers(Keys(keys, next(iter(keys)))))
    _attached(record)
    _counters(record)
    _money(record)
    _references(record)
    _files(record, files)
    _told(record)
    _audited(record)
    return record


def _documents(record: Record, ciphers: Ciphers) -> None:
    """Each object is the last of its versions, which leave none out, and each of its columns says what it says."""
    history: defaultdict[Place, dict[int, Row]] = defaultdict(dict)
    for row in record.rows["history"]:
        history[row["practice_id"], row["kind"], row["id"]][row["version"]] = row
    for layout in layouts(kind for kind in ALL_KINDS if not kind.shared).values():
        codec: Codec[Any] = Codec(layout.kind, ciphers)
        for row in record.rows[layout.name]:
            place = row["practice_id"], layout.name, row["id"]
            past = history.pop(place, {})
            assert sorted(past) == list(range(1, row["version"] + 1)), f"{place}: versions {sorted(past)}"
            assert past[row["version"]]["doc"] == row["doc"], f"{place} is not its last version"
            entity = codec.decode(row["practice_id"], row["doc"])
            held = to_sqlite_all([row[column.name] for column in layout.columns])
            assert held == _columns(layout, entity), f"{place}: its columns are not of its document"
            record.objects[place] = entity
            record.versions[place] = row["version"]
    assert not history, f"history of nothing: {list(history)[:5]}"


def _columns(layout: Layout, entity: Entity) -> list[Any]:
    base = [entity.id, entity.number, entity.version, entity.created_at, entity.updated_at, entity.active]
    return to_sqlite_all([*base, *layout.key_values(entity)])


def _attached(record: Record) -> None:
    """Lookups and bookings are those of the objects, every one."""
    lookups, bookings = set(), set()
    for (practice_id, name, id_), entity in record.objects.items():
        layout = layouts(ALL_KINDS)[name]
        for row in layout.lookup_rows(entity):
            lookups.add((practice_id, name, id_, row.name, row.value, row.scope, row.exclusive))
        if layout.kind.bookings and entity.active:
            for held in layout.kind.bookings(entity):
                if held.start < held.end:
                    bookings.add((practice_id, name, id_, held.resource, to_sqlite(held.start), to_sqlite(held.end)))
    columns = ("practice_id", "kind", "id", "name", "value", "scope")
    found = {(*(row[name] for name in columns), bool(row["exclusive"])) for row in record.rows["lookups"]}
    assert found == lookups, f"lookups: {list(found ^ lookups)[:5]}"
    columns = ("practice_id", "kind", "id", "resource", "starts_at", "ends_at")
    found = {tuple(to_sqlite(row[name]) for name in columns) for row in record.rows["bookings"]}
    assert found == bookings, f"bookings: {list(found ^ bookings)[:5]}"


def _counters(record: Record) -> None:
    counted: Counter[tuple[str, str, bool]] = Counter()
    for row in record.rows["counters"]:
        if row["practice_id"] == SHARED:
            continue
        counted[row["practice_id"], row["kind"], True] += row["live"]
        counted[row["practice_id"], row["kind"], False] += row["dead"]
    there = Counter((practice_id, name, entity.active) for (practice_id, name, _), entity in record.objects.items())
    assert +counted == there, f"counters: {counted - there}, {there - counted}"


def _money(record: Record) -> None:
    """Each charge comes to what its postings come to, and each posting has its charge."""
    sums: defaultdict[tuple[str, str], Sums] = defaultdict(Sums)
    for row in record.rows["ledger"]:
        account = row["practice_id"], row["account"]
        sums[account] = sums[account].after(_posting(row))
    for practice_id, charge in record.all(CHARGE):
        assert sums.pop((practice_id, charge.id), Sums()) == charge.sums, f"charge {charge.id}"
    assert not sums, f"postings on nothing: {list(sums)[:5]}"


def _posting(row: Row) -> Posting:
    return Posting(
        account=row["account"],
        id=row["id"],
        movement=Movement(row["movement"]),
        party=Party(row["party"]),
        cents=row["cents"],
        at=instant(row["at"]) or UNSTAMPED,
        actor=row["actor"],
    )


def _references(record: Record) -> None:
    """Users find their patients, encounters their patients, charges and tasks, and messages what they are about."""
    for practice_id, user in record.all(USER):
        assert user.patient_id is None or record.holds(practice_id, PATIENT, user.patient_id), f"user {user.id}"
    for practice_id, encounter in record.all(ENCOUNTER):
        assert record.holds(practice_id, PATIENT, encounter.patient_id), f"encounter {encounter.id}: patient"
        if encounter.billable and encounter.first_day:
            charged = [record.holds(practice_id, CHARGE, line.id) for line in encounter.service_lines]
            assert all(charged), f"encounter {encounter.id}: charges"
        awaited = {id_ for claim in encounter.claims for id_ in claim.blocked_by}
        awaited |= {finding.task_id for claim in encounter.claims for finding in claim.findings}
        assert all(record.holds(practice_id, TASK, id_) for id_ in awaited), f"encounter {encounter.id}: tasks"
    for practice_id, message in record.all(MESSAGE):
        about = message.about
        assert about is None or (practice_id, about.kind, about.id) in record.objects, f"message {message.id}"


def _files(record: Record, folder: Path) -> None:
    for practice_id, document in record.all(DOCUMENT):
        if document.file is not None:
            path = folder / path_of(practice_id, document.file.key)
            assert path.stat().st_size == document.file.size, f"document {document.id}: its file"


def _told(record: Record) -> None:
    """What was recorded was told to those who read events: each encounter as it was made."""
    told = {row["object_id"] for row in record.rows["events"] if row["name"] == "encounter.recorded"}
    untold = [each.id for _, each in record.all(ENCOUNTER) if each.id not in told]
    assert not untold, f"encounters that nobody was told of: {untold[:5]}"


def _audited(record: Record) -> None:
    """Every version of every object was written under the audit trail's eyes."""
    named: Counter[Place] = Counter()
    for row in record.rows["audit_facts"]:
        if row["outcome"] == "ok":
            for written in json.loads(row["objects"]):
                kind, _, id_ = written.partition("/")
                named[row["practice_id"], kind, id_] += 1
    unseen = [place for place, versions in record.versions.items() if named[place] < versions]
    assert not unseen, f"written without a fact: {unseen[:5]}"
