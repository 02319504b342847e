import json
from collections.abc import AsyncIterator
from uuid import UUID

import httpx2
import pytest

from polyclinic.web import bodies, fields
from polyclinic.web.negotiation import LONGEST
from polyclinic.web.problems import Malformed
from polyclinic.web.streams import open_multipart
from tests.web.support import House

MALFORMED = {
    "no JSON": b"{text: 1}",
    "nothing": b"",
    "half": b'{"text": "a',
    "invalid UTF-8": b'{"text": "\xff"}',
    "UTF-16": '{"text": "a"}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"text": "a"}',
    "NaN": b'{"text": NaN}',
    "infinity": b'{"text": -Infinity}',
    "a key twice": b'{"text": "a", "text": "b"}',
    "a key twice, deep": b'{"text": "a", "lines": [{"the-words": "b", "the-words": "c"}]}',
    "a key twice, escaped": b'{"text": "a", "te\\u0078t": "b"}',
    "nested arrays": b"[" * 100_000,
    "nested, closed": b'{"text": ' + b"[" * 150 + b"]" * 150 + b"}",
    "nested objects": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "NUL": b'{"text": "a\\u0000b"}',
    "NUL in a key": b'{"a\\u0000": "b"}',
    "half a character": b'{"text": "\\ud800"}',
    "endless number": b'{"text": ' + b"9" * 5000 + b"}",
    "trailing comma": b'{"text": "a",}',
    "two documents": b'{"text": "a"}{"text": "b"}',
    "control character": b'{"text": "a\x00b"}',
}


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED.keys())
async def test_what_is_no_strict_json_is_malformed(http: httpx2.AsyncClient, house: House, content: bytes) -> None:
    answer = await http.post("/notes", content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]) == (400, "malformed")
    assert await house.notes() == []
    assert await house.outcomes() == ["malformed"]


@pytest.mark.parametrize("text", ["", "{}", "\\u0000", "नमस्ते", "😀", '"quoted"', "\n\t"])
async def test_any_text_is_taken(http: httpx2.AsyncClient, text: str) -> None:
    for ascii_only in (True, False):
        content = json.dumps({"text": text}, ensure_ascii=ascii_only).encode()
        answer = await http.post("/notes", content=content, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["text"]) == (201, text)


def test_the_depth_limit_is_exact() -> None:
    limit = bodies.MAX_DEPTH
    assert bodies.parse_json(b"[" * limit + b"]" * limit) is not None
    with pytest.raises(Malformed, match="too deep"):
        bodies.parse_json(b"[" * (limit + 1) + b"]" * (limit + 1))


async def test_every_bad_field_is_named_as_on_the_wire(http: httpx2.AsyncClient) -> None:
    body = {"lines": [{"the-words": "a"}, {"the-words": "", "count": "2"}, {}], "pet": {"kind": "cat", "lives": "9"}}
    answer = await http.post("/notes", json=body)
    assert answer.status_code == 422
    assert answer.json()["fields"] == [
        "body:text:missing",
        "body:lines/1/the-words:string_too_short",
        "body:lines/1/count:int_type",
        "body:lines/2/the-words:missing",
        "body:pet/kind:literal_error",
        "body:pet/barks:missing",
        "body:pet/lives:int_type",
    ]


async def test_messages_never_repeat_what_was_sent(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/notes", json={"text": 5, "lines": "Ada Byron", "pet": {"kind": "Ada Byron"}})
    assert answer.status_code == 422
    assert "Ada Byron" not in answer.text


async def test_query_and_path_are_refused_together(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/notes?limit=0&filter[individual-id]=nobody&more=1")
    assert answer.json()["fields"] == [
        "query:limit:greater_than_equal",
        "query:filter[individual-id]:uuid_parsing",
        "query:more:extra_forbidden",
    ]


async def test_query_values_are_typed_and_repeated_keys_collected(http: httpx2.AsyncClient) -> None:
    individual = UUID(int=7)
    answer = await http.get(f"/notes?limit=5&limit=7&tag=a&tag=b%20c&filter%5Bindividual-id%5D={individual}")
    assert answer.json() == {"limit": 7, "tags": ["a", "b c"], "individual": str(individual)}
    assert (await http.get("/notes")).json() == {"limit": 20, "tags": [], "individual": None}


@pytest.mark.parametrize("query", ["tag=%ff", "tag=a%00", "&".join(["tag=a"] * 1001)])
async def test_a_query_that_is_no_text_is_malformed(http: httpx2.AsyncClient, query: str) -> None:
    assert (await http.get(f"/notes?{query}")).json()["error"] == "malformed"


async def test_absent_is_not_null(http: httpx2.AsyncClient) -> None:
    assert (await http.post("/poke", json={})).json() == {"set": []}
    assert (await http.post("/poke", json={"text": None})).json() == {"set": ["text"]}


async def test_no_body_is_an_empty_object_only_where_declared(http: httpx2.AsyncClient) -> None:
    assert (await http.post("/poke")).json() == {"set": []}
    assert (await http.post("/notes")).status_code == 400


async def test_delete_takes_a_body(http: httpx2.AsyncClient) -> None:
    note = (await http.post("/notes", json={"text": "a"})).json()
    gone = await http.request("DELETE", f"/notes/{note['id']}", json={"text": "why"})
    assert (gone.status_code, gone.content) == (204, b"")
    assert "content-type" not in gone.headers
    assert (await http.get(f"/notes/{note['id']}")).status_code == 404


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "x"])
async def test_other_media_types_are_refused(http: httpx2.AsyncClient, media_type: str) -> None:
    answer = await http.post("/notes", content=b"text=a", headers={"Content-Type": media_type})
    assert (answer.status_code, answer.json()["error"]) == (415, "wrong_media_type")


async def test_a_media_type_without_end_is_not_taken_apart(http: httpx2.AsyncClient) -> None:
    for most, status in ((LONGEST, 201), (LONGEST + 1, 415)):
        media_type = "application/json; a=".ljust(most, "b")
        answer = await http.post("/notes", content=b'{"text": "a"}', headers={"Content-Type": media_type})
        assert answer.status_code == status


@pytest.mark.parametrize(
    "media_type", ["application/json; charset=utf-8", "Application/JSON", "application/vnd.example+json"]
)
async def test_a_dialect_names_its_json_types(http: httpx2.AsyncClient, media_type: str) -> None:
    answer = await http.post("/notes", content=b'{"text": "a"}', headers={"Content-Type": media_type})
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("*/*", 200),
        ("application/json", 200),
        ("text/html, application/*;q=0.5", 200),
        ("application/vnd.other+json", 200),
        ("", 200),
        ("text/html", 406),
        ("application/json;q=0", 406),
        ("*/*, application/json;q=0", 406),
        ("text/*;q=1, image/png", 406),
        ("*/*;q=nonsense", 406),
        (", " * (LONGEST // 2) + "text/html", 200),  # not taken apart: that would cost more than the answer
    ],
)
async def test_answers_come_as_they_are_accepted(http: httpx2.AsyncClient, accept: str, status: int) -> None:
    assert (await http.get("/notes/templates", headers={"Accept": accept})).status_code == status


# -- forms and files --------------------------------------------------------------------------------------------


async def test_one_endpoint_takes_json_form_and_multipart(http: httpx2.AsyncClient) -> None:
    wanted = {"title": "a b", "pages": 2, "tags": ["x", "y"], "files": {}}
    fields = {"title": "a b", "pages": "2", "tags": ["x", "y"]}
    assert (await http.post("/uploads", json={**wanted, "files": None})).json() == wanted
    assert (await http.post("/uploads", data=fields)).json() == wanted
    parts = [("title", (None, "a b")), ("pages", (None, "2")), ("tags", (None, '["x", "y"]'))]
    assert (await http.post("/uploads", files=parts)).json() == wanted


async def test_files_are_taken_by_name(http: httpx2.AsyncClient) -> None:
    files = {"document": ("a.pdf", b"%PDF" * 10, "application/pdf"), "other": ("b", b"b", "text/plain")}
    answer = await http.post("/uploads", data={"title": "t"}, files=files)
    assert answer.json()["files"] == {"document": ["a.pdf", "application/pdf", 40]}


async def test_a_missing_file_is_a_bad_field(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/needed", files=[("pages", (None, "x"))])
    assert answer.json()["fields"] == ["body:title:missing", "body:pages:int_parsing", "body:document:missing"]


async def test_a_form_of_parts_needs_its_content_type(http: httpx2.AsyncClient) -> None:
    assert (await http.post("/needed", content=b"x")).status_code == 415


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"not a form"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n\xff\r\n--x--\r\n',
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="title"; a="' + b";" * 200 + b"\r\n\r\na\r\n--x--\r\n",
        ),
        ("application/x-www-form-urlencoded", b"title=%ff"),
        ("application/x-www-form-urlencoded", b"title=\xff"),
        ("application/x-www-form-urlencoded", b"title=a%00"),
    ],
)
async def test_a_broken_form_is_malformed(http: httpx2.AsyncClient, content_type: str, content: bytes) -> None:
    answer = await http.post("/uploads", content=content, headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()["error"]) == (400, "malformed")


async def test_a_part_of_a_streamed_form_has_so_many_parameters() -> None:
    async def sent(count: int) -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="a"; b="' + b";" * count + b'"\r\n\r\nc\r\n--x--\r\n'

    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert await open_multipart(sent(bodies.MAX_PARAMETERS - 2), headers, "file") == ([("a", "c")], None)
    with pytest.raises(Malformed):
        await open_multipart(sent(bodies.MAX_PARAMETERS), headers, "file")


async def test_a_raw_body_is_a_file_that_can_be_read_again(http: httpx2.AsyncClient) -> None:
    for size in (0, 10, 2_500_000):
        answer = await http.post("/raw", content=b"x" * size, headers={"Content-Type": "image/png"})
        assert answer.json() == {"sizes": [size, size, size], "type": "image/png"}


# -- size -------------------------------------------------------------------------------------------------------


class Endless:
    """A body that never says how long it is; remembers how much of it was read."""

    def __init__(self, start: bytes = b"") -> None:
        self.sent = 0
        self._start = start

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._start
        while self.sent < 50_000_000:
            self.sent += 50_000
            yield b" " * 50_000


@pytest.mark.parametrize(
    ("path", "content_type", "limit"),
    [
        ("/notes", "application/json", 200_000),
        ("/uploads", "application/x-www-form-urlencoded", 100_000),
        ("/uploads", "multipart/form-data; boundary=x", 100_000),
        ("/raw", "image/png", 3_000_000),
    ],
)
async def test_a_stream_is_cut_off_at_the_limit(
    http: httpx2.AsyncClient, path: str, content_type: str, limit: int
) -> None:
    body = Endless(b'--x\r\nContent-Disposition: form-data; name="document"; filename="a"\r\n\r\n')
    answer = await http.post(path, content=body.__aiter__(), headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")
    assert body.sent <= limit + 100_000


async def test_an_announced_length_is_refused_unread(http: httpx2.AsyncClient) -> None:
    body = Endless()
    headers = {"Content-Type": "application/json", "Content-Length": "200001"}
    answer = await http.post("/notes", content=body.__aiter__(), headers=headers)
    assert answer.status_code == 413
    assert body.sent <= 50_000


@pytest.mark.parametrize(("wrong", "told"), [(1, 1), (fields.MOST_PROBLEMS * 2, fields.MOST_PROBLEMS), (20_000, 1)])
async def test_an_answer_names_a_bounded_number_of_problems(http: httpx2.AsyncClient, wrong: int, told: int) -> None:
    lines: list[dict[str, str]] = [{}] * wrong
    answer = await http.post("/notes", content=json.dumps({"text": "a", "lines": lines}, separators=(",", ":")))
    assert (answer.status_code, len(answer.json()["fields"])) == (422, told)
