"""One dialect as an ASGI application: a request walks down ``_answer``, a refusal through ``_refuse``."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.types import Receive, Scope, Send

from polyclinic.core.shared.changes import GuardFailed
from polyclinic.core.shared.context import ATTEMPTS, Context
from polyclinic.core.shared.errors import Contended, Forbidden, Refusal, Unavailable
from polyclinic.core.shared.refusals import UndeclaredRefusal
from polyclinic.web import answers, conditional, negotiation
from polyclinic.web.answers import Rendered, UndeclaredAnswer
from polyclinic.web.audit import CountedFailures
from polyclinic.web.binding import Bound, uploaded
from polyclinic.web.bodies import ClientGone
from polyclinic.web.call import Answer, Call, Principal, Reply
from polyclinic.web.contexts import open_context
from polyclinic.web.dialect import Dialect
from polyclinic.web.documents import Documents
from polyclinic.web.exchange import Exchange
from polyclinic.web.idempotency import Claim, Keys
from polyclinic.web.logging import log_failure, log_request
from polyclinic.web.problems import (
    Broken,
    HttpProblem,
    KeyInFlight,
    Malformed,
    NoRoute,
    NotAcceptable,
    TooManyRequests,
    WrongMethod,
)
from polyclinic.web.requests import path_segments, raw_request
from polyclinic.web.router import Router
from polyclinic.web.services import Services, WebSettings
from polyclinic.web.turns import Turns


class DialectApp:
    """Serves one dialect over HTTP. ``failures`` counts what no practice's trail records; a server shares one."""

    def __init__(
        self,
        dialect: Dialect,
        services: Services,
        settings: WebSettings | None = None,
        failures: CountedFailures | None = None,
    ) -> None:
        self.dialect = dialect
        self._services = services
        self._settings = settings or WebSettings()
        self.failures = failures or CountedFailures(services.audit, services.clock)
        self._acceptable = dialect.acceptable or negotiation.acceptable
        keys = dialect.idempotency
        self._keys = Keys(dialect.name, keys, services) if keys is not None else None
        self._documents = Documents(dialect) if self._settings.docs else None
        self._turns = Turns()
        self._router: Router[Bound] = Router()
        for route in dialect.routes:
            self._router.add(
                route.endpoint.method, route.endpoint.path, Bound(dialect, route, self._settings.max_upload)
            )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"{self.dialect.name} answers HTTP only")
        segments: Sequence[str] | None = path_segments(scope)
        if segments is not None and self.dialect.normalise is not None:
            segments = self.dialect.normalise(segments)
        exchange = Exchange(raw_request(scope, segments, self._settings), segments)
        status = 499
        try:
            rendered = await self._guarded(exchange, receive)
            status = rendered.status
            await answers.send_answer(send, rendered, head=scope["method"] == "HEAD")
        except ClientGone:
            pass  # nobody is left to answer
        finally:
            if exchange.received is not None:
                exchange.received.close()
            self._log(exchange, status)

    def _log(self, exchange: Exchange, status: int) -> None:
        log_request(
            method=exchange.raw.method,
            dialect=self.dialect.name,
            route=exchange.endpoint.path if exchange.endpoint else "",
            status=status,
            seconds=time.perf_counter() - exchange.started,
            request_id=exchange.raw.request_id,
            actor=exchange.actor_id,
        )

    async def _guarded(self, exchange: Exchange, receive: Receive) -> Rendered:
        """An answer in any case; whatever nobody expected is logged without its message and answered as a 500."""
        try:
            try:
                rendered = await self._answer(exchange, receive)
            except (Refusal, HttpProblem) as refusal:
                rendered = await self._refuse(exchange, refusal)
            except GuardFailed:
                # a public handler's own commit
                rendered = await self._refuse(exchange, Contended("too many concurrent changes"))
            return rendered.with_headers(self._headers(exchange))
        except (ClientGone, UndeclaredAnswer, UndeclaredRefusal):
            raise
        except Exception as error:  # noqa: BLE001  # nobody above could answer in this dialect's shape
            log_failure(error, dialect=self.dialect.name, route=exchange.action, request_id=exchange.raw.request_id)
            return await self._broken(exchange)

    # -- the walk of a request ----------------------------------------------------------------------------------

    async def _answer(self, exchange: Exchange, receive: Receive) -> Rendered:
        found = self._match(exchange)
        if isinstance(found, Rendered):
            return found
        bound, values = found
        exchange.bound = bound
        if bound.endpoint.public is None:
            exchange.principal = await self.dialect.authenticate(exchange.raw, self._services)
        await self._limit(exchange)
        self._check_scope(exchange, bound)
        self._negotiate(exchange, bound)
        exchange.received = received = await bound.receive(values, exchange.raw, receive)
        call = Call(
            path=received.path,
            query=received.query,
            headers=received.headers,
            body=received.body,
            files=uploaded(received.files),
            raw=exchange.raw,
            services=self._services,
            principal=exchange.principal,
            open_context=lambda principal: self._open(exchange, principal),
        )
        if exchange.principal is None:
            return self._public(exchange, self._render(bound, await bound.handler(call)))
        return await self._work_once(exchange, bound, call, exchange.principal)

    def _public(self, exchange: Exchange, rendered: Rendered) -> Rendered:
        """The answer of a public handler; one that refuses counts among the failures of nobody known."""
        if rendered.status >= 400:
            self._count(exchange, f"status_{rendered.status}")
        return rendered

    def _match(self, exchange: Exchange) -> Rendered | tuple[Bound, list[str]]:
        raw = exchange.raw
        if exchange.segments is None:
            raise Malformed("the path is not UTF-8 text")
        found = self._router.find(exchange.segments)
        method = "GET" if raw.method == "HEAD" else raw.method
        if found is None:
            document = self._documents.find(method, raw) if self._documents else None
            if document is None:
                raise NoRoute("no such path")
            return document
        bounds, values = found
        bound = bounds.get(method)
        if bound is None:
            allow = sorted({*bounds, "OPTIONS", *(["HEAD"] if "GET" in bounds else [])})
            if raw.method == "OPTIONS":
                return Rendered(204, b"", self.dialect.media_type, {"Allow": ", ".join(allow)})
            raise WrongMethod(allow)
        return bound, values

    async def _limit(self, exchange: Exchange) -> None:
        """Count the request. Raises ``TooManyRequests``."""
        exchange.limited = True
        policy = exchange.endpoint.rate if exchange.endpoint else "default"
        declared = self.dialect.rate_limits[policy]
        exchange.limit = await self._services.limiter.hit(
            self.dialect.name, policy, declared, exchange.action, exchange.caller()
        )
        if exchange.limit is not None and exchange.limit.exceeded:
            raise TooManyRequests(exchange.limit)

    @staticmethod
    def _check_scope(exchange: Exchange, bound: Bound) -> None:
        wanted = bound.endpoint.scopes
        if wanted and exchange.principal and not exchange.principal.actor.scopes.intersection(wanted):
            raise Forbidden(f"needs the scope {' or '.join(wanted)}", needs=wanted[0])

    def _negotiate(self, exchange: Exchange, bound: Bound) -> None:
        accept = exchange.raw.headers.get("accept")
        if accept is None or accept == "*/*" or len(accept) > negotiation.LONGEST or not bound.negotiable:
            return
        if not self._acceptable(accept, bound.media_type):
            raise NotAcceptable(f"answers come as {bound.media_type}")

    def _open(self, exchange: Exchange, principal: Principal) -> Context:
        return open_context(
            self._services,
            principal,
            dialect=self.dialect.name,
            action=exchange.action,
            request_id=exchange.raw.request_id,
        )

    # -- the unit of work ---------------------------------------------------------------------------------------

    async def _work_once(
        self, exchange: Exchange, bound: Bound, call: Call[object, object], principal: Principal
    ) -> Rendered:
        """Do the work under the request's idempotency key, if it carries one."""
        if self._keys is None or exchange.received is None:
            return await self._work(exchange, bound, call, principal, None)
        claim = await self._keys.claim(principal, exchange.raw, exchange.received)
        if isinstance(claim, Rendered):
            await self._open(exchange, principal).commit()
            return claim
        try:
            return await self._work(exchange, bound, call, principal, claim)
        except BaseException:
            if claim is not None:
                await claim.release()
            raise

    async def _work(
        self,
        exchange: Exchange,
        bound: Bound,
        call: Call[object, object],
        principal: Principal,
        claim: Claim | None,
    ) -> Rendered:
        """Run the handler and commit what it staged together with the answer; again on fresh data if a guard fails."""
        for attempt in range(ATTEMPTS):
            async with self._turns.take(principal.practice.id, attempt):
                exchange.ctx = ctx = self._open(exchange, principal)
                ctx.optimistic = attempt == 0
                rendered = await self._attempt(ctx, bound, call, claim)
            if rendered is not None:
                return rendered
        raise Contended("too many concurrent changes")

    async def _attempt(
        self, ctx: Context, bound: Bound, call: Call[object, object], claim: Claim | None
    ) -> Rendered | None:
        """The answer; None if a guard failed and nothing was written."""
        rendered = conditional.settle(call.raw, self._render(bound, await bound.handler(ctx, call)))
        if rendered.status >= 400:
            await ctx.record_failure(f"status_{rendered.status}")
            if claim is not None:
                await claim.release()
            return rendered
        try:
            await ctx.commit(claim.completion(rendered) if claim else None)
        except GuardFailed as failed:
            if failed.what == "claim":
                raise KeyInFlight("another request has taken over this key") from None
            return None
        return rendered

    def _render(self, bound: Bound, reply: Reply) -> Rendered:
        rendered = answers.render(reply, bound.endpoint.status, bound.media_type)
        if self._settings.verify_answers and rendered.status < 400:
            answers.verify(bound.endpoint, rendered)
        if isinstance(reply, Answer) and reply.version is not None:
            return conditional.tagged(rendered, reply.version)
        return rendered

    # -- refusals -----------------------------------------------------------------------------------------------

    async def _refuse(self, exchange: Exchange, refusal: Refusal | HttpProblem) -> Rendered:
        """Count, word and record a refusal; if it cannot be recorded, the answer is that we are unavailable."""
        if not exchange.limited:
            try:
                await self._limit(exchange)
            except TooManyRequests as too_many:
                refusal = too_many
        rendered = self._word(exchange, refusal)
        try:
            await self._record(exchange, refusal)
        except Unavailable as unavailable:
            return self._word(exchange, unavailable)
        return rendered

    def _word(self, exchange: Exchange, refusal: Refusal | HttpProblem) -> Rendered:
        answer = self.dialect.errors(refusal, exchange.failed())
        status = refusal.status if isinstance(refusal, HttpProblem) else 400
        rendered = answers.render(answer, status, self.dialect.media_type)
        if self._settings.verify_answers:
            declared = [error for error in exchange.errors if error.status == rendered.status]
            bodies = [self.dialect.error_body(error) for error in (None, *declared)]
            answers.verify_error(f"{exchange.action}: {refusal.code}", bodies, rendered)
        if isinstance(refusal, HttpProblem) and refusal.headers:
            return replace(rendered, headers={**refusal.headers, **rendered.headers})
        return rendered

    async def _record(self, exchange: Exchange, refusal: Refusal | HttpProblem) -> None:
        """One fact for each refusal of somebody known; those of nobody, and throttling, are counted by the minute."""
        if exchange.principal is None or isinstance(refusal, TooManyRequests):
            self._count(exchange, refusal.code)
            return
        ctx = exchange.ctx or self._open(exchange, exchange.principal)
        await ctx.record_failure(refusal.code)

    def _count(self, exchange: Exchange, outcome: str) -> None:
        self.failures.count(
            address=exchange.raw.address, dialect=self.dialect.name, route=exchange.action, outcome=outcome
        )

    async def _broken(self, exchange: Exchange) -> Rendered:
        """The dialect's 500; should even that fail, a plain one."""
        try:
            rendered = await self._refuse(exchange, Broken("internal error"))
            return rendered.with_headers(self._headers(exchange))
        except Exception as error:  # noqa: BLE001  # the very last resort
            log_failure(error, dialect=self.dialect.name, route=exchange.action, request_id=exchange.raw.request_id)
            return Rendered(500, b"{}", "application/json", {"X-Request-Id": exchange.raw.request_id})

    def _headers(self, exchange: Exchange) -> Mapping[str, str]:
        headers = {"X-Request-Id": exchange.raw.request_id, **self.dialect.limit_headers(exchange.limit)}
        if exchange.raw.secure:
            headers.update(answers.ALWAYS_TLS)
        if self.dialect.headers is not None:
            headers.update(self.dialect.headers(exchange.raw))
        return headers
