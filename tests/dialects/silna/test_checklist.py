"""What this API's conventions come to, and the tests that hold each: one that is renamed or dropped is missed here."""

import re

import pytest

from tests.house.tree import ROOT

HERE = "tests/dialects/silna"
CHECKLIST = {
    "the 121st call in a minute is refused while another operation answers; Retry-After is what the message says": (
        f"{HERE}/test_limits.py::test_the_121st_call_waits_for_the_window_to_end",
        f"{HERE}/test_limits.py::test_each_operation_and_each_key_has_its_own_120",
    ),
    "the 61st upload in a minute is refused": (
        f"{HERE}/test_files.py::test_the_61st_upload_waits_while_other_calls_go_on",
    ),
    "several processes count as one": (
        "tests/prove/test_silna.py::test_the_121st_call_is_refused_whichever_process_it_comes_to",
    ),
    "Retry-After: 0 and the X-RateLimit headers are on 200, 201, 204, 400, 401, 404, 409 and 413": (
        f"{HERE}/test_limits.py::test_every_answer_tells_how_the_caller_stands",
    ),
    "source_id=null finds what has none": (f"{HERE}/test_patients.py::test_filters",),
    "a PUT twice is 201, then 200 with the same id; twenty at once make one row": (
        f"{HERE}/test_patients.py::test_a_put_creates_then_updates",
        f"{HERE}/test_patients.py::test_twenty_parallel_puts_make_one_patient",
        f"{HERE}/test_patient_plans.py::test_twenty_parallel_puts_make_one_plan",
    ),
    "a PUT of a plan: by source_id, as a duplicate, into a free place, in another's place": (
        f"{HERE}/test_patient_plans.py::test_a_put_leaves_the_plan_of_that_source_id_as_it_is",
        f"{HERE}/test_patient_plans.py::test_a_duplicate_takes_the_source_id_and_nothing_else",
        f"{HERE}/test_patient_plans.py::test_a_put_replaces_the_plan_that_has_its_place",
        f"{HERE}/test_patient_plans.py::test_a_plan_without_authorizations_is_replaced_by_the_careful_put",
    ),
    "BUMP_ONE with the next place free and taken": (
        f"{HERE}/test_patient_plans.py::test_a_post_refuses_a_place_that_is_taken_or_moves_its_holder_on",
    ),
    "a key: replayed after a success, run again after a refusal, refused with another body, 1 to 255 characters": (
        f"{HERE}/test_idempotency.py::test_a_replay_is_the_first_answer_with_fresh_limits",
        f"{HERE}/test_idempotency.py::test_only_successes_are_remembered",
        f"{HERE}/test_idempotency.py::test_another_body_under_the_same_key_is_refused",
        f"{HERE}/test_idempotency.py::test_a_key_has_1_to_255_characters",
    ),
    "a key of another tenant is another key; twenty at once have one effect": (
        f"{HERE}/test_idempotency.py::test_other_tenants_and_other_methods_are_strangers",
        f"{HERE}/test_idempotency.py::test_twenty_parallel_posts_have_one_effect",
    ),
    "a server killed between effect and answer leaves one effect": (
        "tests/prove/test_silna.py::test_a_kill_between_effect_and_answer_leaves_one_effect",
        "tests/prove/test_kill.py::test_the_server_is_killed",
    ),
    "250 rows are walked there and back, by 100 and by 1; what comes between pages is not seen twice": (
        f"{HERE}/test_paging.py::test_a_walk_there_and_back_sees_every_row_once",
        f"{HERE}/test_paging.py::test_rows_that_come_and_go_between_pages_shift_nothing",
    ),
    "401 without a header, with another scheme and with a wrong key": (
        f"{HERE}/test_access.py::test_nobody_comes_in_without_a_key",
    ),
    "an archived plan takes its open work with it": (
        f"{HERE}/test_patient_plans.py::test_open_work_ends_with_its_plan",
    ),
    "every operation is declared as it is published, and every answer of a test is held to its declaration": (
        f"{HERE}/test_contract.py::test_parameters",
        f"{HERE}/test_contract.py::test_bodies",
        f"{HERE}/test_contract.py::test_successes",
        f"{HERE}/test_contract.py::test_refusals",
    ),
}


@pytest.mark.parametrize("line", CHECKLIST)
def test_each_line_is_held(line: str) -> None:
    for test in CHECKLIST[line]:
        path, _, name = test.partition("::")
        assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text(), re.MULTILINE), test
