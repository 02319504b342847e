"""Tokens, roles, versions, and what a group without defaults shows. ``test_scopes.py`` tries every endpoint."""

from datetime import timedelta

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.identity.model import USER, CredentialKind, User
from polyclinic.core.identity.operations import disable_user, enable_user, end_access
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.scheduling.model import APPOINTMENT, Appointment
from polyclinic.core.shared.errors import Conflict, NotFound
from polyclinic.core.shared.names import HumanName
from tests.dialects.drchrono.group import NOW, Group, open_group


async def test_a_token_must_be_given_known_and_fresh(group: Group) -> None:
    expired = await group.new_token("patients", expires_at=NOW + timedelta(seconds=1))
    revoked = await group.new_token("patients", revoked_at=NOW)
    other_api = await group.new_token("patients", dialect="candid")
    group.clock.advance(timedelta(seconds=1))
    for token in (None, "nonsense", expired, revoked, other_api):
        async with group.http(token) as http:
            refused = await http.get("/api/patients")
        assert (refused.status_code, set(refused.json())) == (401, {"detail"})
        assert refused.headers["www-authenticate"] == "Bearer"


async def test_a_disabled_user_s_tokens_end(group: Group) -> None:
    clerk = await group.put(USER, User(username=f"clerk-{group.practice.id}"))
    token = await group.new_token("user", user=clerk)
    refresh = await group.new_token("user", user=clerk, kind=CredentialKind.REFRESH_TOKEN)
    async with group.http(token) as http:
        assert (await http.get("/api/users/current")).status_code == 302
        credentials, clock = group.services.credentials, group.services.clock
        ctx = group.context()
        disabled = await disable_user(ctx, clerk.username.upper())
        await ctx.commit()
        assert await end_access(credentials, clock, group.practice.id, disabled.id) == 2
        refused = await http.get("/api/users/current")
        assert (refused.status_code, refused.json()) == (401, {"detail": "The token has been revoked."})
    kept = await credentials.find(CredentialKind.REFRESH_TOKEN, "drchrono", refresh)
    assert kept is not None
    assert not kept.usable(clock.now())
    async with group.http() as http:
        assert (await http.get("/api/users")).json()["count"] == 1, "the doctor's token and user stay"
        assert (await http.get(f"/api/users/{clerk.number}")).status_code == 404

    again = group.context()
    await enable_user(again, clerk.username)
    await again.commit()
    async with group.http() as http:
        assert (await http.get(f"/api/users/{clerk.number}")).status_code == 200
    with pytest.raises(NotFound):
        await enable_user(group.context(), clerk.username)


async def test_a_name_that_was_taken_meanwhile_is_not_given_back(group: Group) -> None:
    name = f"clerk-{group.practice.id}"
    await group.put(USER, User(username=name, active=False))
    await group.put(USER, User(username=name))
    with pytest.raises(Conflict):
        await enable_user(group.context(), name)


async def test_roles_bind_whatever_the_scopes_say(group: Group) -> None:
    reader = await group.new_token("patients", "calendar", role="reader")
    async with group.http(reader) as http:
        assert (await http.get("/api/patients")).status_code == 200
        assert (await http.post("/api/patients", json=group.person())).status_code == 403


async def test_one_version_is_served(group: Group) -> None:
    async with group.http() as http:
        for version, status in (("v2014_08", 200), ("", 200), ("v4", 400), ("latest", 400)):
            answer = await http.get("/api/doctors", headers={"X-DRC-API-Version": version})
            assert answer.status_code == status, version
            assert status == 200 or "v2014_08" in answer.json()["detail"]


async def test_no_number_of_another_group_is_found(group: Group, other: Group) -> None:
    async with group.http() as http:
        for path in (
            f"/api/patients/{other.patient.number}",
            f"/api/doctors/{other.doctor.number}",
            f"/api/offices/{other.main.number}",
            "/api/patients/0",
            "/api/patients/abc",
            "/api/patients/99999999999999999999",
            "/api/appointments/series_1",
        ):
            missing = await http.get(path)
            assert (missing.status_code, missing.json()) == (404, {"detail": "Not found."}), path


async def test_without_defaults_what_is_incomplete_is_not_shown(store: Store) -> None:
    bare = await open_group(store, defaults=False)
    born = bare.patient.birth_date
    undoctored = await bare.put(PATIENT, Patient(name=HumanName("No", "Doctor"), birth_date=born))
    start = NOW + timedelta(days=1)
    unplaced = await bare.put(
        APPOINTMENT, Appointment(start=start, end=start + timedelta(hours=1), practitioner_id=bare.doctor.id)
    )
    async with bare.http() as http:
        patients = (await http.get("/api/patients")).json()
        assert (patients["count"], len(patients["results"])) == (1, 1)
        assert (await http.get(f"/api/patients/{undoctored.number}")).status_code == 404
        assert (await http.get("/api/appointments")).json()["count"] == 0
        assert (await http.get(f"/api/appointments/{unplaced.number}")).status_code == 404
