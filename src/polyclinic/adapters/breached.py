"""Passwords that are known to others, looked up in a file that the operator has: nothing is asked of anybody."""

import hashlib
import mmap
import re
from pathlib import Path

_LINE = re.compile(rb"[0-9A-F]{40}(:[0-9]+)?\r?")
_DIGITS = 40


class BreachedPasswords:
    """A list of SHA-1 hashes in capital hex, one a line and in order, each with ``:`` and a count or without.

    That is what Have I Been Pwned publishes, ordered by hash. It stays on the disk, however large. Raises
    ``ValueError`` for a file of another form, ``OSError`` for one that cannot be read.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            if not path.stat().st_size:
                raise ValueError(f"{path} is empty")
            self._content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if not _LINE.fullmatch(self._line(0)):
            raise ValueError(f"{path} does not hold SHA-1 hashes in capital hex, a line each")

    def __contains__(self, password: object) -> bool:
        wanted = hashlib.sha1(str(password).encode(), usedforsecurity=False).hexdigest().upper().encode()
        low, high = 0, len(self._content)
        while low < high:
            start = self._content.rfind(b"\n", low, (low + high) // 2) + 1 or low
            line = self._line(start)
            if line[:_DIGITS] == wanted:
                return True
            if line[:_DIGITS] < wanted:
                low = start + len(line) + 1
            else:
                high = start
        return False

    def _line(self, start: int) -> bytes:
        end = self._content.find(b"\n", start)
        return self._content[start : end if end >= 0 else len(self._content)]
