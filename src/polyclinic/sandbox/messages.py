"""What would have left a practice of the sandbox: as JSON, and as a page to look at."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from polyclinic.core.messages.model import Message

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Messages of a Polyclinic sandbox</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}
article{{border-top:1px solid #bbb;padding:.7rem 0}}h2{{font-size:1rem;margin:0}}
pre{{font:inherit;white-space:pre-wrap;overflow-wrap:anywhere;margin:.4rem 0 0}}p{{margin:.2rem 0;color:#555}}</style>
<h1>Messages of {name}</h1>
<p>Nothing leaves the sandbox: this is what would have been sent. The practice's clock shows {now}.</p>
<p>{links}</p>
{articles}
</html>
"""


def as_json(message: Message) -> dict[str, Any]:
    """A message with its text; times in RFC 3339."""
    return {
        "id": message.id,
        "channel": message.channel.value,
        "purpose": message.purpose,
        "patient_id": message.patient_id,
        "to": message.sent_to or message.address,
        "subject": message.subject,
        "text": message.text.reveal(),
        "about": message.about.key if message.about else None,
        "due": message.due.isoformat(),
        "status": message.status.value,
        "reason": message.reason.value if message.reason else None,
        "sent_at": message.sent_at.isoformat() if message.sent_at else None,
    }


def page(name: str, now: datetime, found: Sequence[Message], others: Mapping[str, str]) -> str:
    """The messages of the practice called ``name``, with links to the ``others`` (names by id)."""
    links = " · ".join(
        f'<a href="/sandbox/outbox?practice_id={escape(id)}">{escape(other)}</a>' for id, other in others.items()
    )
    articles = "\n".join(map(_article, found)) or "<p>There are none yet.</p>"
    return _PAGE.format(name=escape(name), now=_time(now), links=links, articles=articles)


def _article(message: Message) -> str:
    reason = f" ({message.reason.value})" if message.reason else ""
    facts = [
        f"{message.channel.value} to {message.sent_to or message.address or 'a patient'}",
        f"{message.status.value}{reason}",
        f"due {_time(message.due)}",
        f"sent {_time(message.sent_at)}" if message.sent_at else "",
    ]
    heading, line, text = message.subject or message.purpose, _joined(facts), message.text.reveal()
    return f"<article><h2>{escape(heading)}</h2><p>{escape(line)}</p><pre>{escape(text)}</pre></article>"


def _joined(facts: Iterable[str]) -> str:
    return " · ".join(fact for fact in facts if fact)


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
