"""Appointment profiles: the kinds of visit that a doctor offers."""

from typing import Any

import pytest

from polyclinic.core.identity.model import USER, User
from polyclinic.core.scheduling.model import APPOINTMENT_TYPE
from tests.dialects.drchrono.group import Group

PROFILES = "/api/appointment_profiles"
KNEE: dict[str, Any] = {
    "name": "Knee",
    "color": "rgb(1, 2, 3)",
    "duration": 25,
    "reason": "",
    "online_scheduling": True,
    "sort_order": -2,
}


@pytest.mark.parametrize("encoding", ["json", "data"])
async def test_a_profile_is_made_changed_and_removed(group: Group, encoding: str) -> None:
    given = KNEE if encoding == "json" else {**KNEE, "online_scheduling": "True"}
    async with group.http() as http:
        sent: dict[str, Any] = {encoding: given}
        made = await http.post(PROFILES, **sent)
        assert (made.status_code, made.json()) == (201, {**KNEE, "id": made.json()["id"]})
        path = f"{PROFILES}/{made.json()['id']}"
        sent = {encoding: {"duration": 30, "online_scheduling": False, "reason": "Pain"}}
        changed = await http.patch(path, **sent)
        assert changed.json() == {**made.json(), "duration": 30, "online_scheduling": False, "reason": "Pain"}
        unsorted = {name: value for name, value in KNEE.items() if name != "sort_order"}
        assert (await http.put(path, json=unsorted)).json() == made.json(), "what is absent stays"
        assert (await http.get(path)).json() == made.json()
        assert (await http.post(PROFILES, json=unsorted)).json()["sort_order"] == 0
        assert (await http.delete(path)).status_code == 204
        for again in (http.get(path), http.patch(path, json={}), http.delete(path)):
            assert (await again).status_code == 404


async def test_every_bad_field_is_named(group: Group) -> None:
    async with group.http() as http:
        empty = await http.post(PROFILES, json={})
        assert (empty.status_code, set(empty.json())) == (400, set(KNEE) - {"sort_order"})
        wrong = {"name": 5, "color": None, "duration": 0, "online_scheduling": "yes", "sort_order": 2**31}
        typed = await http.post(PROFILES, json={**KNEE, **wrong})
        assert (typed.status_code, set(typed.json())) == (400, set(wrong))
        blank = await http.post(PROFILES, json={**KNEE, "name": " ", "color": ""})
        assert (blank.status_code, set(blank.json())) == (400, {"name", "color"})
        path = f"{PROFILES}/{group.profile.number}"
        nulls = await http.patch(path, json={**dict.fromkeys(KNEE), "color": "<b>"})
        assert (nulls.status_code, set(nulls.json())) == (400, set(KNEE) - {"reason", "color"})
        assert set((await http.patch(path, json={"color": "<b>"})).json()) == {"color"}
        assert len((await http.get(PROFILES)).json()["results"]) == 1, "nothing was written"


async def test_a_doctor_s_profile_is_read_by_all_and_changed_by_that_doctor(group: Group, other: Group) -> None:
    """Whoever works for the practice is taken to work for its default doctor."""
    colleague = await group.put(USER, User(username="grace", practitioner_id=group.colleague.id))
    desk = await group.put(USER, User(username="desk"))
    async with group.http(await group.new_token("calendar", user=colleague)) as http:
        path = f"{PROFILES}/{(await http.post(PROFILES, json=KNEE)).json()['id']}"
        assert (await http.patch(path, json={"name": "Hip"})).status_code == 200
        shared = f"{PROFILES}/{group.profile.number}"
        assert (await http.patch(shared, json={"name": "Everybody's"})).status_code == 200
    for user in (group.user, desk):
        async with group.http(await group.new_token("calendar", user=user)) as http:
            assert (await http.get(path)).json()["name"] == "Hip"
            for refused in (http.patch(path, json={"name": "Mine"}), http.put(path, json=KNEE), http.delete(path)):
                assert (await refused).status_code == 403
    async with group.http(await group.new_token("calendar", user=desk)) as http:
        mine = (await http.post(PROFILES, json=KNEE)).json()
    stored = await group.context().get_by_number(APPOINTMENT_TYPE, mine["id"])
    assert stored is not None
    assert stored.practitioner_id == group.doctor.id
    async with other.http() as http:
        for foreign in (http.get(path), http.patch(path, json={"name": "Theirs"}), http.delete(path)):
            assert (await foreign).status_code == 404


async def test_a_profile_that_something_needs_stays(group: Group) -> None:
    template = {
        "office": group.main.number,
        "profile": group.profile.number,
        "duration": 30,
        "exam_room": 1,
        "scheduled_time": "09:00:00",
        "week_day": 0,
    }
    async with group.http() as http:
        made = await http.post("/api/appointment_templates", json=template)
        path = f"{PROFILES}/{group.profile.number}"
        refused = await http.delete(path)
        assert (refused.status_code, refused.json()) == (409, {"detail": "Appointment templates use this profile."})
        await http.delete(f"/api/appointment_templates/{made.json()['id']}")
        assert (await http.delete(path)).status_code == 204
