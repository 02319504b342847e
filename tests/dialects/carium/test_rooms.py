"""Video channels: links that open with the appointment and close with it."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.adapters.video import NamedRooms
from polyclinic.core.scheduling import operations
from polyclinic.core.scheduling.model import Status
from polyclinic.dialects.carium.dialect import dialect
from polyclinic.server.settings import BadSettings, Settings
from polyclinic.web.app import DialectApp
from polyclinic.web.services import WebSettings
from tests.dialects.carium.office import APPOINTMENTS, Office, changes, furnish, open_office
from tests.dialects.carium.visitor import bearing, follow, invited, log_in, register

TYPE = "org-appointments"


async def booked(office: Office, http: httpx2.AsyncClient, **changed: Any) -> dict[str, Any]:
    answer = await http.post(APPOINTMENTS, json=office.new_appointment(**{"add_video_channel": True, **changed}))
    assert answer.status_code == 201, answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data


async def patched(http: httpx2.AsyncClient, id: str, **changed: Any) -> Any:
    answer = await http.patch(f"{APPOINTMENTS}{id}/", json=changes(TYPE, **changed))
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["attributes"]


async def set_status(office: Office, id: str, status: Status) -> None:
    """As another API does."""
    ctx = office.context()
    await operations.update(ctx, id, lambda held: replace(held, status=status))
    await ctx.commit()


async def test_a_channel_has_a_page_for_the_host_and_one_for_the_guest(
    office: Office, http: httpx2.AsyncClient
) -> None:
    attributes = (await booked(office, http))["attributes"]
    assert attributes["add-video-channel"] is True
    assert attributes["host-url"] != attributes["guest-url"]
    for url, said in ((attributes["host-url"], "as the host"), (attributes["guest-url"], "in the patient's place")):
        assert url.startswith("http://test/carium/video/v1/rooms/")
        async with office.nobody() as anybody:
            page = await anybody.get(url)
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert said in page.text
        assert "Riverside, Gregory House" in page.text
        assert "Silva" not in page.text


async def test_links_cannot_be_guessed_or_turned_around(office: Office, http: httpx2.AsyncClient) -> None:
    mine, other = [await booked(office, http) for _ in range(2)]
    guest = mine["attributes"]["guest-url"]
    stranger = await furnish(office.services, office.clock, WebSettings(verify_answers=True))
    for url in (
        guest.replace("/guest/", "/host/"),
        guest.replace(mine["id"], other["id"]),
        guest.replace(office.id, stranger.id),
        f"{guest[:-2]}{'0' if guest[-2] != '0' else '1'}/",
    ):
        page = await http.get(url)
        assert (page.status_code, "No such room" in page.text) == (404, True), url
    assert len(urlsplit(guest).path.split("/")[-2]) == 32


async def test_urls_that_are_given_stand(office: Office, http: httpx2.AsyncClient) -> None:
    data = await booked(office, http, guest_url="https://example.com/guest")
    assert data["attributes"]["guest-url"] == "https://example.com/guest"
    assert "/host/" in data["attributes"]["host-url"]
    cleared = await patched(http, data["id"], guest_url=None)
    assert "/guest/" in cleared["guest-url"]
    off = await patched(http, data["id"], add_video_channel=False, guest_url="https://example.com/guest")
    assert (off["guest-url"], off["host-url"]) == ("https://example.com/guest", None)


async def test_what_comes_back_as_it_was_read_is_not_kept(office: Office, http: httpx2.AsyncClient) -> None:
    data = await booked(office, http)
    await http.patch(f"{APPOINTMENTS}{data['id']}/", json={"data": data})
    held = await operations.read(office.context(), data["id"])
    assert (held.video, held.guest_url, held.host_url) == (True, "", "")
    assert (await patched(http, data["id"], add_video_channel=False))["guest-url"] is None


async def test_a_room_closes_however_the_visit_is_called_off(office: Office, http: httpx2.AsyncClient) -> None:
    data = await booked(office, http)
    url, id = data["attributes"]["guest-url"], data["id"]

    async def state() -> tuple[int, Any]:
        shown = (await http.get(f"{APPOINTMENTS}{id}/")).json()["data"]["attributes"]["guest-url"]
        return (await http.get(url)).status_code, shown

    assert await state() == (200, url)
    await patched(http, id, add_video_channel=False)
    assert await state() == (410, None)
    await patched(http, id, add_video_channel=True)
    assert await state() == (200, url)
    for status in (Status.CANCELLED, Status.NO_SHOW, Status.COMPLETE):
        await set_status(office, id, status)
        assert await state() == (410, None)
        await patched(http, id, status_id=office.confirmed)
        assert await state() == (200, url)
    await http.delete(f"{APPOINTMENTS}{id}/")
    assert (await http.get(url)).status_code == 410


async def test_a_patient_is_shown_no_way_in_as_the_host(office: Office, http: httpx2.AsyncClient) -> None:
    patient_id, username = await register(office, http)
    given = await booked(office, http, individual_id=patient_id, host_url="https://example.com/host")
    derived = await booked(office, http, individual_id=patient_id)
    await follow(office, await invited(office, http, username))
    async with bearing(office, (await log_in(office, username)).json()["access-token"]) as patient:
        listed = (await patient.get(APPOINTMENTS, params={"include": "individual,practitioner"})).json()
        one = (await patient.get(f"{APPOINTMENTS}{given['id']}/")).json()["data"]
    assert {each["id"] for each in listed["data"]} == {given["id"], derived["id"]}
    assert {each["id"] for each in listed["included"]} == {patient_id, office.practitioner}
    for each in (*listed["data"], one):
        assert each["attributes"]["host-url"] is None
        assert "/guest/" in each["attributes"]["guest-url"]


async def test_a_provider_s_rooms_have_names_of_their_own(store: Store) -> None:
    plain = await open_office(store)
    services = replace(plain.services, video=NamedRooms("https://meet.example.org/{room}?lang=en"))
    office = replace(plain, services=services, app=DialectApp(dialect, services, WebSettings(verify_answers=True)))
    async with await office.http() as http:
        rooms = [(await booked(office, http))["attributes"] for _ in range(2)]
    for attributes in rooms:
        assert attributes["host-url"] == attributes["guest-url"]
        assert attributes["guest-url"].startswith("https://meet.example.org/")
        assert attributes["guest-url"].endswith("?lang=en")
    assert rooms[0]["guest-url"] != rooms[1]["guest-url"]


@pytest.mark.parametrize("url", ["https://meet.example.org/", "meet/{room}", "https://meet.example.org/{room}/{who}"])
def test_a_pattern_without_a_room_is_no_setting(url: str) -> None:
    assert Settings.load(video_url="https://meet.example.org/{room}").video_url
    with pytest.raises(BadSettings, match="VIDEO_URL"):
        Settings.load(video_url=url)
