"""Ids, names, telecoms, extras and external ids."""

import base64
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyclinic.core.identity.operations import new_secret
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.addresses import Address, Telecom, first, folded, with_telecom
from polyclinic.core.shared.entity import with_external_id, with_extras
from polyclinic.core.shared.ids import is_id, new_id
from polyclinic.core.shared.names import HumanName, fold
from polyclinic.core.shared.secrets import Fingerprint, Secret

TELECOMS = st.lists(
    st.builds(Telecom, st.sampled_from(["phone", "email"]), st.text(min_size=1), st.sampled_from(["home", "mobile"])),
    max_size=5,
).map(tuple)


def test_ids_are_uuids_of_version_7_that_never_go_backwards_nor_repeat() -> None:
    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(lambda _: new_id(), range(5000)))
    assert len(set(ids)) == len(ids)
    assert all(is_id(made) and made[14] == "7" and made[19] in "89ab" for made in ids)
    own = [new_id() for _ in range(1000)]
    assert own == sorted(own)


FORKED = """
import os
from polyclinic.core.shared.ids import new_id

first = new_id()
if (child := os.fork()):
    os.waitpid(child, 0)
print("".join(new_id()[19:] + " " for _ in range(100)), flush=True)
os._exit(0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes of this system do not fork")
def test_a_forked_process_makes_ids_of_its_own() -> None:
    told = subprocess.run([sys.executable, "-c", FORKED], check=True, stdout=subprocess.PIPE, text=True).stdout
    random_parts = told.split()
    assert len(set(random_parts)) == 200


def test_what_is_no_id() -> None:
    for text in ("", "1", "{aa6243fb-e4c1-44a0-ae3c-f4c4ab115002}", "aa6243fbe4c144a0ae3cf4c4ab115002", "x" * 36):
        assert not is_id(text)
    assert is_id("AA6243FB-e4c1-44a0-ae3c-f4c4ab115002")


def test_names_are_found_without_case_and_accents() -> None:
    assert fold("  García   LÓPEZ ") == "garcia lopez"
    assert HumanName("Ana", "O'Connor", "María").sort_key == "o'connor, ana maria"
    assert HumanName("Ana").full == "Ana"


@given(TELECOMS, st.one_of(st.none(), st.text(min_size=1)))
def test_setting_one_telecom_keeps_every_other(telecoms: tuple[Telecom, ...], value: str | None) -> None:
    after = with_telecom(telecoms, "phone", value, "mobile")
    assert first(after, "phone", "mobile") == value or value is None
    others = [t for t in telecoms if (t.system, t.use) != ("phone", "mobile")]
    assert [t for t in after if (t.system, t.use) != ("phone", "mobile")] == others
    assert with_telecom(after, "phone", first(after, "phone", "mobile"), "mobile") == after


def test_telecoms_are_found_by_digits_and_lower_case() -> None:
    held = (Telecom("phone", "+1 (555) 010-0000"), Telecom("email", "A@X.example"), Telecom("phone", "15550100000"))
    assert folded(held, "phone") == ["15550100000"]
    assert folded(held, "email") == ["a@x.example"]


def test_extras_and_external_ids_of_others_stay() -> None:
    patient = with_extras(Patient(name=HumanName("Ada")), "carium", {"locale": "en_US", "theme": "dark"})
    patient = with_extras(patient, "silna", {"code": "P1"})
    patient = with_extras(patient, "carium", {"theme": None})
    assert patient.extras == {"carium": {"locale": "en_US"}, "silna": {"code": "P1"}}
    assert with_extras(patient, "silna", {"code": None}).extras == {"carium": {"locale": "en_US"}}

    patient = with_external_id(patient, "silna.source_id", "s1", "provider")
    patient = with_external_id(patient, "drchrono.chart_id", "LOVE0001")
    patient = with_external_id(patient, "silna.source_id", "s2", "provider")
    assert patient.external_id("silna.source_id") == "s2"
    assert patient.external_id("silna.source_id", "another provider") is None
    assert with_external_id(patient, "silna.source_id", None).external_id("drchrono.chart_id") == "LOVE0001"


def test_secrets_do_not_print() -> None:
    assert "123-45-6789" not in f"{Secret('123-45-6789')!r} {Secret('123-45-6789')}"
    assert Fingerprint("9012", "digest").mask() == "XXXXXXXX9012"


def test_an_address_without_lines_reads_empty() -> None:
    assert (Address().line1, Address().line2) == ("", "")
    assert Address(("1 Elm", "Apt 2", "Floor 3")).line2 == "Apt 2, Floor 3"


def test_a_token_is_256_random_bits() -> None:
    made = {new_secret() for _ in range(1000)}
    assert len(made) == 1000
    assert {len(base64.urlsafe_b64decode(token + "=")) for token in made} == {32}
    assert {len({token[place] for token in made}) > 40 for place in range(42)} == {True}, "every place varies"


def test_an_address_in_one_line_says_no_empty_lines() -> None:
    assert Address(("1 Elm", "Apt 2")).one_line == "1 Elm, Apt 2"
    assert Address(("", "Apt 2")).one_line == "Apt 2"
    assert Address(("1 Elm", "", "Floor 3")).line2 == "Floor 3"
