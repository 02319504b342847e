from collections.abc import Iterator

import pytest

from tests.sdk.server import Script, serving


@pytest.fixture
def script() -> Iterator[Script]:
    with serving(Script()) as running:
        yield running
