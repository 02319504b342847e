"""Every Python file keeps the house rules, and every rule finds what it is there to find."""

from pathlib import PurePosixPath

import pytest

from tests.house import code_rules
from tests.house.code_rules import Rule
from tests.house.tree import Module, modules

LONG_FUNCTION = "def long() -> None:\n" + "    call()\n" * 50

UNSCOPED = 'SQL = "SELECT doc FROM history WHERE id = ?"\n'

BREAKS = [
    (code_rules.module_size, "src/polyclinic/core/a.py", "x = 1\n" * 501),
    (code_rules.function_size, "tests/core/test_a.py", LONG_FUNCTION),
    (code_rules.empty_package, "src/polyclinic/dialects/__init__.py", '"""Dialects."""\n'),
    (code_rules.empty_package, "src/polyclinic/dialects/candid/__init__.py", "from a import b\n"),
    (code_rules.http_library, "src/polyclinic/sdk/retry.py", "import httpx2\n"),
    (code_rules.http_library, "src/polyclinic/sandbox/probe.py", "from urllib import request\n"),
    (code_rules.sql_library, "src/polyclinic/server/app.py", "from sqlalchemy import select\n"),
    (code_rules.sql_library, "src/polyclinic/core/a.py", 'Q = "SELECT id\\n FROM patients"\n'),
    (code_rules.practice_scope, "src/polyclinic/adapters/db/a.py", UNSCOPED),
    (
        code_rules.practice_scope,
        "src/polyclinic/adapters/db/a.py",
        'def f(t):\n    return f"UPDATE {t.table} SET a = 1"\n',
    ),
    (code_rules.clock, "src/polyclinic/web/limits.py", "now = time.time()\n"),
    (code_rules.clock, "src/polyclinic/core/a.py", "now = datetime.datetime.now(UTC)\n"),
    (code_rules.private_logs, "src/polyclinic/web/a.py", 'log.info("got", body=body)\n'),
    (code_rules.private_logs, "src/polyclinic/web/a.py", 'self._logger.debug(f"got {request.access_token}")\n'),
    (code_rules.private_logs, "src/polyclinic/web/a.py", 'logger.warning("for %s", request.url.query)\n'),
    (
        code_rules.scrubbed,
        "src/polyclinic/dialects/candid/routes/a.py",
        "from polyclinic.core.encounters import operations as visits\nvisits.record(ctx, draft)\n",
    ),
    (code_rules.scrubbed, "src/polyclinic/sandbox/a.py", "from polyclinic.core.tasks.operations import add\n"),
    (code_rules.tested, "tests/core/test_a.py", "async def test_a() -> None:\n    await call()\n"),
    (code_rules.no_mocks, "tests/core/test_a.py", "from unittest.mock import patch\n"),
    (code_rules.explained_skip, "tests/core/test_a.py", "@pytest.mark.skipif(True)\ndef test_a(): ...\n"),
    (code_rules.explained_skip, "tests/core/test_a.py", "@pytest.mark.skip\ndef test_a(): ...\n"),
    (code_rules.explained_skip, "tests/core/test_a.py", "pytest.skip()\n"),
    (code_rules.declared_refusals, "src/polyclinic/core/a/operations.py", "async def a(ctx):\n    ...\n"),
    (code_rules.declared_refusals, "src/polyclinic/core/a/b.py", "@wraps(b)\nasync def a(ctx):\n    ...\n"),
]

KEEPS = [
    (code_rules.module_size, "src/polyclinic/sdk/_sync/a.py", "x = 1\n" * 501),
    (code_rules.function_size, "src/polyclinic/core/a.py", LONG_FUNCTION.removesuffix("    call()\n")),
    (code_rules.empty_package, "src/polyclinic/core/__init__.py", '"""The record."""\n'),
    (code_rules.http_library, "src/polyclinic/sdk/transport.py", "import httpx2\n"),
    (code_rules.http_library, "src/polyclinic/cli/sandbox.py", "from urllib import request\n"),
    (code_rules.http_library, "src/polyclinic/web/a.py", "from http import HTTPStatus\nimport urllib.parse\n"),
    (code_rules.sql_library, "src/polyclinic/adapters/db/engine.py", "import asyncpg\nimport sqlite3\n"),
    (code_rules.sql_library, "src/polyclinic/core/a.py", 'TEXT = "Select one from the list"\n'),
    (code_rules.practice_scope, "src/polyclinic/adapters/db/a.py", f"# every practice: old rows go\n{UNSCOPED}"),
    (
        code_rules.practice_scope,
        "src/polyclinic/adapters/db/a.py",
        UNSCOPED.replace("id =", "practice_id = ? AND id ="),
    ),
    (code_rules.clock, "src/polyclinic/core/shared/clock.py", "now = datetime.now(UTC)\n"),
    (code_rules.clock, "src/polyclinic/core/a.py", "now = ctx.clock.now()\nstart = time.monotonic()\n"),
    (code_rules.private_logs, "src/polyclinic/web/a.py", 'log.info("answered", route=route.template, status=200)\n'),
    (
        code_rules.scrubbed,
        "src/polyclinic/dialects/candid/routes/a.py",
        "from polyclinic.core.encounters import operations as visits\nvisits.read(ctx, id)\npatients.update(ctx)\n",
    ),
    (code_rules.scrubbed, "src/polyclinic/core/billing/operations.py", "encounters.record(ctx, draft)\n"),
    (code_rules.tested, "tests/core/test_a.py", "def test_a():\n    with pytest.raises(ValueError):\n        call()\n"),
    (code_rules.no_mocks, "tests/core/test_a.py", "import unittest\n"),
    (code_rules.explained_skip, "tests/core/test_a.py", 'pytest.skip("Windows has no fork")\n'),
    (code_rules.declared_refusals, "src/polyclinic/core/a/operations.py", "@refuses()\nasync def a(ctx):\n    ...\n"),
    (code_rules.declared_refusals, "src/polyclinic/core/a/operations.py", "async def _a(ctx):\n    ...\n"),
    (code_rules.declared_refusals, "src/polyclinic/core/shared/context.py", "async def perform():\n    ...\n"),
]


def found(rule: Rule, module: Module) -> list[str]:
    return [f"{module.path}:{line}: {sentence}" for line, sentence in rule(module)]


@pytest.mark.parametrize("rule", code_rules.RULES, ids=lambda rule: rule.__name__)
def test_rule_is_kept(rule: Rule) -> None:
    broken = [sentence for module in modules() for sentence in found(rule, module)]
    assert not broken, "\n" + "\n".join(broken)


@pytest.mark.parametrize(("rule", "path", "text"), BREAKS)
def test_rule_finds_what_breaks_it(rule: Rule, path: str, text: str) -> None:
    assert found(rule, Module(PurePosixPath(path), text))


@pytest.mark.parametrize(("rule", "path", "text"), KEEPS)
def test_rule_accepts_what_keeps_it(rule: Rule, path: str, text: str) -> None:
    assert found(rule, Module(PurePosixPath(path), text)) == []


def test_every_rule_is_shown_to_bite() -> None:
    assert {rule for rule, _, _ in BREAKS} == set(code_rules.RULES)
