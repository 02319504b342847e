"""A headless Chromium, driven by its DevTools protocol as a person would: by keyboard, nothing scripted in pages."""

import base64
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
ALONE = ("--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-sync")
KEYS = {"Tab": 9, "Enter": 13}
SECONDS = 60.0


class Tab:
    """One tab. ``requested`` are the documents it has gone for, ``console`` what pages complained about."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._last = 0
        self.requested: list[str] = []
        self.console: list[str] = []
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Do it and wait for the answer."""
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        while True:
            message = self._next()
            if message.get("id") == self._last:
                assert "error" not in message, message
                result: dict[str, Any] = message["result"]
                return result

    def _next(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._socket.recv(timeout=SECONDS))
        facts = message.get("params", {})
        if message.get("method") == "Network.requestWillBeSent" and facts.get("type") == "Document":
            self.requested.append(facts["request"]["url"])
        elif message.get("method") == "Log.entryAdded":
            self.console.append(facts["entry"]["text"])
        return message

    def wait_for(self, event: str) -> None:
        while self._next().get("method") != event:
            pass

    def wait_to_go_for(self, start: str) -> str:
        """The URL that begins so, once the tab is sent there."""
        while not (found := [url for url in self.requested if url.startswith(start)]):
            self._next()
        return found[-1]

    def open(self, url: str) -> None:
        self.call("Page.navigate", url=url)
        self.wait_for("Page.loadEventFired")

    def type(self, text: str) -> None:
        """Into whatever has the focus."""
        self.call("Input.insertText", text=text)

    def press(self, key: str) -> None:
        code = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
        text = {"text": "\r"} if key == "Enter" else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", **code, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", **code)

    def focused(self) -> str:
        """The name, or else the text, of what has the focus."""
        asked = "(e => e.name && !e.value ? e.name : e.innerText || e.name)(document.activeElement)"
        return str(self.call("Runtime.evaluate", expression=asked)["result"].get("value"))

    def overflows(self) -> bool:
        """Whether the page is wider than the window."""
        asked = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(self.call("Runtime.evaluate", expression=asked)["result"]["value"])

    def resize(self, width: int, height: int) -> None:
        phone = width < 600
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)

    def picture(self, path: Path) -> int:
        """Save what is shown; returns how many bytes it takes."""
        return path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))


@contextmanager
def browsing(folder: Path) -> Iterator[Tab]:
    """A tab of a browser of its own, which can reach nobody but this machine."""
    command = [
        str(CHROMIUM),
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        *ALONE,
        f"--user-data-dir={folder / 'profile'}",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--remote-debugging-port=0",
        "about:blank",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            browser = next(line.split()[-1] for line in process.stderr if line.startswith("DevTools listening on"))
            with connect(_first_tab(browser), max_size=None, open_timeout=SECONDS) as socket:
                yield Tab(socket)
        finally:
            process.terminate()


def _first_tab(browser: str) -> str:
    with connect(browser, open_timeout=SECONDS) as socket:
        socket.send(json.dumps({"id": 1, "method": "Target.getTargets"}))
        while (message := json.loads(socket.recv(timeout=SECONDS))).get("id") != 1:
            pass
    pages = [each for each in message["result"]["targetInfos"] if each["type"] == "page"]
    return f"{browser.partition('/devtools/')[0]}/devtools/page/{pages[0]['targetId']}"
