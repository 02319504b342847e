"""Bytes on a connection, for what no HTTP client would say."""

import socket
import time

STILL_OPEN = b"<still open>"


def talk(address: tuple[str, int], *said: bytes, pause: float = 0.0, patience: float = 2.0) -> bytes:
    """What comes back until the server ends the connection or is silent for ``patience`` seconds."""
    heard = b""
    with socket.create_connection(address, timeout=patience) as connection:
        try:
            for each in said:
                connection.sendall(each)
                time.sleep(pause)
            while chunk := connection.recv(65536):
                heard += chunk
        except TimeoutError:
            return heard + STILL_OPEN
        except ConnectionError:
            pass
    return heard
