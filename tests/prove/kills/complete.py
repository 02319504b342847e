"""Holds what a load wrote against what the database holds in the end: all that was acknowledged, once, and whole."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

from polyclinic.core.billing.model import CHARGE
from polyclinic.core.documents.model import DOCUMENT
from polyclinic.core.encounters.model import ENCOUNTER
from polyclinic.core.identity.model import USER
from polyclinic.core.messages.model import MESSAGE, Message, MessageStatus, Reason
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.scheduling.model import APPOINTMENT
from polyclinic.core.scheduling.reminders import REMINDER
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Kind
from polyclinic.sandbox.plan import DEMO
from tests.prove.kills.load import Item, Load
from tests.prove.kills.writers import FAMILIES, Archive, Billing, FrontDesk, Registrar, SigningUp, content_of, email_of
from tests.support.whole import Record

T = TypeVar("T", bound=Entity)
TOLD = ("patient.created", "patient.updated")
LINES = 2
CENTS = 1500
REASONS: defaultdict[MessageStatus, set[Reason | None]] = defaultdict(
    set,
    {
        MessageStatus.SENT: {None},
        MessageStatus.UNKNOWN: {Reason.INTERRUPTED, Reason.NO_ANSWER},
        MessageStatus.DROPPED: {Reason.TOO_LATE},
    },
)
"""How a message may end when servers are killed, and why."""


class Complete:
    """``record`` is what the database holds once the load and the outbox are done."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._patients = {patient.id: patient for patient in self._all(PATIENT)}
        self._by_source = _by(self._all(PATIENT), lambda patient: [key.value for key in patient.external_ids])
        self._by_given = _by(self._all(PATIENT), lambda patient: [patient.name.given])
        self._users = _by(self._all(USER), lambda user: [user.username])
        self._encounters = _by(self._all(ENCOUNTER), lambda encounter: [key.value for key in encounter.external_ids])
        self._charges = {charge.id: charge for charge in self._all(CHARGE)}
        self._appointments = _by(self._all(APPOINTMENT), lambda appointment: [appointment.reason])
        self._documents = _by(self._all(DOCUMENT), lambda document: [document.description])
        self.reminders = [message for message in self._all(MESSAGE) if message.purpose == REMINDER and message.about]
        self._told = Counter(row["object_id"] for row in record.rows["events"] if row["name"] in TOLD)
        self._reminders = _by(self.reminders, lambda message: [message.about.id if message.about else ""])

    def check(self, load: Load) -> None:
        """Fail with what was lost, done twice or half done."""
        checks: dict[type, Callable[[Item], None]] = {
            Registrar: self._registered,
            SigningUp: self._signed_up,
            Billing: self._billed,
            FrontDesk: self._booked,
            Archive: self._filed,
        }
        acknowledged = {type(shift.writer) for shift in load.shifts if any(item.acknowledged for item in shift.items)}
        assert acknowledged == checks.keys(), "somebody's writes were never acknowledged"
        for shift in load.shifts:
            for item in shift.items:
                checks[type(shift.writer)](item)

    def _all(self, kind: Kind[T]) -> Iterable[T]:
        return (entity for practice_id, entity in self._record.all(kind) if practice_id == DEMO.practice_id)

    def _versions(self, patient: Patient) -> int:
        """How many there are of a patient; an event was kept with each."""
        versions = self._record.versions[DEMO.practice_id, PATIENT.name, patient.id]
        assert self._told[patient.id] == versions, f"patient {patient.id}: events"
        return versions

    def _registered(self, item: Item) -> None:
        """Every patient of Silna's is there: whoever heard no answer has asked again."""
        (patient,) = self._by_source[item.name]
        assert patient.id == item.ids["patient"]
        assert patient.address is None or patient.address.city in item.values, item
        assert item.acknowledged <= self._versions(patient) <= max(1, item.acknowledged) + 1, item

    def _signed_up(self, item: Item) -> None:
        (user,) = self._users[email_of(item)]
        assert user.patient_id == item.ids.get("patient", user.patient_id), item
        assert self._versions(self._patients[user.patient_id or ""]) == 1, item

    def _billed(self, item: Item) -> None:
        (patient,) = self._by_given[item.name]
        assert patient.id == item.ids.get("patient", patient.id), item
        versions = self._versions(patient)
        assert versions in (item.values or [1]), item
        assert patient.name.family == FAMILIES[versions - 1], item
        encounters = self._encounters[item.name]
        assert len(encounters) == ("patient" in item.ids), item
        for encounter in encounters:
            assert encounter.id == item.ids.get("encounter", encounter.id), item
            assert encounter.patient.name.family == patient.name.family, f"{item}: what it was to follow is lost"
            charged = [self._charges[line.id].sums.charged for line in encounter.service_lines]
            assert charged == [CENTS] * LINES, item

    def _booked(self, item: Item) -> None:
        appointments = self._appointments[item.name]
        assert int("appointment" in item.ids) <= len(appointments) <= 1, item
        for appointment in appointments:
            assert str(appointment.number) == item.ids.get("appointment", str(appointment.number)), item
            assert len(self._reminders[appointment.id]) == int("appointment" in item.ids), item

    def _filed(self, item: Item) -> None:
        documents = self._documents[item.name]
        assert int("document" in item.ids) <= len(documents) <= 1, item
        for document in documents:
            assert document.file is not None, item
            assert document.file.sha256 == hashlib.sha256(content_of(item)).hexdigest(), item


def check_messages(messages: Iterable[Message], mails: Counter[str]) -> Counter[MessageStatus]:
    """Fail if one was sent twice, or did not end as what became of it; counts how they ended.

    Who is cut off before asking for a reminder may ask for it too late: it is dropped.
    """
    ended: defaultdict[MessageStatus, set[str]] = defaultdict(set)
    for message in messages:
        ended[message.status].add(message.id)
        assert message.reason in REASONS[message.status], message
    twice = [id for id, times in mails.items() if times > 1]
    assert not twice, f"sent twice: {twice}"
    assert ended[MessageStatus.SENT] <= set(mails), "said to be sent, but no mail came"
    assert set(mails) <= ended[MessageStatus.SENT] | ended[MessageStatus.UNKNOWN], "a mail that nobody knows of"
    return Counter({status: len(ids) for status, ids in ended.items()})


def _by(entities: Iterable[T], names: Callable[[T], Iterable[str]]) -> defaultdict[str, list[T]]:
    found: defaultdict[str, list[T]] = defaultdict(list)
    for entity in entities:
        for name in names(entity):
            found[name].append(entity)
    return found
