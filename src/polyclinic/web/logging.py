"""The access log: one line of JSON per request, without anything of the patient's."""

import logging
import sys
import traceback
from typing import TextIO

import msgspec
import structlog

from polyclinic.core.shared.clock import SystemClock

FRAMES = 12

_log = structlog.get_logger("polyclinic.access")
_clock = SystemClock()
_encode = msgspec.json.Encoder().encode


class _Access:
    """Where the access log goes; nowhere until logging is configured."""

    stream: TextIO = sys.stderr
    enabled: bool = False


access_log = _Access()


def configure_logging(stream: TextIO | None = None, *, level: int = logging.INFO) -> None:
    """Send structlog and the standard library's records to ``stream`` (stderr) as lines of JSON."""
    out = stream or sys.stderr
    access_log.stream, access_log.enabled = out, level <= logging.INFO
    shared: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, _without_messages, _render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(out),
    )
    handler = logging.StreamHandler(out)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _without_messages, _render],
    )
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=level, force=True)


def _without_messages(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """An exception by its type and place; what follows the first line of the event repeats what it said."""
    given = event.pop("exc_info", None)
    if not given:
        return event
    error = given if isinstance(given, BaseException) else (given if isinstance(given, tuple) else sys.exc_info())[1]
    return {**event, "event": str(event["event"]).partition("\n")[0], **_told(error)}


def _told(error: BaseException | None) -> dict[str, object]:
    """What broke and where, but not the exception's message, which may hold what was sent or stored."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:] if error else []
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": type(error).__name__, "where": where}


def _render(_logger: object, _method: str, event: structlog.typing.EventDict) -> str:
    return msgspec.json.encode(event, enc_hook=repr).decode()


def log_failure(error: BaseException, *, dialect: str, route: str, request_id: str) -> None:
    """Tell what broke and where, without the exception's message."""
    _log.error("request.failed", dialect=dialect, route=route, request_id=request_id, **_told(error))


def log_request(
    *, method: str, dialect: str, route: str, status: int, seconds: float, request_id: str, actor: str
) -> None:
    """Write one line. ``route`` is the template: path values, query and body never reach a log.

    Encoded here, not by structlog's processors, whose cost would be a tenth of a small request's.
    """
    if not access_log.enabled:
        return
    line = _encode(
        {
            "method": method,
            "dialect": dialect,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 2),
            "request_id": request_id,
            "actor": actor,
            "event": "request",
            "level": "info",
            "timestamp": _clock.now(),
        }
    )
    access_log.stream.write(line.decode() + "\n")
