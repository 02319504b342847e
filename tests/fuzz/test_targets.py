"""No bytes that anybody sends make a parser fail: the kept inputs, former findings among them, and random ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import served
from tests.fuzz.targets.every import NAMES, target
from tests.support.proofs import Proof

CORPUS = Path(__file__).parent / "corpus"
CASES = 1000
_SLOW = {"pdf_file": 50, "written_documents": 200}
"""Those that take long, and so get fewer."""


@pytest.fixture(scope="module", autouse=True)
def _stopped() -> Iterator[None]:
    yield
    served.stop()


def kept(name: str) -> list[bytes]:
    """The committed inputs of a target."""
    return [file.read_bytes() for file in sorted((CORPUS / name).glob("*"))]


def test_every_target_has_inputs_to_begin_with() -> None:
    assert {folder.name for folder in CORPUS.iterdir()} <= set(NAMES)
    assert all(any((CORPUS / name).glob("*")) for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_is_no_finding(name: str) -> None:
    for data in kept(name):
        assert target(name)(data) is None


@pytest.mark.prove
@pytest.mark.parametrize("name", NAMES)
def test_random_bytes_are_no_finding(name: str, proof: Proof) -> None:
    proof.claims("A parser of untrusted bytes refuses what it cannot read, and never fails", on=name)
    cases = proof.times(_SLOW.get(name, CASES))
    seeds = kept(name)
    tried = 0

    @settings(max_examples=cases, database=None, suppress_health_check=list(HealthCheck))
    @given(st.binary(max_size=2000) | st.builds(_changed, st.sampled_from(seeds), st.data()))
    def attack(data: bytes) -> None:
        nonlocal tried
        tried += 1
        target(name)(data)

    attack()
    assert tried >= cases
    proof.counts(inputs=tried)


def _changed(seed: bytes, data: st.DataObject) -> bytes:
    """A kept input with one piece of it replaced."""
    start = data.draw(st.integers(0, len(seed)))
    end = data.draw(st.integers(start, len(seed)))
    return seed[:start] + data.draw(st.binary(max_size=20)) + seed[end:]
