"""The work that is measured: for each kind of request, the same of ours, of the floor and of the peer."""

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench import payloads
from bench.load import Make, request
from bench.seed import FAMILIES, LETTERS
from bench.visitor import Visitor, ask, searched

CREATE, READ = "create an encounter (Candid)", "read an encounter (Candid)"
SEARCH, PAGE = "search by prefix, 50 and the total (CareStack)", "page of 50 by cursor (Silna)"
BOOK = "book an appointment (drchrono)"
PERSON = "create a patient and its user (Carium)"
PUT = "upsert a patient by source_id (Silna)"
UPLOAD = "upload 1 MB (Silna)"
MIXED = "a mixed day, 70 % reads (all five)"

READS = frozenset({READ, SEARCH, PAGE})
WRITES = frozenset({CREATE, BOOK, PERSON, PUT, UPLOAD})
GROWING = (CREATE, READ, SEARCH, PAGE, BOOK)
"""What is measured as the record grows."""

_ENCOUNTERS = "/candid/api/encounters/v4"
_PATIENTS = "/silna/public/v1/patients/"

Works = dict[str, Make]
"""The requests to one server by kind of work."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many patients a practice's crowd has."""

    size: int

    def prefix(self, number: int) -> str:
        """The start of some family names. It finds a thousand patients, however many there are beside them."""
        block = number * 7919 % max(1, self.size // 10_000)
        return FAMILIES[number % len(FAMILIES)].lower() + f"{block:02d}".translate(LETTERS)

    def member(self, number: int) -> str:
        """The id of one of them, anywhere in the list but within the last page."""
        return f"c0000000-0000-7000-8000-{50 + number * 7919 % max(1, self.size - 50):012d}"


def ours(visitor: Visitor, crowd: Crowd) -> Works:
    """Requests to our server."""
    encounters = [encounter["encounter_id"] for encounter in visitor.encounters]
    upload = request("POST", "/silna/public/v1/files/", _upload_headers(visitor), payloads.LETTER)
    works = _counted(
        {
            CREATE: lambda n: payloads.create_encounter(_ENCOUNTERS, visitor.candid, n, visitor.patients),
            READ: lambda n: request("GET", f"{_ENCOUNTERS}/{encounters[n % len(encounters)]}", visitor.candid),
            SEARCH: lambda n: request("GET", searched(crowd.prefix(n)), visitor.carestack),
            PAGE: lambda n: request("GET", visitor.page(f"&starting_after={crowd.member(n)}"), visitor.silna),
            BOOK: lambda n: payloads.book("/drchrono/api/appointments", visitor.drchrono, n + 1, visitor.places),
            PERSON: lambda n: _jsonapi("POST", "/carium/showboat/v1/patients/", visitor.carium, visitor.person(n)),
            PUT: lambda n: _json("PUT", _PATIENTS, visitor.silna, visitor.synced(n)),
            UPLOAD: lambda _: upload,
        }
    )
    return {**works, MIXED: in_turn(_day(visitor, works))}


def floor(visitor: Visitor, crowd: Crowd, port: int) -> Works:
    """The same to the floor, which is given its first visits and patients here."""
    encounters = [
        ask(port, "/encounters", {}, payloads.encounter(number, visitor.patients))["encounter_id"]
        for number in range(-visitor.patients, 0)
    ]
    for number in range(-2 * visitor.patients, 0):
        if number % 2:
            ask(port, "/patients", {}, visitor.synced(number), "PUT")
    upload = request("POST", "/files", payloads.FILE, payloads.LETTER)
    return _counted(
        {
            CREATE: lambda n: payloads.create_encounter("/encounters", {}, n, visitor.patients),
            READ: lambda n: request("GET", f"/encounters/{encounters[n % len(encounters)]}", {}),
            SEARCH: lambda n: request("GET", f"/patients?prefix={crowd.prefix(n)}", {}),
            PAGE: lambda n: request("GET", f"/patients/page?after={crowd.member(n)}", {}),
            BOOK: lambda n: payloads.book("/appointments", {}, n + 1, visitor.places),
            PERSON: lambda n: _json("POST", "/people", {}, visitor.person(n)),
            PUT: lambda n: _json("PUT", "/patients", {}, visitor.synced(n)),
            UPLOAD: lambda _: upload,
        }
    )


def peer(port: int, token: str, patients: int) -> Works:
    """The encounter work to the peer, which is given its first visits here."""
    headers = {"Authorization": f"Token {token}"}
    encounters = [
        ask(port, "/encounters", headers, payloads.encounter(number, patients))["encounter_id"]
        for number in range(-patients, 0)
    ]
    return _counted(
        {
            CREATE: lambda n: payloads.create_encounter("/encounters", headers, n, patients),
            READ: lambda n: request("GET", f"/encounters/{encounters[n % len(encounters)]}", headers),
        }
    )


def first_pages(visitor: Visitor) -> dict[str, Make]:
    """Searches of the whole crowd by how much they find and count."""
    rows = visitor.page("&full_name=")
    return {
        "prefix of a family name (CareStack)": _same(searched("garciaab"), visitor.carestack),
        "rare substring (Silna)": _same(f"{rows}ithab", visitor.silna),
        "common substring (Silna)": _same(f"{rows}smith", visitor.silna),
        "common substring and its exact count (drchrono)": _same(
            "/drchrono/api/patients?search=smith", visitor.drchrono
        ),
    }


def in_turn(makes: Sequence[Make]) -> Make:
    """One request of each, again and again."""
    turns = itertools.cycle(makes)

    def make() -> bytes:
        return next(turns)()

    return make


def _counted(works: Mapping[str, Callable[[int], bytes]]) -> Works:
    """Every request has a number of its own, from 0."""

    def count(make: Callable[[int], bytes]) -> Make:
        numbers = itertools.count()
        return lambda: make(next(numbers))

    return {kind: count(make) for kind, make in works.items()}


def _day(visitor: Visitor, works: Works) -> list[Make]:
    """Twenty requests of a practice's day, fourteen of them reads, in the order in which they come."""
    places = visitor.places
    patient = places["patient"].rpartition("/")[2]

    chart = _same(f"/drchrono/api/patients/{patient}", visitor.drchrono)
    agenda = _same("/drchrono/api/appointments?date=2030-01-01", visitor.drchrono)
    person = _same(f"/carium/showboat/v1/patients/{visitor.patient_id}/", visitor.carium)
    people = _same("/carium/showboat/v1/patients/?page[limit]=20", visitor.carium)
    listed = _same(f"{_ENCOUNTERS}?limit=20", visitor.candid)
    record = _same(f"{_PATIENTS}{visitor.patient_id}", visitor.silna)
    profile = _same(f"/carestack/get/Patient/{visitor.patient_id}", visitor.carestack)

    def interleaved() -> Iterator[Make]:
        reads = [
            *(works[READ], chart, works[SEARCH], person, works[PAGE], agenda, works[READ]),
            *(profile, record, people, listed, works[READ], chart, works[SEARCH]),
        ]
        writes = [works[CREATE], works[BOOK], works[PUT], works[PERSON], works[BOOK], works[CREATE]]
        for at, write in enumerate(writes):
            yield from reads[at * 14 // 6 : (at + 1) * 14 // 6]
            yield write

    return list(interleaved())


def _same(path: str, headers: dict[str, str]) -> Make:
    """The same request every time."""
    sent = request("GET", path, headers)
    return lambda: sent


def _upload_headers(visitor: Visitor) -> dict[str, str]:
    return {**visitor.silna, **payloads.FILE, "provider-id": visitor.provider_id}


def _json(method: str, path: str, headers: dict[str, str], body: dict[str, object]) -> bytes:
    return request(method, path, {**payloads.JSON, **headers}, json.dumps(body).encode())


def _jsonapi(method: str, path: str, headers: dict[str, str], body: dict[str, object]) -> bytes:
    return _json(method, path, {**headers, "Content-Type": "application/vnd.api+json"}, body)
