"""Our own client's pre-encounter resources against a sandbox over a real socket."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from polyclinic.candid import (
    AsyncCandid,
    MutableImage,
    MutableOrganizationExternalProvider,
    MutablePatient,
    MutablePatientWithMrn,
    VersionConflict,
)
from polyclinic.sdk.errors import BadRequest, NotFound
from tests.dialects.candid.pre_encounter.people import FULL, named, person
from tests.dialects.candid.pre_encounter.test_images import image


@pytest.fixture
async def candid(practice: dict[str, Any]) -> AsyncIterator[AsyncCandid]:
    block = practice["candid"]
    async with AsyncCandid(block["base_url"], block["client_id"], block["client_secret"]) as client:
        yield client


def patient(**changes: Any) -> MutablePatient:
    return MutablePatient.model_validate(person(**changes))


async def test_a_patient_from_first_to_last_version(candid: AsyncCandid) -> None:
    patients = candid.pre_encounter.patients
    made = await patients.create(MutablePatient.model_validate(FULL))
    assert made.name.given == ["Loki", "Odin"]
    assert await patients.get(made.id) == await patients.get_by_mrn(made.mrn) == made
    changed = await patients.update(made.id, 2, patient(name=named("Odinson")))
    assert (changed.version, changed.email) == (2, None)
    with pytest.raises(VersionConflict) as stale:
        await patients.update(made.id, 2, patient())
    assert stale.value.latest_version == 2
    await patients.deactivate(made.id, 3)
    await patients.reactivate(made.id, 4)
    assert [each.deactivated for each in await patients.history(made.id)] == [False, False, True, False]
    assert [each.version for each in await patients.scan(made.updated_at)] == [4]
    assert (await patients.coverage_snapshot(made.id, changed.updated_at)).patient.version == 4
    assert [each.id async for each in patients.eligibility_timeline(made.id, event_types=["COVERAGE_CREATED"])] == []
    assert [each.id for each in await patients.search(similar_name_ordering="Odinson")] == [made.id]
    with pytest.raises(NotFound):
        await patients.get_by_mrn("nobody")


async def test_patients_with_mrns_in_pages(candid: AsyncCandid) -> None:
    patients = candid.pre_encounter.patients
    for mrn in ("a", "b", "c"):
        sent = person(mrn=mrn, name=named(f"F{mrn}"))
        await patients.create_with_mrn(MutablePatientWithMrn.model_validate(sent))
    listed = patients.list(page_size=2, sort_field="name.family", sort_direction="desc")
    assert [each.mrn async for each in listed if each.mrn in "abc"] == ["c", "b", "a"]
    assert [each.mrn async for each in patients.list(mrn="b")] == ["b"]
    with pytest.raises(VersionConflict) as taken:
        await patients.create(patient(name=named("Fa")))
    assert taken.value.latest_version is None
    assert (await patients.create(patient(name=named("Fa")), skip_duplicate_check=True)).version == 1
    unborn = MutablePatientWithMrn.model_validate(person(mrn="d", birth_date="2999-01-01"))
    with pytest.raises(BadRequest, match="birth_date"):
        await patients.create_with_mrn(unborn)


async def test_a_merge_and_its_undoing(candid: AsyncCandid) -> None:
    patients, merges = candid.pre_encounter.patients, candid.pre_encounter.patient_merges
    primary, alternative = [(await patients.create(patient(name=named(family)))).mrn for family in ("A", "B")]
    made = await merges.create(alternative_patient_mrn=alternative, primary_patient_mrn=primary)
    assert [each.id async for each in merges.search([alternative, "none"], page_size=1)] == [made.id]
    assert (await merges.status(alternative)).merge_status == "alternative"
    assert await merges.of_patient(primary) == await merges.scan(made.updated_at) == [made]
    await merges.deactivate(made.id, 2)
    assert (await merges.status(primary)).merge_status == "none"


async def test_external_providers(candid: AsyncCandid) -> None:
    providers = candid.pre_encounter.organization_external_providers
    names = {family: {"name": named(family), "types": ["PRIMARY"]} for family in ("A", "B")}
    sent = {family: MutableOrganizationExternalProvider.model_validate(body) for family, body in names.items()}
    first = await providers.create(sent["A"])
    assert (await providers.update(first.id, 2, sent["B"])).name.family == "B"
    assert [each.id async for each in providers.list(page_size=1, type="PRIMARY")] == [first.id]
    assert [each.version for each in await providers.scan(first.updated_at)] == [2]
    assert (await candid.pre_encounter.patients.search_providers("loki b"))[0].name.family == "B"
    await providers.deactivate(first.id, 3)
    assert (await providers.get(first.id)).deactivated


async def test_images(candid: AsyncCandid) -> None:
    images = candid.pre_encounter.images
    made = await images.create(MutableImage.model_validate(image()))
    changed = await images.update(made.id, 1, MutableImage.model_validate(image(display_name="Back")))
    assert (await images.get(made.id)).display_name == changed.display_name == "Back"
    assert [each.id for each in await images.list(file_type="image/png", sort_field="status")] == [made.id]
    await images.deactivate(made.id, 2)
    assert await images.list() == []
