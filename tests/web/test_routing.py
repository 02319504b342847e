import httpx2
import pytest

from polyclinic.web.app import DialectApp
from polyclinic.web.router import Router
from tests.web.support import House


def router() -> Router[str]:
    made: Router[str] = Router()
    for method, template in [
        ("GET", "/patients"),
        ("GET", "/patients/{id}"),
        ("GET", "/patients/find"),
        ("PATCH", "/patients/{id}"),
        ("GET", "/patients/{id}/notes/{note}"),
        ("GET", "/patients/find/notes"),
        ("GET", "/files/{name:path}"),
        ("GET", "/files/index"),
    ]:
        made.add(method, template, f"{method} {template}")
    return made


@pytest.mark.parametrize(
    ("path", "template", "values"),
    [
        ("patients", "/patients", []),
        ("patients/7", "/patients/{id}", ["7"]),
        ("patients/find", "/patients/find", []),
        ("patients/find/notes", "/patients/find/notes", []),
        ("patients/find/notes/3", "/patients/{id}/notes/{note}", ["find", "3"]),
        ("files/a/b/c", "/files/{name:path}", ["a/b/c"]),
        ("files/index", "/files/index", []),
        ("files/index/x", "/files/{name:path}", ["index/x"]),
    ],
)
def test_the_best_template_wins(path: str, template: str, values: list[str]) -> None:
    found = router().find(path.split("/"))
    assert found is not None
    assert (found[0]["GET"], found[1]) == (f"GET {template}", values)


@pytest.mark.parametrize("path", ["nobody", "patients/7/notes", "files", "patients/7/notes/3/4"])
def test_unknown_paths_are_not_found(path: str) -> None:
    assert router().find(path.split("/")) is None


def test_a_template_is_served_once() -> None:
    with pytest.raises(ValueError, match="served twice"):
        router().add("GET", "/patients/{other}", "x")


def test_only_the_last_segment_takes_the_rest() -> None:
    with pytest.raises(ValueError, match="last segment"):
        router().add("GET", "/a/{rest:path}/b", "x")


def test_time_grows_with_depth_only() -> None:
    wide: Router[int] = Router()
    for number in range(5000):
        wide.add("GET", f"/kind{number}/{{id}}", number)
    found = wide.find(["kind4999", "x"])
    assert found is not None
    assert found[0] == {"GET": 4999}


@pytest.mark.parametrize(
    "path", ["/notes/templates", "/notes/templates/", "//notes///templates//", "/notes/%74emplates"]
)
async def test_every_spelling_of_a_path_is_served_without_redirect(http: httpx2.AsyncClient, path: str) -> None:
    answer = await http.get(f"http://test{path}")
    assert (answer.status_code, answer.json()) == (200, ["plain"])


async def test_a_dialect_normalises_paths(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/ignore%20me/notes/ignore me/templates")).json() == ["plain"]


async def test_an_escaped_slash_stays_in_its_segment(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/notes/a%2Fb")).json()["error"] == "not_found"
    assert (await http.get("/notes/a/b")).json()["error"] == "no_route"
    assert (await http.get("/files/a%2Fb/c%20d")).content == b"contents of a/b/c d"


@pytest.mark.parametrize("path", ["/notes/%ff", "/notes/%c3%28", "/notes/a%00b"])
async def test_a_path_that_is_no_text_is_malformed(http: httpx2.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert (answer.status_code, answer.json()["error"]) == (400, "malformed")


async def test_an_unknown_path_is_refused_in_shape(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/nothing/here")
    assert (answer.status_code, answer.json()["error"]) == (404, "no_route")


async def test_a_wrong_method_names_the_right_ones(http: httpx2.AsyncClient) -> None:
    answer = await http.put("/notes")
    assert (answer.status_code, answer.json()["error"]) == (405, "wrong_method")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    # a fixed segment wins, whatever its methods
    assert (await http.patch("/notes/templates", json={})).status_code == 405


async def test_options_needs_no_credentials(app: DialectApp, house: House) -> None:
    async with house.http(app, key=None) as http:
        answer = await http.options("/notes/1")
    assert (answer.status_code, answer.headers["allow"]) == (204, "DELETE, GET, HEAD, OPTIONS, PATCH")
    assert answer.content == b""


async def test_head_is_get_without_the_body(http: httpx2.AsyncClient) -> None:
    get, head = await http.get("/notes/templates"), await http.head("/notes/templates")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]
    assert (await http.head("/files/a")).content == b""


async def test_path_parameters_are_typed(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/numbered/7/of/2026-03-04")).json() == [7, "2026-03-04"]
    refused = await http.get("/numbered/seven/of/x")
    assert (refused.status_code, refused.json()["fields"]) == (422, ["path:number:int_parsing"])


async def test_below_a_mount_paths_are_relative_and_links_absolute(app: DialectApp, house: House) -> None:
    async with house.http(app, prefix="/example") as http:
        made = await http.post("/notes", json={"text": "x"})
        assert made.headers["location"] == f"http://test/example/notes/{made.json()['id']}"
        assert (await http.get(made.headers["location"])).status_code == 200
