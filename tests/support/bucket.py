"""An S3-compatible store that checks signatures, for as long as a test session."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from polyclinic.adapters.files.store import Access

BUCKET = "charts"
PLACE = f"s3://{BUCKET}/clinic"


@pytest.fixture(scope="session")
def access(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Access]:
    """How to reach a store of its own, in which there is an empty ``BUCKET``."""
    folder = tmp_path_factory.mktemp("nanio")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    access = Access(f"http://127.0.0.1:{port}", "us-east-1", "test-key", "test-secret-of-some-length")
    nanio = str(Path(sys.executable).with_name("nanio"))
    command = [nanio, "serve", "--host", "127.0.0.1", "--port", str(port), "--data-dir", str(folder), "--no-access-log"]
    keys = {"NANIO_ACCESS_KEY": access.key_id, "NANIO_SECRET_KEY": access.secret}
    with (folder / "nanio.log").open("wb") as log:
        process = subprocess.Popen(command, env=os.environ | keys, stdout=log, stderr=log)
    try:
        wait_until_open(port, process, folder / "nanio.log")
        client_of(access).create_bucket(Bucket=BUCKET)
        yield access
    finally:
        process.terminate()
        process.wait(20)


def wait_until_open(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(f"nobody listens: {log.read_text()}")


def client_of(access: Access) -> Any:
    """Amazon's own client of the store."""
    return boto3.client(
        "s3",
        endpoint_url=access.endpoint,
        region_name=access.region,
        aws_access_key_id=access.key_id,
        aws_secret_access_key=access.secret,
    )
