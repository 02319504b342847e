"""Writes down every connection that a Python process asks for, every name that it looks up and every program it starts.

Python runs this at its start where its folder is on ``PYTHONPATH``. The server then does without uvloop, whose
connections Python does not see.
"""

import os
import sys

_EVENTS = frozenset({"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "subprocess.Popen", "os.exec"})
_told = os.open(os.environ["POLYCLINIC_TEST_TOLD"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def _tell(event: str, arguments: tuple[object, ...]) -> None:
    if event in _EVENTS:
        shown = arguments[1] if event == "socket.connect" else arguments[:2]
        os.write(_told, f"{event} {shown!r}\n".encode())


sys.modules["uvloop"] = None  # type: ignore[assignment]  # how an import is made to fail
sys.addaudithook(_tell)
