"""Any sequence of calls leaves a record that all five APIs tell alike, and that is what a plain model says it is."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import ENGINES, new_database
from tests.prove.models.candid import CandidRules
from tests.prove.models.carestack import CarestackRules
from tests.prove.models.carium import CariumRules
from tests.prove.models.drchrono import DrchronoRules
from tests.prove.models.encounters import EncounterRules
from tests.prove.models.machine import RecordMachine
from tests.prove.models.merges import MergeRules
from tests.prove.models.papers import PaperRules
from tests.prove.models.plans import PlanRules
from tests.prove.models.premises import Premises, open_premises
from tests.prove.models.silna import SilnaRules
from tests.prove.models.visits import VisitRules
from tests.support.proofs import Proof


class Everybody(PlanRules, EncounterRules, SilnaRules, DrchronoRules, CariumRules, CarestackRules, CandidRules):
    """All five at once, on the same people, whom encounters bring along as well, and their plans."""


MACHINES: dict[str, type[RecordMachine]] = {
    "silna": SilnaRules,
    "drchrono": DrchronoRules,
    "carium": CariumRules,
    "carestack": CarestackRules,
    "candid": CandidRules,
    "all five": Everybody,
    "the schedule": VisitRules,
    "documents": PaperRules,
    "encounters": EncounterRules,
    "plans": PlanRules,
    "merges": MergeRules,
}
ANYHOW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


@pytest.fixture(scope="module", params=ENGINES)
def premises(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premises]:
    """On a database of their own: what others did to theirs is no finding here."""
    with (
        new_database(request.param, tmp_path_factory) as url,
        open_premises(url, tmp_path_factory.mktemp("premises")) as opened,
    ):
        yield opened


def run(name: str, premises: Premises, chosen: settings) -> list[str]:
    """What is wrong with the audit trail; fails with a sequence that the record and the model part ways on."""
    machine = type(MACHINES[name].__name__, (MACHINES[name],), {"premises": premises})
    run_state_machine_as_test(machine, settings=settings(chosen, report_multiple_bugs=False))
    return premises.audit_findings()


@pytest.mark.parametrize("name", MACHINES)
def test_a_few_calls(name: str, premises: Premises) -> None:
    assert (
        run(
            name,
            premises,
            settings(ANYHOW, max_examples=3, stateful_step_count=20, derandomize=True, phases=[Phase.generate]),
        )
        == []
    )


@pytest.mark.prove
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", MACHINES)
def test_any_calls(name: str, premises: Premises, proof: Proof, request: pytest.FixtureRequest) -> None:
    engine = str(request.node.callspec.params["premises"])
    proof.claims(f"After any sequence of calls ({name}) all APIs tell the record as a plain model has it", on=engine)
    calls, steps, sequences = premises.calls, premises.steps, proof.times(30)
    chosen = settings(ANYHOW, max_examples=sequences, stateful_step_count=40, database=None)
    assert run(name, premises, chosen) == []
    proof.counts(sequences=sequences, steps=premises.steps - steps, calls=premises.calls - calls)
