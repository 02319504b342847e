"""What all practices read: payers and code sets, as they ship and as an operator loads them."""

import csv
from datetime import date

import asyncpg
import pytest

from polyclinic.adapters.db.engine import SHARED
from polyclinic.adapters.db.reference.load import PAYERS, codes, load_payers
from polyclinic.adapters.db.reference.payer_files import read_payers
from polyclinic.adapters.db.store import Store
from polyclinic.core.organisation import operations
from polyclinic.core.organisation.model import PAYER, Payer, PayerIds, Support, payer_key
from polyclinic.core.shared.code_sets import ICD_10_CM
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import Invalid, NotFound
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Contains, Order, Query
from tests.support.store import open_context

HEAD = "payer_id,name,category,alternate_names,address1,city,state,zip,stedi.name,stedi.eligibility"


def read(*lines: str, head: str = HEAD) -> list[Payer]:
    return read_payers(csv.reader([head, *lines]))


async def found(store: Store, practice_id: str, term: str) -> list[str]:
    query = Query(PAYER, (Contains("search_text", fold(term)),), (Order("name"),))
    page = await operations.search_payers(open_context(store, practice_id), query)
    return [payer.name for payer in page.items]


async def test_every_practice_finds_the_shipped_payers(store: Store) -> None:
    for practice_id in (new_id(), new_id()):
        ctx = open_context(store, practice_id)
        aetna = await operations.read_payer(ctx, payer_key("60054", "Aetna"))
        assert (aetna.name, aetna.ids.claims) == ("Aetna", "60054")
        assert await found(store, practice_id, "0054") == ["Aetna"]
        assert await found(store, practice_id, "connecticut general") == ["Cigna"]
        assert await found(store, practice_id, "no such payer") == []


def test_the_shipped_list_is_in_order() -> None:
    with PAYERS.open(encoding="utf-8", newline="") as file:
        payers = read_payers(csv.reader(file))
    assert len(payers) > 50
    assert {"60054", "62308", "87726"} <= {payer.ids.claims for payer in payers}


async def test_a_payer_is_matched_by_id_and_name_or_by_an_id_of_its_own(
    store: Store, database_url: str, practice_id: str
) -> None:
    number = practice_id[-8:]
    await load_payers(database_url, read(f"{number},One,,,,,,,,", f"{number},Two,,,,,,,,", f"{number}x,Three,,,,,,,,"))
    ctx = open_context(store, practice_id)
    two = await operations.match_payer(ctx, number, " two ")
    assert two is not None
    assert two.name == "Two"
    assert await operations.match_payer(ctx, number, "Somebody") is None
    three = await operations.match_payer(ctx, f"{number}X", "Somebody")
    assert three is not None
    assert three.name == "Three"


async def test_loading_again_replaces_and_keeps_what_others_refer_to(
    store: Store, database_url: str, practice_id: str
) -> None:
    number = practice_id[-12:]
    line = f"{number},Acme {number},bcbs,Old Acme|Acme of Old,1 Main St,Omaha,NE,68101-1234,ACME,enrollment"
    before_count = await open_context(store, practice_id).count(Query(PAYER))
    await load_payers(database_url, read(line))
    first = await operations.read_payer(open_context(store, practice_id), payer_key(number, f"ACME  {number}"))
    assert first.alternate_names == ("Old Acme", "Acme of Old")
    assert first.address is not None
    assert (first.address.postal_code, first.address.postal_extension) == ("68101", "1234")
    assert first.clearinghouses["stedi"].eligibility is Support.ENROLLMENT
    await load_payers(database_url, read(line.replace("|Acme of Old", "").replace("bcbs", "lien")))
    second = await operations.read_payer(open_context(store, practice_id), first.id)
    assert (second.number, second.created_at, second.version) == (first.number, first.created_at, 2)
    assert second.alternate_names == ("Old Acme",)
    assert await found(store, practice_id, f"acme {number}") == [f"Acme {number}"]
    assert await open_context(store, practice_id).count(Query(PAYER)) == before_count + 1


async def test_no_request_writes_payers(store: Store, practice_id: str) -> None:
    async def work(ctx: Context) -> None:
        await ctx.put(PAYER, Payer(name="Mine", ids=PayerIds("1"), number=1))

    with pytest.raises(ValueError, match="shared by all practices"):
        await perform(lambda: open_context(store, practice_id), work)
    with pytest.raises(NotFound):
        await operations.read_payer(open_context(store, practice_id), new_id())
    if store.engine.postgres:
        for sql in (
            "UPDATE payer SET version = 9 WHERE practice_id = $1 RETURNING id",
            "DELETE FROM codes WHERE system <> $1 RETURNING code",
            "INSERT INTO counters (practice_id, kind, shard, live, dead) VALUES ($1, 'payer', 7, 1, 0) RETURNING kind",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await store.engine.write(SHARED, [(sql, (SHARED,))])


BAD_FILES = {
    "no name column": (["1"], "payer_id", {(1, "name")}),
    "a column nobody knows": (["1,A,x"], "payer_id,name,fax", {(1, "fax")}),
    "a column twice": (["1,A,B"], "payer_id,name,name", {(1, "name")}),
    "empty cells": ([",A", "2,"], "payer_id,name", {(2, "payer_id"), (3, "name")}),
    "the same twice": (["1,A", "1, a"], "payer_id,name", {(3, "payer_id")}),
    "too many cells": (["1,A,B"], "payer_id,name", {(2, "")}),
    "half an address": (["1,A,Omaha,NE"], "payer_id,name,city,state", {(2, "address1"), (2, "zip")}),
    "bad codes": (
        ["1,A,best,maybe"],
        "payer_id,name,category,stedi.remittance",
        {(2, "category"), (2, "stedi.remittance")},
    ),
    "too long": (["1," + "A" * 201], "payer_id,name", {(2, "name")}),
}


@pytest.mark.parametrize(("lines", "head", "bad"), BAD_FILES.values(), ids=BAD_FILES)
def test_bad_lines_are_named(lines: list[str], head: str, bad: set[tuple[int, str]]) -> None:
    with pytest.raises(Invalid) as refused:
        read(*lines, head=head)
    assert {problem.path for problem in refused.value.problems} == bad


async def test_codes_are_found_however_they_are_spelt(store: Store) -> None:
    asked = ["E11.65", "e1165", "E11", "Z63.88", "", "S30.1XXA", "U07.1"]
    known = await store.codes.lookup(ICD_10_CM, asked)
    assert set(known) == {"E11.65", "e1165", "E11", "S30.1XXA", "U07.1"}
    assert known["E11.65"].display == "Type 2 diabetes mellitus with hyperglycemia"
    assert (known["E11.65"].billable, known["E11"].billable) == (True, False)
    assert known["e1165"].valid_on(date(2020, 1, 1))
    ended = known["S30.1XXA"]
    assert ended.valid_on(date(2025, 9, 30))
    assert not ended.valid_on(date(2025, 10, 1))
    assert await store.codes.lookup("loinc", asked) == {}


def test_the_shipped_codes_are_sound() -> None:
    rows = list(codes())
    assert len({row[1] for row in rows}) == len(rows) > 95_000
    assert sum(row[2] for row in rows) > 74_000
    assert all(3 <= len(row[1]) <= 7 and row[1].isalnum() and row[5] == row[5].strip() != "" for row in rows)
