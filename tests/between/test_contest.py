"""Of many who want the same slots at once, through several APIs, one gets each; the others hear that it is taken."""

import pytest

from tests.between.conftest import open_doors
from tests.between.contest import Contest, assert_no_slot_is_held_twice
from tests.support.server import RunningSandbox


@pytest.mark.timeout(180)
def test_600_bookings_of_20_slots(unlimited_sandbox: RunningSandbox) -> None:
    contest = Contest(open_doors(unlimited_sandbox.new_practice()))
    taken = contest.run(20, 608)
    assert_no_slot_is_held_twice(contest, 20, taken)
