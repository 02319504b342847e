# generated: edit the _async file of the same name, then run "make format"
import json
import logging
import os
import re
import time
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from polyclinic.sdk import errors
from polyclinic.sdk._sync.client import ApiClient
from polyclinic.sdk.auth import Auth, Bearer, FetchedToken, FixedHeaders, Token
from polyclinic.sdk.endpoint import Endpoint
from polyclinic.sdk.operation import FileDownload, FileUpload, Operation, Response
from polyclinic.sdk.retry import RetryPolicy
from polyclinic.sdk.transport import Http
from tests.sdk.endpoints import CREATE, FORM, GET, PAGES, RAW, UPLOAD, After, Find, Made, Page, Thing
from tests.sdk.server import Asked, Reply, Script

FAST = RetryPolicy(attempts=3, first=0.001, longest=0.002)
MADE = Reply(201, b'{"id": 7}')
THING = Thing.model_validate({"the-name": "a"})


def client(script: Script, **given: Any) -> ApiClient:
    return ApiClient(script.url, **{"retries": FAST, "timeout": 5.0, **given})


def failing(api: ApiClient, operation: Operation[Any], kind: type[Exception], match: str | None = None) -> Any:
    """The error that a call ends in."""
    with pytest.raises(kind, match=match) as caught:
        api.send(operation)
    api.close()
    return caught.value


def test_a_call_goes_out_and_its_answer_is_read(script: Script) -> None:
    script.replies = [MADE]
    with client(script, auth=Bearer("t"), headers={"X-All": "1"}) as api:
        made = api.send(CREATE.call(THING, headers={"X-One": "2"}))
    assert made == Made(id=7)
    (asked,) = script.asked
    assert (asked.method, asked.path, json.loads(asked.body)) == ("POST", "/base/things", {"the-name": "a"})
    sent = {name: asked.headers[name] for name in ("authorization", "x-all", "x-one", "content-type")}
    assert sent == {"authorization": "Bearer t", "x-all": "1", "x-one": "2", "content-type": "application/json"}


def test_queries_forms_and_files_are_encoded(script: Script) -> None:
    script.replies = [MADE]
    with client(script) as api:
        api.send(GET.call(thing_id="a b", query=Find.model_validate({"tag": ["x&", "y"]})))
        api.send(FORM.call(Thing.model_validate({"the-name": "a&b", "tags": ["x"]})))
        api.send(UPLOAD.call(THING, name="n", files={"document": FileUpload("a.pdf", b"%PDF", "application/pdf")}))
        api.send(RAW.call(b"\x00\x01"))
    query, form, multipart, raw = script.asked
    assert query.path == "/base/things/a%20b?tag=x%26&tag=y"
    assert form.body == b"the-name=a%26b&tags=%5B%22x%22%5D"
    assert multipart.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="the-name"\r\n\r\na\r\n' in multipart.body
    assert b'name="document"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n' in multipart.body
    assert (raw.body, raw.headers["content-type"]) == (b"\x00\x01", "application/octet-stream")


def test_an_upload_is_read_while_it_is_sent(script: Script, tmp_path: Path) -> None:
    paper = tmp_path / "scan.pdf"
    paper.write_bytes(b"%PDF" + bytes(200_000))
    told: list[tuple[int, int | None]] = []

    def progress(done: int, size: int | None) -> None:
        told.append((done, size))

    script.answer = issuing(3600, good={"t2"})
    with client(script, auth=token_auth()) as api:
        api.send(UPLOAD.call(THING, name="n", files={"document": FileUpload.at(paper, progress)}))
        api.send(UPLOAD.call(THING, name="n", files={"document": FileUpload("a", b"abc", progress=progress)}))
        api.send(UPLOAD.call(THING, name="n", files={"document": FileUpload("a", paper)}))
    refused, sent, *others = [asked for asked in script.asked if asked.path != "/base/token"]
    assert refused.body.count(b"\0") == sent.body.count(b"\0") == 200_000, "sent again from the start"
    assert b'filename="scan.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF' in sent.body
    assert int(sent.headers["content-length"]) == len(sent.body)
    once = [(65_536 * step, 200_004) for step in (1, 2, 3)] + [(200_004, 200_004)]
    assert told == [*once, *once, (3, 3)]
    assert b"abc" in others[0].body
    assert paper.read_bytes() in others[1].body


def test_a_download_is_written_while_it_comes(script: Script, tmp_path: Path) -> None:
    target, told = tmp_path / "scan.pdf", []
    content = bytes(300_000)
    call = Operation(method="GET", route="/file", path="/file", read=bytes, repeatable=True)
    call = replace(call, into=FileDownload(target, lambda done, size: told.append((done, size))))
    script.replies = [Reply(503), Reply(200, content)]
    with client(script) as api:
        assert api.send(call) == b""
        assert target.read_bytes() == content
        assert told[-1] == (300_000, 300_000)
        assert told == sorted(told)

        script.replies = [Reply(404, b'{"detail": "Gone."}')]
        with pytest.raises(errors.NotFound, match="Gone"):
            api.send(call)
        script.replies = [Reply(200, b"not all of it", torn=True)]
        with pytest.raises(errors.ConnectionFailed):
            api.send(call)
    assert os.listdir(tmp_path) == ["scan.pdf"]
    assert target.read_bytes() == content, "what failed has left nothing and taken nothing"


def test_a_safe_call_is_tried_again(script: Script) -> None:
    script.replies = [Reply(503), Reply(hang_up=True), MADE]
    with client(script) as api:
        assert api.send(GET.call(thing_id=1)) == Made(id=7)
    assert len(script.asked) == 3


def test_retries_end(script: Script) -> None:
    script.replies = [Reply(503, b'{"message": "later"}', {"X-Request-Id": "r1"})]
    refused = failing(client(script), GET.call(thing_id=1), errors.ServerError, "later")
    assert (refused.status, refused.request_id, len(script.asked)) == (503, "r1", 3)


@pytest.mark.parametrize("reply", [Reply(503), Reply(429, headers={"Retry-After": "0"}), Reply(hang_up=True)])
def test_an_unsafe_call_is_sent_once(script: Script, reply: Reply) -> None:
    script.replies = [reply, MADE]
    failing(client(script), CREATE.call(THING), errors.PolyclinicError)
    assert len(script.asked) == 1


def test_a_key_makes_an_unsafe_call_safe_and_stays_the_same(script: Script) -> None:
    script.replies = [Reply(503), Reply(hang_up=True), MADE]
    with client(script, key_header="Idempotency-Key") as api:
        api.send(CREATE.call(THING))
        api.send(CREATE.call(THING), key="mine")
        api.send(GET.call(thing_id=1))
    keys = [asked.headers.get("idempotency-key") for asked in script.asked]
    assert len(set(keys[:3])) == 1
    assert re.fullmatch(r"[0-9a-f-]{36}", keys[0] or "")
    assert keys[3:] == ["mine", None]


def test_a_repeat_waits_for_the_first_request_with_its_key(script: Script) -> None:
    script.replies = [Reply(hang_up=True), Reply(409), MADE]
    with client(script, key_header="Idempotency-Key") as api:
        assert api.send(CREATE.call(THING)) == Made(id=7)


def test_retry_after_is_waited_for(script: Script) -> None:
    script.replies = [Reply(429, headers={"Retry-After": "1"}), MADE]
    started = time.monotonic()
    with client(script) as api:
        api.send(GET.call(thing_id=1))
    assert 1 <= time.monotonic() - started < 3


def test_no_answer_in_time(script: Script) -> None:
    held = Event()
    script.replies = [Reply(delay=held)]
    try:
        once = RetryPolicy(attempts=1)
        failing(client(script, timeout=0.05, retries=once), GET.call(thing_id=1), errors.TimedOut)
        api = client(script, retries=once)
        with pytest.raises(errors.TimedOut):
            api.send(GET.call(thing_id=1), timeout=0.05)
        api.close()
    finally:
        held.set()


def test_nobody_there(script: Script) -> None:
    api = ApiClient("http://127.0.0.1:1", retries=FAST)
    failure = failing(api, GET.call(thing_id=1), errors.ConnectionFailed)
    assert (str(failure), script.asked) == ("no answer (ConnectError)", [])


STATUSES = [
    (400, errors.BadRequest),
    (401, errors.Unauthorized),
    (403, errors.Forbidden),
    (404, errors.NotFound),
    (409, errors.Conflict),
    (413, errors.TooLarge),
    (418, errors.ApiError),
    (422, errors.Unprocessable),
    (429, errors.TooManyRequests),
    (500, errors.ServerError),
]


@pytest.mark.parametrize(("status", "kind"), STATUSES)
def test_refusals_are_typed(script: Script, status: int, kind: type[errors.ApiError]) -> None:
    script.replies = [Reply(status, b'{"detail": "no"}', {"Retry-After": "120"})]
    refused = failing(client(script), CREATE.call(THING), errors.ApiError)
    assert (type(refused), str(refused), refused.body) == (kind, "no", {"detail": "no"})
    if isinstance(refused, errors.TooManyRequests):
        assert refused.retry_after == 120


def test_a_dialect_has_errors_of_its_own(script: Script) -> None:
    class Teapot(errors.ApiError):
        """418"""

    script.replies = [Reply(418, b"not JSON")]
    refused = failing(client(script, error_from=Teapot), CREATE.call(THING), Teapot, "status 418")
    assert refused.body == "not JSON"


def test_an_answer_of_another_shape_is_unexpected(script: Script) -> None:
    script.replies = [Reply(200, b'{"id": "x"}')]
    failed = failing(client(script), GET.call(thing_id=1), errors.UnexpectedAnswer, "1 fields")
    assert failed.response.content == b'{"id": "x"}'


def test_raw_answers(script: Script) -> None:
    script.replies = [Reply(201, b"bytes", {"X-Total": "5"})]
    with client(script) as api:
        response: Response = api.send_raw(CREATE.call(THING))
    assert (response.status, response.headers["x-total"], response.content) == (201, "5", b"bytes")


def test_pages_are_walked(script: Script) -> None:
    pages = [{"items": [1, 2], "next": 2}, {"items": [3], "next": 3}, {"items": []}]
    script.replies = [Reply(200, json.dumps(page).encode()) for page in pages]

    def following(page: Page) -> Operation[Page] | None:
        return PAGES.call(query=After(after=page.next)) if page.next else None

    with client(script) as api:
        found = [page.items for page in api.pages(PAGES.call(query=After(after=0)), following)]
        script.replies = [Reply(200, json.dumps(page).encode()) for page in pages]
        first = PAGES.call(query=After(after=0))
        assert [f"{item}" for item in api.items(first, following, lambda page: page.items)] == ["1", "2", "3"]
    assert found == [[1, 2], [3], []]
    assert [asked.path for asked in script.asked] == [f"/base/pages?after={after}" for after in (0, 2, 3)] * 2


# -- credentials ------------------------------------------------------------------------------------------------

TOKEN = Endpoint(name="token", method="POST", path="/token", gives=dict[str, Any], public="it gives the token")


def token_auth() -> FetchedToken:
    return FetchedToken(
        lambda: TOKEN.call(headers={"X-Secret": "s"}),
        lambda answer: Token(answer["token"], answer["expires_in"]),
        margin=60,
    )


def issuing(lifetime: float, good: set[str] | None = None) -> Any:
    """A server that numbers the tokens it gives, and refuses those that are not ``good``."""
    given: list[str] = []

    def answer(asked: Asked) -> Reply:
        if asked.path == "/base/token":
            given.append(f"t{len(given) + 1}")
            return Reply(200, json.dumps({"token": given[-1], "expires_in": lifetime}).encode())
        held = asked.headers.get("authorization", "").removeprefix("Bearer ")
        return Reply(401) if good is not None and held not in good else MADE

    return answer


def test_a_token_is_fetched_once_and_kept(script: Script) -> None:
    script.answer = issuing(3600)
    with client(script, auth=token_auth()) as api:
        for _ in range(3):
            api.send(GET.call(thing_id=1))
    assert [asked.path for asked in script.asked] == ["/base/token", *["/base/things/1"] * 3]
    assert script.asked[0].headers["x-secret"] == "s"
    assert "authorization" not in script.asked[0].headers
    assert {asked.headers["authorization"] for asked in script.asked[1:]} == {"Bearer t1"}


def test_a_token_about_to_expire_is_replaced(script: Script) -> None:
    script.answer = issuing(60)
    with client(script, auth=token_auth()) as api:
        for _ in range(2):
            api.send(GET.call(thing_id=1))
    assert [asked.headers.get("authorization") for asked in script.asked] == [None, "Bearer t1", None, "Bearer t2"]


def test_a_refused_token_is_replaced_once(script: Script) -> None:
    script.answer = issuing(3600, good={"t2"})
    with client(script, auth=token_auth()) as api:
        assert api.send(CREATE.call(THING)) == Made(id=7)
        script.answer = issuing(3600, good=set())
        with pytest.raises(errors.Unauthorized):
            api.send(GET.call(thing_id=1))
    assert len(script.asked) == 4 + 3


def test_a_token_that_cannot_be_had_is_an_error(script: Script) -> None:
    script.replies = [Reply(401, b'{"error": "invalid_client"}')]
    refused = failing(client(script, auth=token_auth()), GET.call(thing_id=1), errors.Unauthorized)
    assert str(refused) == "invalid_client"


RENEW = Endpoint(name="renew", method="POST", path="/renew", gives=dict[str, Any], public="it gives the token")


def renewed_auth() -> FetchedToken:
    return FetchedToken(
        TOKEN.call,
        lambda answer: Token(answer["token"], 60, answer["renewal"]),
        renew=lambda renewal: RENEW.call(headers={"X-Renewal": renewal}),
        margin=60,
    )


def renewing(*statuses: int) -> Any:
    """A server whose renewals end with these statuses, in order; each token it gives is for one call."""
    given, left = [0], [*statuses]

    def answer(asked: Asked) -> Reply:
        if asked.path not in ("/base/token", "/base/renew"):
            return MADE
        status = left.pop(0) if asked.path == "/base/renew" else 200
        if status != 200:
            return Reply(status)
        given[0] += 1
        return Reply(200, json.dumps({"token": f"t{given[0]}", "renewal": f"r{given[0]}"}).encode())

    return answer


def test_a_token_is_renewed_by_what_came_with_it(script: Script) -> None:
    script.answer = renewing(200, 401, 200)
    with client(script, auth=renewed_auth()) as api:
        for _ in range(4):
            api.send(GET.call(thing_id=1))
    got = [(asked.path.removeprefix("/base"), asked.headers.get("x-renewal")) for asked in script.asked]
    assert [each for each in got if each[0] != "/things/1"] == [
        ("/token", None),
        ("/renew", "r1"),
        ("/renew", "r2"),
        ("/token", None),
        ("/renew", "r3"),
    ]


def test_a_renewal_that_only_came_at_a_bad_time_is_good_later(script: Script) -> None:
    script.answer = renewing(400, 200)
    with client(script, auth=renewed_auth()) as api:
        api.send(GET.call(thing_id=1))
        with pytest.raises(errors.BadRequest):
            api.send(GET.call(thing_id=1))
        api.send(GET.call(thing_id=1))
    assert [asked.headers["x-renewal"] for asked in script.asked if asked.path == "/base/renew"] == ["r1", "r1"]


def test_credentials_stay_with_the_api(script: Script) -> None:
    elsewhere = Operation(method="GET", route="(download)", path=f"{script.url}/elsewhere", read=bytes, repeatable=True)
    script.replies = [Reply(200, b"file")]
    with client(script, auth=FixedHeaders({"X-Api-Key": "k"}), headers={"X-All": "1"}) as api:
        assert api.send(elsewhere) == b"file"
    assert not {"x-api-key", "x-all", "authorization"} & script.asked[0].headers.keys()


def test_no_credentials_at_all(script: Script) -> None:
    script.replies = [MADE]
    with client(script, auth=Auth()) as api:
        api.send(GET.call(thing_id=1))
    assert "authorization" not in script.asked[0].headers
    assert "secret" not in repr(Bearer("secret")) + repr(Token("secret"))


def test_the_callers_http_client_stays_open(script: Script) -> None:
    script.replies = [MADE]
    with Http() as http:
        with client(script, http=http) as api:
            api.send(GET.call(thing_id=1))
        assert not http.is_closed


def test_logs_name_templates_only(script: Script, caplog: pytest.LogCaptureFixture) -> None:
    script.replies = [MADE]
    api = client(script, auth=Bearer("the-token"))
    with caplog.at_level(logging.DEBUG):
        api.send(GET.call(thing_id="ada", query=Find(tag=["byron"])))
        api.close()
    named = ("polyclinic", "httpx2", "httpcore2")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(named)]
    assert len(ours) == 1
    assert re.fullmatch(r"GET /things/\{thing_id\} 201 \d+ ms", ours[0])
