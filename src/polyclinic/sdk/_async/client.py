"""The client that every dialect's client is made of: credentials, retries, errors, paging."""

import logging
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

from pydantic import ValidationError

from polyclinic.sdk.auth import Auth
from polyclinic.sdk.errors import ApiError, ConnectionFailed, UnexpectedAnswer, error_from
from polyclinic.sdk.operation import Operation, Response
from polyclinic.sdk.retry import RetryPolicy, pause_before_retry
from polyclinic.sdk.transport import AsyncHttp, AsyncTransport

T = TypeVar("T")
Item = TypeVar("Item")

_log = logging.getLogger("polyclinic.sdk")


class AsyncApiClient:
    """Sends operations to one base URL.

    ``timeout`` is in seconds, for each attempt. ``http``: a client of the caller's to send with, which stays open.
    ``key_header`` names the API's idempotency header: a call that is not repeatable then carries a key, made once
    before its first attempt. ``error_from`` turns a refusal into one of the dialect's own errors.
    """

    def __init__(
        self,
        base_url: str,
        *,
        auth: Auth | None = None,
        timeout: float | None = 30.0,
        retries: RetryPolicy | None = None,
        http: AsyncHttp | None = None,
        headers: Mapping[str, str] | None = None,
        key_header: str | None = None,
        error_from: Callable[[Response], ApiError] = error_from,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._auth = auth or Auth()
        self._timeout = timeout
        self._retries = retries or RetryPolicy()
        self._transport = AsyncTransport(http)
        self._headers = dict(headers or {})
        self._key_header = key_header
        self._error_from = error_from

    async def send(self, operation: Operation[T], *, key: str | None = None, timeout: float | None = None) -> T:
        """Make the call and read its answer. ``key`` is the idempotency key to use instead of a fresh one.

        Raises ``ApiError`` (a dialect's own kind), ``ConnectionFailed``, ``TimedOut``, ``UnexpectedAnswer``.
        """
        response = await self.send_raw(operation, key=key, timeout=timeout)
        try:
            return operation.read(response.content)
        except ValidationError as error:
            raise UnexpectedAnswer(f"{error.error_count()} fields are not as declared", response) from error

    async def send_raw(
        self, operation: Operation[Any], *, key: str | None = None, timeout: float | None = None
    ) -> Response:
        """Make the call and return the successful answer as it came: status, headers, bytes."""
        if key is None and not operation.repeatable and self._key_header is not None:
            key = str(uuid.uuid4())
        if key is not None and self._key_header is not None:
            operation = operation.with_key(self._key_header, key)
        headers = await self._authorised(operation)
        response = await self._attempts(operation, headers, timeout)
        if response.status == 401 and self._auth.refused(headers):
            response = await self._attempts(operation, await self._authorised(operation), timeout)
        if response.status >= 300:
            raise (operation.error_from or self._error_from)(response)
        return response

    async def items(
        self, first: Operation[T], following: Callable[[T], Operation[T] | None], of: Callable[[T], Iterable[Item]]
    ) -> AsyncIterator[Item]:
        """What is ``of`` every page."""
        async for page in self.pages(first, following):
            for item in of(page):
                yield item

    async def pages(self, first: Operation[T], following: Callable[[T], Operation[T] | None]) -> AsyncIterator[T]:
        """Every page: ``following`` makes the next call from a page, or None after the last."""
        operation: Operation[T] | None = first
        while operation is not None:
            page = await self.send(operation)
            yield page
            operation = following(page)

    async def _authorised(self, operation: Operation[Any]) -> Mapping[str, str]:
        """The headers to send: none of ours to a foreign URL."""
        if _absolute(operation.path):
            return operation.headers
        async with self._transport.lock:
            flow = self._auth.headers(time.monotonic())
            try:
                needed = next(flow)
                while True:
                    try:
                        answer = await self._fetch(needed)
                    except ApiError as refused:
                        needed = flow.throw(refused)
                    else:
                        needed = flow.send(answer)
            except StopIteration as done:
                credentials: Mapping[str, str] = done.value
        return {**self._headers, **credentials, **operation.headers}

    async def _fetch(self, operation: Operation[T]) -> T:
        response = await self._attempts(operation, {**self._headers, **operation.headers}, None)
        if response.status >= 300:
            raise (operation.error_from or self._error_from)(response)
        return operation.read(response.content)

    async def _attempts(self, operation: Operation[Any], headers: Mapping[str, str], timeout: float | None) -> Response:
        attempt, keyed = 1, self._key_header in operation.headers
        while True:
            failure: ConnectionFailed | None = None
            response: Response | None = None
            try:
                response = await self._once(operation, headers, timeout)
            except ConnectionFailed as error:
                failure = error
            pause = pause_before_retry(
                self._retries,
                attempt,
                repeatable=operation.repeatable,
                response=response,
                keyed=keyed,
            )
            if pause is None:
                if response is None:
                    raise failure or ConnectionFailed("no answer")
                return response
            await self._transport.wait(pause)
            attempt += 1

    async def _once(self, operation: Operation[Any], headers: Mapping[str, str], timeout: float | None) -> Response:
        url = operation.path if _absolute(operation.path) else self._base_url + operation.path
        started = time.perf_counter()
        status = 0
        try:
            response = await self._transport.send(operation, url, headers, timeout or self._timeout)
            status = response.status
            return response
        finally:
            elapsed = (time.perf_counter() - started) * 1000
            _log.debug("%s %s %s %.0f ms", operation.method, operation.route, status or "-", elapsed)

    async def aclose(self) -> None:
        """Close the connections, unless the caller gave the HTTP client."""
        await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def _absolute(path: str) -> bool:
    return path.startswith(("http://", "https://"))
