"""Work that no request waits for: what follows from events, what is done now and then, and in whose name."""

from collections.abc import Awaitable, Callable

from polyclinic.adapters.db.outbox import ATTEMPTS, Delivery, Handler
from polyclinic.core.benefits import operations as benefits
from polyclinic.core.cards import operations as cards
from polyclinic.core.consent import operations as consent
from polyclinic.core.documents import uploads
from polyclinic.core.eligibility import operations as eligibility
from polyclinic.core.exports import operations as exports
from polyclinic.core.identity.policy import READ_ALL, WRITE_ALL
from polyclinic.core.messages import operations as messages
from polyclinic.core.messages.ports import Messengers
from polyclinic.core.organisation import operations as organisation
from polyclinic.core.organisation.model import Practice
from polyclinic.core.priorauth import backoffice, checks, moves
from polyclinic.core.priorauth import operations as authorizations
from polyclinic.core.scheduling import operations as schedule
from polyclinic.core.shared.context import Actor, Context, perform
from polyclinic.dialects.candid.routes import encounters_from_pre_encounter as following
from polyclinic.dialects.silna.routes import bulk_export
from polyclinic.web.contexts import open_practice
from polyclinic.web.services import Services

Job = Callable[[Context, Delivery], Awaitable[None]]
"""Acts on an event. It may be told of one twice, and of several that happened at once in any order."""

OpenContext = Callable[[], Context]
Work = Callable[[OpenContext, Delivery], Awaitable[None]]
"""Acts on an event in changes of its own making."""

WORKER = Actor("system:worker", READ_ALL | WRITE_ALL)
HEARD = frozenset(
    {
        benefits.DUE,
        consent.ENDS,
        *following.FOLLOWED,
        *benefits.FOLLOWED,
        *authorizations.FOLLOWED,
        cards.QUEUED,
        eligibility.QUEUED,
        eligibility.DISCOVERY_QUEUED,
        organisation.ZONE_CHANGED,
        messages.DUE,
        moves.DUE,
        checks.DUE,
        exports.REQUESTED,
    }
)
"""The events that there is work for; others are not kept."""


def handlers(services: Services, messengers: Messengers) -> dict[str, Handler]:
    """What the outbox hands each event to."""

    async def follow(ctx: Context, delivery: Delivery) -> None:
        if delivery.event.name in following.FOLLOWED:
            await following.follow(ctx, delivery.event)
        if delivery.event.name in benefits.FOLLOWED:
            await benefits.follow(ctx, delivery.event)
        if delivery.event.name in authorizations.FOLLOWED:
            await authorizations.follow(ctx, delivery.event)

    async def follow_zone(ctx: Context, delivery: Delivery) -> None:
        await schedule.follow_zone(ctx, delivery.event.id, delivery.event.facts.get("after"))

    async def end_consent(ctx: Context, delivery: Delivery) -> None:
        await consent.expire(ctx, delivery.event.id)

    outside = backoffice.Outside(services.reviewers, services.files, services.reader)

    async def work_on(ctx: Context, delivery: Delivery) -> None:
        last_try = delivery.attempt >= ATTEMPTS
        await backoffice.step(ctx, outside, delivery.event, last_try=last_try)

    async def look_into(ctx: Context, delivery: Delivery) -> None:
        await checks.run(ctx, services.files, services.reader, delivery.event.id)

    jobs: dict[str, Job] = {
        **_about_plans(services),
        **dict.fromkeys((*following.FOLLOWED, *benefits.FOLLOWED, *authorizations.FOLLOWED), follow),
        organisation.ZONE_CHANGED: follow_zone,
        consent.ENDS: end_consent,
        moves.DUE: work_on,
        checks.DUE: look_into,
    }
    return {
        **{name: _handler(services, _in_one_change(job)) for name, job in jobs.items()},
        **{name: _handler(services, work) for name, work in _stepwise(services, messengers).items()},
    }


def _stepwise(services: Services, messengers: Messengers) -> dict[str, Work]:
    """Work that takes more than one change."""

    async def send(open_context: OpenContext, delivery: Delivery) -> None:
        last_try = delivery.attempt >= ATTEMPTS
        await messages.deliver(open_context, messengers, delivery.event, last_try=last_try)

    async def export(open_context: OpenContext, delivery: Delivery) -> None:
        last_try = delivery.attempt >= ATTEMPTS
        await bulk_export.write(open_context, services.files, delivery.event.id, last_try=last_try)

    return {messages.DUE: send, exports.REQUESTED: export}


def _about_plans(services: Services) -> dict[str, Job]:
    """What is asked of payers about patients' plans."""

    async def answer(ctx: Context, delivery: Delivery) -> None:
        last_try = delivery.attempt >= ATTEMPTS
        await eligibility.answer_queued(ctx, services.payers, delivery.event.id, last_try=last_try)

    async def look_for_plans(ctx: Context, delivery: Delivery) -> None:
        last_try = delivery.attempt >= ATTEMPTS
        await eligibility.run_discovery(ctx, services.payers, delivery.event.id, last_try=last_try)

    async def read_card(ctx: Context, delivery: Delivery) -> None:
        await cards.run(ctx, services.files, services.reader, delivery.event.id)

    async def check_benefits(ctx: Context, delivery: Delivery) -> None:
        last_try = delivery.attempt >= ATTEMPTS
        await benefits.work(ctx, services.payers, delivery.event, last_try=last_try)

    return {
        eligibility.QUEUED: answer,
        eligibility.DISCOVERY_QUEUED: look_for_plans,
        cards.QUEUED: read_card,
        benefits.DUE: check_benefits,
    }


def _in_one_change(job: Job) -> Work:
    async def work(open_context: OpenContext, delivery: Delivery) -> None:
        await perform(open_context, lambda ctx: job(ctx, delivery))

    return work


def _handler(services: Services, work: Work) -> Handler:
    async def handle(delivery: Delivery) -> None:
        practice = await services.practices.get(delivery.practice_id)
        if practice is not None:
            await work(lambda: open_practice(services, practice, WORKER, f"job:{delivery.event.name}"), delivery)

    return handle


async def sweep_uploads(services: Services) -> None:
    """Take up after uploads that ended midway, practice by practice."""
    for practice in await services.practices.list():

        def context(practice: Practice = practice) -> Context:
            return open_practice(services, practice, WORKER, "job:sweep_uploads")

        while await perform(context, uploads.retire_unfinished):
            pass
        await uploads.remove_orphans(context(), services.files)
