"""A server that is killed while it sends leaves no message sent twice, and none that nobody knows of."""

import asyncio
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from polyclinic.adapters.db.keys import Keys
from polyclinic.adapters.db.store import Store
from polyclinic.core.kinds import ALL_KINDS
from polyclinic.core.messages import operations as messages
from polyclinic.core.messages.model import MESSAGE, Channel, Message, MessageStatus
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.queries import Query
from polyclinic.core.shared.secrets import Secret
from polyclinic.server.jobs import WORKER
from polyclinic.server.settings import Settings
from polyclinic.web.contexts import open_practice
from tests.conftest import ENGINES, new_database
from tests.prove.kills.complete import check_messages
from tests.prove.kills.load import wait_for
from tests.support.mailbox import Mailbox, mail_server
from tests.support.operator import Operator
from tests.support.proofs import Proof

KILLS = 10
A_KILL = 50
"""More messages than a server hands over at once."""
SECONDS = 0.3
"""How long the mail server takes over each, so that a kill comes in the middle."""

pytestmark = [pytest.mark.prove, pytest.mark.timeout(1800)]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def operator(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    with new_database(engine, tmp_path_factory) as url:
        yield Operator(url, tmp_path_factory.mktemp("installation"))


def store_of(operator: Operator) -> Store:
    keys = Settings.load(master_keys=operator.environment["POLYCLINIC_MASTER_KEYS"]).keys()
    return Store(operator.environment["POLYCLINIC_DATABASE_URL"], ALL_KINDS, Keys(keys, next(iter(keys))))


async def queue(operator: Operator, practice_id: str, count: int) -> None:
    async with store_of(operator) as store:
        practice = await store.practices.get(practice_id)
        assert practice is not None

        async def work(ctx: Context) -> None:
            for number in range(count):
                draft = Message(
                    channel=Channel.EMAIL,
                    purpose="test",
                    text=Secret("A text"),
                    due=datetime.now(UTC),
                    address=f"p{number}@example.com",
                )
                await messages.queue(ctx, draft)

        await perform(lambda: open_practice(store, practice, WORKER, "test"), work)


async def held(operator: Operator, practice_id: str, count: int) -> list[Message]:
    async with store_of(operator) as store:
        return list((await store.records(practice_id).find(Query(MESSAGE, limit=count + 1))).items)


def test_no_message_is_sent_twice_by_servers_that_are_killed(operator: Operator, engine: str, proof: Proof) -> None:
    proof.claims("`kill -9` of a server while it sends: no message twice, and none that nobody knows of", on=engine)
    kills = proof.times(KILLS)
    count = A_KILL * (kills + 1)
    operator.run("migrate")
    practice = re.sub(r"\s", "", operator.run("practices", "create", "Oak Street Clinic"))
    asyncio.run(queue(operator, practice, count))
    mailbox = Mailbox(SECONDS)
    with mail_server(mailbox) as settings:
        operator.environment |= {**settings, "POLYCLINIC_PUBLIC_URL": "https://records.oak.example"}
        for _ in range(kills):
            with operator.serving() as (process, _):
                assert mailbox.wait_for(random.randint(1, A_KILL // 2), 120)
                process.kill()

        def settled() -> bool:
            found = asyncio.run(held(operator, practice, count))
            return not {MessageStatus.QUEUED, MessageStatus.SENDING} & {message.status for message in found}

        with operator.serving():
            wait_for(settled, 300, "messages are still open")
    found = asyncio.run(held(operator, practice, count))
    ended = check_messages(found, mailbox.mails)
    unsure = ended[MessageStatus.UNKNOWN]
    proof.counts(kills=kills, messages=len(found), sent_once=ended[MessageStatus.SENT], known_to_be_unsure=unsure)
    assert len(found) == count
    assert unsure > 0, "no kill came while a message was being sent"
    assert ended[MessageStatus.DROPPED] == 0, "dropped"
