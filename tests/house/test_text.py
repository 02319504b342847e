"""Every file keeps the house rules about text, and every rule finds what it is there to find."""

from pathlib import PurePosixPath

import pytest

from tests.house import text_rules
from tests.house.text_rules import Rule
from tests.house.tree import texts

# this file quotes what the rules forbid
QUOTING = {PurePosixPath("tests/house/test_text.py"), PurePosixPath("tests/house/text_rules.py")}

BREAKS = [
    (text_rules.no_machine_path, "a.md", "see /home/ann/polyclinic"),
    (text_rules.no_machine_path, "a.py", 'DATA = "/root/data"'),
    (text_rules.no_registry, "requirements.lock", "# from https://pypi.org/simple"),
    (text_rules.no_registry, "Makefile", "\tuv pip install --index-url $(INDEX) x"),
    (text_rules.explained_silence, "a.py", "x = f()  # noqa"),
    (text_rules.explained_silence, "a.py", "x = f()  # noqa: S607"),
    (text_rules.explained_silence, "a.py", "x = f()  # type: ignore # it is fine"),
    (text_rules.explained_silence, "a.py", "x = f()  # type: ignore[misc, attr-defined]"),
    (text_rules.explained_setting, "pyproject.toml", '    "PLR0913",'),
    (text_rules.finished, "a.py", "# TODO: more"),
    (text_rules.merged, "a.md", "one\n<<<<<<< HEAD\ntwo"),
    (text_rules.merged, "a.py", "one\n=======\ntwo"),
    (text_rules.no_private_key, "a.pem", "-----BEGIN RSA PRIVATE KEY-----"),
]

KEEPS = [
    (text_rules.no_machine_path, "a.md", "GET https://example.org/home/page and docs/work/a.md"),
    (text_rules.no_registry, "a.md", "the index-url of your pip settings is used"),
    (text_rules.explained_silence, "a.py", "x = f()  # noqa: S607, S603 # git of the PATH"),
    (text_rules.explained_silence, "a.py", "x = f()  # type: ignore[misc] - published without types"),
    (text_rules.explained_setting, "pyproject.toml", '    "PLR0913", # keyword-only arguments'),
    (text_rules.finished, "a.py", "todo = 1  # what is left to do"),
    (text_rules.merged, "a.md", "a title\n==========\n"),
    (text_rules.no_private_key, "a.pem", "-----BEGIN PUBLIC KEY-----"),
]


@pytest.mark.parametrize("rule", text_rules.RULES, ids=lambda rule: rule.__name__)
def test_rule_is_kept(rule: Rule) -> None:
    broken = [
        f"{path}:{line}: {sentence}"
        for path, text in texts().items()
        if path not in QUOTING
        for line, sentence in rule(path, text)
    ]
    assert not broken, "\n" + "\n".join(broken)


@pytest.mark.parametrize(("rule", "path", "text"), BREAKS)
def test_rule_finds_what_breaks_it(rule: Rule, path: str, text: str) -> None:
    assert list(rule(PurePosixPath(path), text))


@pytest.mark.parametrize(("rule", "path", "text"), KEEPS)
def test_rule_accepts_what_keeps_it(rule: Rule, path: str, text: str) -> None:
    assert list(rule(PurePosixPath(path), text)) == []


def test_every_rule_is_shown_to_bite() -> None:
    assert {rule for rule, _, _ in BREAKS} == set(text_rules.RULES)
