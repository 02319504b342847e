"""Makes the app in a worker process, from what the parent left in the environment."""

import os
from pathlib import Path

from starlette.types import ASGIApp

from polyclinic.server.app import create_app
from polyclinic.server.runtime import Runtime
from polyclinic.server.settings import Settings, parse_ports
from polyclinic.web.logging import configure_logging


def make_app() -> ASGIApp:
    """The app that ``serve`` was asked for. Raises ``BadSettings``."""
    path = os.environ.get("POLYCLINIC_CONFIG")
    settings = Settings.load(Path(path) if path else None)
    settings.check_production()
    configure_logging()
    return create_app(Runtime(settings), ports=parse_ports(os.environ.get("POLYCLINIC_PORTS_OF", "").split()))
