"""Payers v3 and v4: what shipped and what an operator loaded, in two spellings."""

import csv

import httpx2

from polyclinic.adapters.db.reference.load import load_payers
from polyclinic.adapters.db.reference.payer_files import read_payers
from polyclinic.core.organisation.model import payer_key
from polyclinic.core.shared.ids import new_id

V3, V4 = "/api/payers/v3", "/api/payers/v4"


async def test_both_versions_show_the_same_payer(http: httpx2.AsyncClient, database_url: str) -> None:
    number = new_id()[-12:]
    columns = (
        "payer_id,name,eligibility_id,category,alternate_names,address1,city,state,zip,"
        "availity.professional_claims_id,availity.professional_claims,availity.eligibility"
    )
    line = f"{number},Acme {number},E{number},lien,Acme Old,1 Main St,Omaha,NE,68101,A{number},open,enrollment"
    await load_payers(database_url, read_payers(csv.reader([columns, line])))
    payer_uuid = payer_key(number, f"Acme {number}")
    address = {
        "address1": "1 Main St",
        "city": "Omaha",
        "state": "NE",
        "zip_code": "68101",
        "zip_plus_four_code": "9998",
    }
    assert (await http.get(f"{V3}/{payer_uuid}")).json() == {
        "payer_uuid": payer_uuid,
        "payer_id": number,
        "payer_name": f"Acme {number}",
        "availity_payer_name": f"Acme {number}",
        "availity_claims_payer_id": f"A{number}",
        "street_address": address,
    }
    assert (await http.get(f"{V4}/{payer_uuid}")).json() == {
        "payer_uuid": payer_uuid,
        "payer_ids": {"claims_payer_id": number, "eligibility_payer_id": f"E{number}"},
        "payer_name": f"Acme {number}",
        "alternate_payer_names": ["Acme Old"],
        "payer_category": "LIEN",
        "street_address": address,
        "alternate_payer_addresses": [],
        "clearinghouse_payer_info": {
            "AVAILITY": {
                "payer_name": f"Acme {number}",
                "professional_payer_ids": {"claims_payer_id": f"A{number}"},
                "institutional_payer_ids": {},
                "professional_claims_support": "SUPPORTED_ENROLLMENT_NOT_REQUIRED",
                "institutional_claims_support": "NOT_SUPPORTED",
                "eligibility_support": "SUPPORTED_ENROLLMENT_REQUIRED",
                "remittance_support": "NOT_SUPPORTED",
                "claim_attachment_support": "NOT_SUPPORTED",
            }
        },
    }


async def test_pages_run_through_all_payers_by_name_and_back(http: httpx2.AsyncClient) -> None:
    everything = (await http.get(V4, params={"search_term": "molina", "limit": 1000})).json()
    names = [payer["payer_name"] for payer in everything["items"]]
    assert names == sorted(names)
    assert len(names) > 5
    assert "next_page_token" not in everything
    page = (await http.get(V4, params={"search_term": "MOLINA", "limit": 3})).json()
    seen = [payer["payer_name"] for payer in page["items"]]
    while token := page.get("next_page_token"):
        page = (await http.get(V4, params={"search_term": "molina", "limit": 3, "page_token": token})).json()
        seen += [payer["payer_name"] for payer in page["items"]]
    assert seen == names
    query = {"search_term": "molina", "limit": 3, "page_token": page["prev_page_token"]}
    back = (await http.get(V4, params=query)).json()
    assert [payer["payer_name"] for payer in back["items"]] == names[-3 - len(page["items"]) : -len(page["items"])]


async def test_ids_and_other_names_are_searched_too(http: httpx2.AsyncClient) -> None:
    for term in ("87726", "uhc", "United Health"):
        found = (await http.get(V3, params={"search_term": term})).json()["items"]
        assert "UnitedHealthcare" in [payer["payer_name"] for payer in found], term
    assert (await http.get(V3, params={"search_term": "no such payer"})).json() == {"items": []}


async def test_what_is_no_payer(http: httpx2.AsyncClient) -> None:
    for path in (V3, V4):
        for id in (new_id(), "60054"):
            assert (await http.get(f"{path}/{id}")).status_code == 404
        assert (await http.get(path, params={"limit": 0})).status_code == 422
        assert (await http.get(path, params={"page_token": "x"})).status_code == 422
        assert (await http.post(path, json={})).status_code == 405
