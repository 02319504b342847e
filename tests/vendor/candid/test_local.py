"""The published package's own LOCAL environment: both APIs at the root of ports that are fixed in the package."""

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from candid import CandidApiClientEnvironment
from candid.resources.pre_encounter.resources.appointments.resources.v_1 import MutableAppointment
from candid.resources.pre_encounter.resources.common.errors import NotFoundError

from tests.support.server import running_sandbox
from tests.vendor.candid.connect import connected

PORTS = (5050, 4000)


def taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def test_the_package_s_local_environment(tmp_path: Path) -> None:
    if any(taken(port) for port in PORTS):
        pytest.skip("another program listens on the ports that the package has chosen")
    nobody = MutableAppointment(
        patient_id="nobody", start_timestamp=datetime(2026, 1, 5, 9, tzinfo=UTC), service_duration=30, services=[]
    )
    with (
        running_sandbox(tmp_path, "--port-of", "candid=5050,4000") as sandbox,
        connected(sandbox.credentials["candid"], CandidApiClientEnvironment.LOCAL) as client,
    ):
        assert client.encounters.v_4.get_all(limit=2).items
        with pytest.raises(NotFoundError):
            client.pre_encounter.appointments.v_1.create(request=nobody)
