"""What the published package makes of a rate limit; the vendor's own is tested on a held clock."""

from collections.abc import Iterator

import pytest
from candid.core.api_error import ApiError

from tests.support.server import RunningSandbox, running_sandbox
from tests.vendor.candid.connect import connected


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """A sandbox that lets five requests through in a minute."""
    folder = tmp_path_factory.mktemp("narrow")
    rules = folder / "limits.toml"
    rules.write_text('[candid]\ndefault = {amount = 5, seconds = 60, window = "moving", per = "address"}\n')
    with running_sandbox(folder / "data", "--dialects", "candid", "--rate-limits", str(rules)) as sandbox:
        yield sandbox


def test_the_sixth_request_is_too_many(narrow: RunningSandbox) -> None:
    with connected(narrow.credentials["candid"]) as client:
        for _ in range(4):  # and one for the token
            client.encounters.v_4.get_all(limit=1)
        with pytest.raises(ApiError) as refused:
            client.encounters.v_4.get_all(limit=1)

    assert refused.value.status_code == 429
    assert 0 < int((refused.value.headers or {})["retry-after"]) <= 60
    assert refused.value.body["content"]["message"]
