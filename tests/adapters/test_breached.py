"""A list of breached passwords on the disk, as the operator has it."""

import hashlib
from pathlib import Path

import argon2
import pytest

from polyclinic.adapters.authn import Argon2Passwords
from polyclinic.adapters.breached import BreachedPasswords
from polyclinic.core.identity.passwords import problems_of, problems_of_new
from polyclinic.server.settings import BadSettings, Settings

KNOWN = [f"known password {number}" for number in range(1000)] + ["contraseña conocida por todos"]


def hashed(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def listed(path: Path, passwords: list[str], end: str) -> Path:
    path.write_bytes(end.join(sorted(map(hashed, passwords))).encode() + end.encode())
    return path


@pytest.mark.parametrize("end", ["\n", ":17\n", ":3861493\r\n", ""])
@pytest.mark.parametrize("count", [1, 2, 3, 1001])
def test_who_is_on_the_list_is_found_and_nobody_else(tmp_path: Path, end: str, count: int) -> None:
    if not end and count > 1:
        end = "\n"
    known = KNOWN[-count:]
    breached = BreachedPasswords(listed(tmp_path / "list", known, end))
    assert [password for password in known if password not in breached] == []
    assert [number for number in range(500) if f"unknown password {number}" in breached] == []


async def test_a_password_on_the_list_is_not_taken(tmp_path: Path) -> None:
    cheap = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords = Argon2Passwords(cheap, BreachedPasswords(listed(tmp_path / "list", KNOWN, ":2\n")))
    assert [problem.code for problem in await problems_of_new(passwords, KNOWN[-1])] == ["breached"]
    assert await problems_of_new(passwords, "unknown to everybody else") == []
    assert await problems_of_new(Argon2Passwords(cheap), KNOWN[-1]) == []


@pytest.mark.parametrize("content", [b"", b"password\n", b"5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8\n", b"\0" * 4096])
def test_another_file_is_no_list(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list"
    path.write_bytes(content)
    for wrong in (path, tmp_path / "nowhere", tmp_path):
        with pytest.raises(BadSettings, match="BREACHED_PASSWORDS"):
            Settings.load(breached_passwords=wrong).breached()


ANYTHING = ["x9 y7 z!" * 30, "only small letters here", "🙂 ñandú ελιά 漢字 שלום", "71 82 93 04 15 26 37"]


@pytest.mark.parametrize("password", ANYTHING)
def test_any_characters_and_much_of_them_may_be_in_a_password(password: str) -> None:
    assert problems_of(password) == []
    assert [problem.code for problem in problems_of(password + "k5" * 128)] == ["too_long"]
