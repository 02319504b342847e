"""Plans as they are written through each API: mostly alike, so that they meet."""

from hypothesis import strategies as st

from tests.prove.models.drawn import AWKWARD
from tests.prove.models.record import Person
from tests.prove.models.views import Item

PAYERS = {"60054": "Aetna", "62308": "Cigna"}
"""Of the list of payers that every practice has, by the ids that claims are sent to."""

members = st.sampled_from(("W-1", "W-2", "W-3", "w-1", "Ä/?#", "W-2"))
groups = st.sampled_from(("G-1", "G-2", "O'Brien-Łuczak"))
payers = st.sampled_from((*PAYERS, *PAYERS, "X-9"))
statuses = st.sampled_from(("ACTIVE",) * 4 + ("CANCELLED", "DRAFT", "ENTERED_IN_ERROR"))
own_ids = st.sampled_from(("p-1", "p-2", "Ä/?#", " p-1"))
places = st.sampled_from((1, 1, 2, 3, 999))
candid_bodies = st.fixed_dictionaries(
    {
        "status": statuses,
        "relationship": st.sampled_from(("SELF", "SPOUSE", "CHILD", "COMMON_LAW_SPOUSE", "OTHER")),
        "holder": st.sampled_from(("Okafor", "Smith", AWKWARD[0])),
        "payer_id": payers,
        "member_id": st.one_of(members, members, st.just("")),
    },
    optional={
        "group_number": groups,
        "name": st.sampled_from(("Choice POS II", "PPO")),
        "plan_type": st.sampled_from(("CI", "MB", "12")),
    },
)
silna_bodies = st.fixed_dictionaries(
    {"payer_id": st.sampled_from(tuple(PAYERS)), "member_number": members, "plan_order_number": places},
    optional={"group_number": st.none() | groups, "insurance_type": st.sampled_from((None, "COMMERCIAL", "MEDICAID"))},
)
insurances = st.fixed_dictionaries(
    {},
    optional={
        "primary_insurance_company": st.sampled_from((None, "", "Aetna", "Oak Mutual")),
        "primary_insurance_id_number": st.none() | members,
        "primary_insurance_group_number": st.none() | groups,
        "primary_insurance_claim_office_number": st.sampled_from(("", "7")),
        "primary_insurance_payer_id": st.none() | payers,
        "primary_insurance_plan_name": st.sampled_from(("", "PPO")),
        "primary_insurance_plan_type": st.sampled_from((None, "family")),
    },
)


def candid_sends(body: Item, person: Person) -> Item:
    plan = {name: body[name] for name in ("member_id", "payer_id", "group_number", "name", "plan_type") if name in body}
    return {
        "status": body["status"],
        "subscriber": {
            "name": {"family": body["holder"], "given": ["Eve", "Q"], "use": "USUAL"},
            "biological_sex": "FEMALE",
        },
        "relationship": body["relationship"],
        "patient": person.id,
        "insurance_plan": {**plan, "payer_name": PAYERS.get(body["payer_id"], "Oak Mutual")},
        "verified": False,
    }
