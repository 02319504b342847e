"""What is killed under load loses nothing that was acknowledged, and leaves nothing half done.

Killed is the server, and PostgreSQL under it, with ``kill -9`` at random moments, while writers of all sorts go on.
Afterwards the database is read whole and held against what each writer knows.
"""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from polyclinic.core.messages.model import MessageStatus
from tests.conftest import ENGINES, new_database
from tests.prove.kills.clinic import Clinic, clinic_on
from tests.prove.kills.complete import Complete, check_messages
from tests.prove.kills.load import TIMEOUT, Load, wait_for
from tests.support.cluster import new_cluster
from tests.support.proofs import Proof

KILLS = 200
MOMENTS = (0.2, 1.0)
"""How long the load goes on before a kill, in seconds: from, to."""
LONG_MOMENTS = (1.0, 3.0)
"""The same every fifth time, so that the outbox is at work as well."""

pytestmark = [pytest.mark.prove, pytest.mark.timeout(3600)]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def clinic(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    with (
        new_database(engine, tmp_path_factory) as url,
        clinic_on(url, tmp_path_factory.mktemp("installation")) as clinic,
    ):
        yield clinic


def moments(proof: Proof) -> Iterator[float]:
    """How long to wait before each kill, at random: the seed is among the proof's figures."""
    seed = random.randrange(10**6)
    print(f"the seed of the kills is {seed}")  # noqa: T201  # shown when the proof fails
    proof.counts(kills=proof.times(KILLS), seed=str(seed))
    chance = random.Random(seed)
    for number in range(proof.times(KILLS)):
        yield chance.uniform(*(LONG_MOMENTS if number % 5 == 4 else MOMENTS))


def assert_all_is_there(clinic: Clinic, load: Load, proof: Proof) -> None:
    """With the writers gone: what was never answered is sent again, the outbox delivers, and all is as it must be."""
    load.look_at_latest()
    again = load.send_again()
    clinic.wait_for_outbox()
    record = clinic.whole()
    complete = Complete(record)
    complete.check(load)
    ended = check_messages(complete.reminders, clinic.mailbox.mails)
    proof.counts(
        acknowledged_writes=load.acknowledged,
        cut_off=sum(len(shift.left) for shift in load.shifts),
        sent_again_with_one_effect=again,
        reminders_sent_once=ended[MessageStatus.SENT],
        reminders_known_to_be_unsure=ended[MessageStatus.UNKNOWN],
        reminders_dropped_as_too_late=ended[MessageStatus.DROPPED],
        audit_seals_verified=len(record.rows["audit_seals"]),
    )


def test_the_server_is_killed(clinic: Clinic, engine: str, proof: Proof) -> None:
    proof.claims(
        "`kill -9` of the server under load loses no acknowledged write, halves none, reminds nobody twice", on=engine
    )
    with clinic.operator.serving(*clinic.options):
        load = clinic.load(patience=TIMEOUT)
    with load.running():
        for seconds in moments(proof):
            with clinic.operator.serving(*clinic.options) as (process, _):
                load.look_at_latest()
                load.resume()
                time.sleep(seconds)
                process.kill()
                load.pause()
    with clinic.operator.serving(*clinic.options):
        assert_all_is_there(clinic, load, proof)


def test_postgresql_is_killed(tmp_path: Path, proof: Proof) -> None:
    """The server runs on, and is never restarted."""
    proof.claims("`kill -9` of PostgreSQL under load: the same, while the server runs on and says 503", on="postgresql")
    with (
        new_cluster() as cluster,
        clinic_on(cluster.url, tmp_path) as clinic,
        clinic.operator.serving(*clinic.options) as (process, url),
    ):
        load = clinic.load(patience=0.5)
        with load.running():
            for seconds in moments(proof):
                load.resume()
                time.sleep(seconds)
                cluster.kill()
                load.pause()
                cluster.start()
                wait_for(lambda: requests.get(f"{url}/health/ready", timeout=TIMEOUT).ok, 60, "it is not ready again")
                load.look_at_latest()
            load.resume()
        assert process.poll() is None
        assert_all_is_there(clinic, load, proof)
        proof.counts(refused_with_503=load.refused)
