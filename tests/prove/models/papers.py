"""Documents through the APIs that file them, and what each must hand out, byte for byte."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, rule

from tests.prove.models.drawn import NOBODY, names
from tests.prove.models.machine import RecordMachine
from tests.prove.models.record import Person
from tests.prove.models.views import Item, carium_walk, drchrono_walk

DRCHRONO, CARIUM = "/api/documents", "/caredb/v1/org-document-references/"
DOCTOR = "/api/doctors/901234"

contents = st.binary(max_size=300).map(lambda tail: b"%PDF-1.4 " + tail)
words = names.map(str.strip)
days = st.dates(date(1990, 1, 1), date(2026, 1, 1)).map(str)
tags = st.lists(st.sampled_from(("lab", "x-ray", "Ü")), max_size=2, unique=True)


@dataclass(slots=True, eq=False)
class Paper:
    """``number`` is drchrono's. It is there for others once it is ``ready``; ``day`` is None where nobody said one."""

    person: Person
    content: bytes
    description: str
    day: str | None
    tags: list[str]
    id: str = ""
    number: int = 0
    ready: bool = True
    sent: bool = True
    live: bool = True
    upload: Item = field(default_factory=dict)

    @property
    def there(self) -> bool:
        return self.ready and self.live


class PaperRules(RecordMachine):
    """Two patients, whose documents come and go."""

    papers: Bundle[Paper] = Bundle("papers")
    """Every document that was ever announced, also those that were deleted."""

    def __init__(self) -> None:
        super().__init__()
        self.filed: list[Paper] = []
        self.papers_before = {each["id"] for each in carium_walk(self.practice, CARIUM)}
        self.numbers_before = {each["id"] for each in drchrono_walk(self.practice, DRCHRONO)}
        classes = self.practice.carium.call("GET", "/caredb/v1/org-document-classes/")["data"]
        self.document_class: str = classes[0]["id"]

    @initialize()
    def two_patients(self) -> None:
        for name in ("Ada", "Bo"):
            born = date(1990, 1, 2)
            body = {"first_name": name, "last_name": "Okafor", "date_of_birth": str(born), "gender": "Female"}
            answer = self.practice.drchrono.call("POST", "/api/patients", 201, json={**body, "doctor": DOCTOR})
            person = Person(number=answer["id"], given=name, family="Okafor", born=born, sex="female")
            self.registered(person)

    def agree(self) -> None:
        super().agree()
        self.look_at_documents()
        for paper in self.filed:
            self.__hand_out(paper)

    @rule()
    def look_at_documents(self) -> None:
        there = [paper for paper in self.filed if paper.there]
        in_drchrono = {each["id"]: each for each in drchrono_walk(self.practice, DRCHRONO)}
        assert in_drchrono.keys() == self.numbers_before | {paper.number for paper in there}
        in_carium = {each["id"]: each["attributes"] for each in carium_walk(self.practice, CARIUM)}
        assert in_carium.keys() == self.papers_before | {paper.id for paper in there}
        for paper in there:
            said = in_drchrono[paper.number]
            assert said["patient"] == f"/api/patients/{paper.person.number}"
            assert (said["description"], said["metatags"]) == (paper.description, paper.tags)
            assert paper.day in (None, said["date"])
            shown = in_carium[paper.id]
            assert (shown["individual-id"], shown["description"]) == (paper.person.id, paper.description)
            digest = hashlib.sha256(paper.content).hexdigest()
            assert (shown["attachment-size"], shown["attachment-sha256"]) == (len(paper.content), digest)

    @rule(target=papers, content=contents, description=words, day=days, labels=tags, who=st.integers(0, 1))
    def drchrono_files(self, *, content: bytes, description: str, day: str, labels: list[str], who: int) -> Paper:
        person = self.record.people[who]
        form = {"doctor": DOCTOR, "patient": person.number, "date": day, "description": description}
        files = {"document": ("scan.pdf", content)}
        self.practice.drchrono.call("POST", DRCHRONO, 400, data={**form, "patient": 1}, files=files)
        data = {**form, "metatags": json.dumps(labels)}
        answer = self.practice.drchrono.call("POST", DRCHRONO, 201, data=data, files=files)
        paper = Paper(person, content, description, day, labels, number=answer["id"])
        (paper.id,) = self.__new_in_carium()
        self.filed.append(paper)
        return paper

    @rule(
        paper=papers,
        said=st.fixed_dictionaries(
            {},
            optional={"description": words, "date": days, "metatags": st.none() | tags, "patient": st.integers(0, 1)},
        ),
    )
    def drchrono_changes(self, paper: Paper, said: Item) -> None:
        body = dict(said)
        if "patient" in said:
            body["patient"] = f"/api/patients/{self.record.people[said['patient']].number}"
        path = f"{DRCHRONO}/{paper.number or 2_000_000_000}"
        self.practice.drchrono.call("PATCH", path, 200 if paper.there else 404, json=body)
        if paper.there:
            paper.description = said.get("description", paper.description)
            paper.day = said.get("date", paper.day)
            paper.tags = (said["metatags"] or []) if "metatags" in said else paper.tags
            paper.person = self.record.people[said["patient"]] if "patient" in said else paper.person

    @rule(paper=papers)
    def drchrono_deletes(self, paper: Paper) -> None:
        path = f"{DRCHRONO}/{paper.number or 2_000_000_000}"
        self.practice.drchrono.call("DELETE", path, 204 if paper.there else 404)
        paper.live = paper.live and not paper.there

    @rule(target=papers, content=contents, description=words, who=st.integers(0, 1))
    def carium_announces(self, content: bytes, description: str, who: int) -> Paper:
        person = self.record.people[who]
        attributes = {
            "attachment-content-type": "application/pdf",
            "attachment-filename": "letter.pdf",
            "class-id": self.document_class,
            "name": "Letter",
            "description": description,
            "individual-id": person.id,
            "organization-id": self.practice.id,
        }
        document = {"data": {"type": "org-document-references", "attributes": attributes}}
        answer = self.practice.carium.call("POST", CARIUM, 201, json=document)["data"]
        paper = Paper(person, content, description, None, [], id=answer["id"], ready=False, sent=False)
        paper.upload = answer["attributes"]["upload-info"]
        self.filed.append(paper)
        return paper

    @rule(paper=papers)
    def carium_sends_the_file(self, paper: Paper) -> None:
        """Once only, by the form that the announcement gave."""
        if paper.ready or not paper.live:
            return
        upload = paper.upload
        files = {"file": ("letter.pdf", paper.content)}
        answer = self.practice.premises.send("POST", upload["upload-url"], {}, data=upload["upload-data"], files=files)
        assert answer.is_success is not paper.sent, answer.text
        paper.sent = True

    @rule(paper=papers)
    def carium_confirms(self, paper: Paper) -> None:
        expected = 404 if not paper.live else 200 if paper.sent else 409
        self.practice.carium.call("POST", f"{CARIUM}{paper.id}/process-upload/", expected)
        if expected == 200 and not paper.ready:
            paper.ready = True
            known = self.numbers_before | {each.number for each in self.filed}
            (paper.number,) = {each["id"] for each in drchrono_walk(self.practice, DRCHRONO)} - known

    @rule(paper=papers)
    def carium_deletes(self, paper: Paper) -> None:
        self.practice.carium.call("DELETE", f"{CARIUM}{paper.id}/", 204 if paper.live else 404)
        paper.live = False

    @rule(method=st.sampled_from(("GET", "DELETE")))
    def carium_asks_for_no_document(self, method: str) -> None:
        self.practice.carium.call(method, f"{CARIUM}{NOBODY}/", 404)

    # -- what the record does -----------------------------------------------------------------------------------------

    def __new_in_carium(self) -> set[Any]:
        known = self.papers_before | {each.id for each in self.filed}
        return {each["id"] for each in carium_walk(self.practice, CARIUM)} - known

    def __hand_out(self, paper: Paper) -> None:
        """Through drchrono, Carium and Silna, without a credential."""
        if not paper.there:
            self.practice.carium.call("GET", f"{CARIUM}{paper.id}/", 200 if paper.live else 404)
            return
        read = self.practice.drchrono.call("GET", f"{DRCHRONO}/{paper.number}")
        info = self.practice.carium.call("GET", f"{CARIUM}{paper.id}/get-download-info/")
        file = self.practice.silna.call("GET", f"/public/v1/files/{paper.id}")
        for url in (read["document"], info["url"], file["url"]):
            assert self.practice.premises.send("GET", url, {}).content == paper.content
