import asyncio
import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from polyclinic.web.logging import configure_logging, log_failure, log_request


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    handlers, level = logging.root.handlers[:], logging.root.level
    stream = io.StringIO()
    configure_logging(stream)
    yield stream
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def test_lines_are_json(out: io.StringIO) -> None:
    log_request(
        method="GET", dialect="d", route="/a/{b}", status=200, seconds=0.00123, request_id="r", actor="client:1"
    )
    logging.getLogger("elsewhere").warning("from the standard library: %s", 5)
    first, second = [json.loads(line) for line in out.getvalue().splitlines()]
    assert first.pop("timestamp").endswith("Z")
    assert first == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "dialect": "d",
        "route": "/a/{b}",
        "status": 200,
        "ms": 1.23,
        "request_id": "r",
        "actor": "client:1",
    }
    assert (second["event"], second["level"]) == ("from the standard library: 5", "warning")


def test_a_failure_tells_where_but_not_what(out: io.StringIO) -> None:
    try:
        raise ValueError("Ada Byron, born 1815")
    except ValueError as error:
        log_failure(error, dialect="d", route="r", request_id="i")
    line = json.loads(out.getvalue())
    assert (line["level"], line["error"]) == ("error", "ValueError")
    assert line["where"][-1].endswith("test_a_failure_tells_where_but_not_what")
    assert "Ada" not in out.getvalue()


def test_no_exception_tells_its_message_whoever_logs_it(out: io.StringIO) -> None:
    """Nor do the libraries' logs: a driver's message may quote a row, a task's the text that broke it."""
    loop = asyncio.new_event_loop()
    try:
        raise ValueError("Ada Byron, born 1815")
    except ValueError as error:
        logging.getLogger("uvicorn.error").error("Exception in ASGI application\n", exc_info=error)
        logging.getLogger("elsewhere").exception("failed")
        structlog.get_logger("ours").error("failed", exc_info=True)
        loop.call_exception_handler({"message": "never retrieved", "exception": error, "future": repr(error)})
    loop.close()
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["event"] for line in lines] == [
        *("Exception in ASGI application", "failed", "failed", "never retrieved"),
    ]
    for line in lines:
        assert (line["error"], line["level"]) == ("ValueError", "error")
        assert line["where"][-1].endswith("test_no_exception_tells_its_message_whoever_logs_it")
    assert "Ada" not in out.getvalue()


def test_nothing_said_makes_a_line_of_its_own(out: io.StringIO) -> None:
    forged = 'x"}\n{"event": "request", "status": 200, "actor": "user:admin"}\r\u2028\x1b[31m'
    log_request(method=forged, dialect="d", route=forged, status=400, seconds=0, request_id=forged, actor=forged)
    logging.getLogger("elsewhere").warning("%s", forged)
    lines = out.getvalue().split("\n")
    assert (len(lines), lines[-1]) == (3, "")
    assert json.loads(lines[0])["actor"] == json.loads(lines[1])["event"] == forged
    assert "\x1b" not in out.getvalue()
