"""Files that are bombs: never unpacked, rendered or resolved, and read in a process that may die of it."""

import time
from typing import Any

import psutil
import pytest
import requests

from polyclinic.adapters.reading import pdfium
from polyclinic.adapters.reading.reader import FileReader
from polyclinic.core.cards import rules as cards
from polyclinic.core.organisation.model import Payer, PayerIds
from tests.attack import bombs
from tests.between.conftest import TIMEOUT, Practice
from tests.support.server import RunningSandbox

NOWHERE = "http://127.0.0.1:9"
PDFS = bombs.pdfs()
FILES = {
    "letter.docx": bombs.zip_bomb("word/document.xml"),
    "scans.zip": bombs.zip_bomb("scans/1.tif"),
    "card.png": bombs.pixel_bomb(),
    "summary.xml": bombs.xml_bomb(NOWHERE),
    "picture.svg": bombs.svg(NOWHERE),
    "stream.pdf": PDFS["a stream deflated three times"],
    "pages.pdf": PDFS["100,000 pages that are one"],
}


def filing(practice: Practice) -> dict[str, Any]:
    """Whose document it is."""
    patient = practice.drchrono.call("GET", "/api/patients")["results"][0]
    return {"doctor": patient["doctor"], "patient": patient["id"], "date": "2026-05-23", "description": "Scan"}


@pytest.mark.parametrize("name", FILES)
def test_a_bomb_is_kept_as_the_bytes_that_it_is(
    name: str, practice: Practice, target: RunningSandbox, address: tuple[str, int]
) -> None:
    server, content = psutil.Process(target.pid), FILES[name]
    form = filing(practice)
    before = server.memory_info().rss
    filed = practice.drchrono.call("POST", "/api/documents", 201, data=form, files={"document": (name, content)})
    answer = requests.get(filed["document"], timeout=TIMEOUT)
    assert answer.content == content
    assert server.memory_info().rss - before < 60_000_000
    headers = answer.headers
    assert headers["content-disposition"].startswith("attachment")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("sandbox")
    assert "no-store" in headers["cache-control"]


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd.txt",
        "..\\..\\boot.txt",
        "/etc/cron.d/x.txt",
        "a.txt\r\nX-Evil: yes",
        'a"; filename="b.html.txt',
        "x" * 250 + ".txt",
        "\u202etxt.exe.txt",
        "con.txt",
        "%2e%2e%2fa.txt",
    ],
)
def test_a_name_leads_nowhere(name: str, practice: Practice) -> None:
    form = filing(practice)
    files = {"document": (name, b"some words")}
    filed = requests.post(
        practice.drchrono.base_url + "/api/documents",
        headers=practice.drchrono.headers,
        data=form,
        files=files,
        timeout=TIMEOUT,
    )
    assert filed.status_code in (201, 400), filed.text
    if filed.status_code == 400:
        return
    answer = requests.get(filed.json()["document"], timeout=TIMEOUT)
    told = answer.headers["content-disposition"]
    assert answer.content == b"some words"
    assert "x-evil" not in answer.headers
    assert told.count("filename=") == 1
    assert "/" not in told
    assert "\\" not in told
    assert "\u202e" not in told


@pytest.mark.parametrize("what", PDFS)
async def test_a_hostile_pdf_breaks_at_most_its_own_reader(what: str) -> None:
    process = psutil.Process()
    before, held = process.memory_info().rss, time.process_time()
    found = await FileReader().pages(PDFS[what], "application/pdf")
    assert found is None or sum(map(len, found)) <= pdfium.MOST_TEXT
    assert process.memory_info().rss - before < 60_000_000
    assert time.process_time() - held < 5, "the work is done elsewhere"
    assert not [each for each in process.children() if "pdfium" in " ".join(each.cmdline())]


async def test_a_reader_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("polyclinic.adapters.reading.reader._LONGEST", 0.01)
    assert await FileReader().pages(PDFS["50 MB of words"], "application/pdf") is None
    assert not [each for each in psutil.Process().children() if "pdfium" in " ".join(each.cmdline())]


async def test_of_a_long_text_the_beginning_is_read() -> None:
    for content in (b"word " * 1_000_000, ("\ufeff" + "word " * 1_000_000).encode("utf-16-le")):
        found = await FileReader().pages(content, "text/plain")
        assert found is not None
        assert len(found[0]) == pdfium.MOST_TEXT


def test_thousands_of_payers_are_looked_for_soon() -> None:
    """Everybody else waits meanwhile."""
    words = [
        "north",
        "south",
        "river",
        "valley",
        "summit",
        "harbor",
        "union",
        "mutual",
        "family",
        "state",
        "county",
        "coast",
        "ridge",
        "first",
        "grand",
        "lake",
    ]
    names = [f"{first} {second} {third}" for first in words for second in words for third in words]
    known = cards.spellings([Payer(ids=PayerIds(), name=name) for name in names])
    line = " ".join(word[::-1] for word in words[:7])
    text = "\n".join(f"{line} {at}" for at in range(cards.MOST_LINES))
    began = time.process_time()
    list(cards.plans_in(text, known))
    assert time.process_time() - began < 1


def test_payers_are_looked_for_in_so_many_words_only() -> None:
    payers = [Payer(ids=PayerIds(), name=f"Payer {number} Health Plan") for number in range(500)]
    known = cards.spellings(payers)

    def seconds(text: str) -> float:
        began = time.process_time()
        assert list(cards.plans_in(text, known)) == []
        return time.process_time() - began

    for line in ("a health plan of somebody ", "a health plan\n", "a\n"):
        small, large = seconds(line * 10_000), seconds(line * 200_000)
        assert large < 4 * small + 0.1, "twenty times as much text, and no more work"
