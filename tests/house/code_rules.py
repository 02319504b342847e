"""House rules about Python code. A rule yields a line number and a sentence for everything that breaks it.

What ruff can say is said in pyproject.toml (no ``print``, no naive times), directions between parts in .importlinter.
"""

import ast
import re
from collections.abc import Callable, Iterator

from tests.house.tree import Module

Found = Iterator[tuple[int, str]]
Rule = Callable[[Module], Found]

MODULE_LINES = 500
FUNCTION_LINES = 50
HTTP_PACKAGES = {"httpx2", "httpx", "httpcore", "aiohttp", "requests", "urllib3", "http.client", "urllib.request"}
STANDARD_HTTP = {"http.client", "urllib.request"}
SQL_PACKAGES = {"sqlalchemy", "alembic", "asyncpg", "sqlite3", "aiosqlite", "psycopg", "psycopg2"}
SQL = re.compile(r"\s*(SELECT\s.*\bFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE)\b", re.DOTALL)
# tables whose rows belong to practices, by name or put in by a placeholder
PRACTICE_ROWS = re.compile(
    r"\b(?:FROM|JOIN|INTO|UPDATE)\s+\"?"
    r"(?:history|lookups|counters|bookings|outbox|idempotency|audit_facts|audit_seals|\{[\w.]*table\}\"?(?!_))"
)
CLOCKS = {
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "date.today",
    "time.time",
    "time.time_ns",
}
LOG_METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log", "msg"}
NEVER_LOGGED = {
    "aadhaar",
    "api_key",
    "authorization",
    "body",
    "cookies",
    "credentials",
    "form",
    "headers",
    "json",
    "otp",
    "passwd",
    "password",
    "payload",
    "query",
    "query_string",
    "secret",
    "ssn",
    "token",
}
BILLED = {"encounters": {"record", "update"}, "tasks": {"add", "update"}}
SKIPS = {"mark.skip", "mark.skipif", "mark.xfail", "pytest.skip", "pytest.xfail"}
ASSERTING = re.compile(r"^_?(assert|check|expect|verify|must|raises|warns|fail|call_and_validate)")


def module_size(module: Module) -> Found:
    lines = module.text.count("\n")
    if lines > MODULE_LINES and not module.generated:
        yield 1, f"{lines} lines: split the module by resource (at most {MODULE_LINES}, better 300)"


def function_size(module: Module) -> Found:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not module.generated:
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield node.lineno, f"{node.name} has {lines} lines: at most {FUNCTION_LINES}, better 25"


def empty_package(module: Module) -> Found:
    """The light client imports ``polyclinic.dialects.<name>.client``: what these files import, it would import."""
    packages = ("src/polyclinic/dialects/__init__.py", "src/polyclinic/dialects/*/__init__.py")
    if module.within(*packages) and module.tree.body:
        yield 1, "this __init__.py stays empty, so that the light client stays light"


def http_library(module: Module) -> Found:
    # a command of the terminal that asks the sandbox on the same machine needs no library for it
    packages = HTTP_PACKAGES - (STANDARD_HTTP if module.within("src/polyclinic/cli") else set())
    if module.within("src") and not module.within("src/polyclinic/sdk/transport.py"):
        for line, name in _imports(module):
            if _is_of(name, packages):
                yield line, f"imports {name}: only sdk/transport.py names the HTTP library"


def sql_library(module: Module) -> Found:
    if module.within("src") and not module.within("src/polyclinic/adapters/db"):
        for line, name in _imports(module):
            if _is_of(name, SQL_PACKAGES):
                yield line, f"imports {name}: only adapters/db knows the database"
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
                yield node.lineno, "holds SQL: only adapters/db knows the database"


def practice_scope(module: Module) -> Found:
    """A statement on practices' rows is built where the practice is in sight, or says why it is for every practice."""
    if not module.within("src/polyclinic/adapters/db"):
        return
    lines = module.text.splitlines()
    for place in _places(module):
        if "practice" in ast.unparse(place):
            continue
        for node in ast.walk(place):
            if isinstance(node, ast.expr) and PRACTICE_ROWS.search(_literal(node)):
                if "every practice:" not in lines[max(0, place.lineno - 2)] + lines[node.lineno - 1]:
                    yield node.lineno, "a statement without the practice: scope it, or say `# every practice: <why>`"
                break


def clock(module: Module) -> Found:
    # ids carry the system's time by their definition (RFC 9562)
    exempt = ("src/polyclinic/core/shared/clock.py", "src/polyclinic/core/shared/ids.py")
    if module.within("src") and not module.within(*exempt):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and (name := _last_two(node.func)) in CLOCKS:
                yield node.lineno, f"calls {name}(): take the time from the context's clock, or from the system clock"


def private_logs(module: Module) -> Found:
    if not module.within("src"):
        return
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        logger = _last_two(node.func.value).rpartition(".")[2]
        if node.func.attr in LOG_METHODS and re.search(r"log(ger)?$", logger):
            for name in sorted(_names_in(node) & NEVER_LOGGED):
                yield node.lineno, f"logs `{name}`: no body, credential or query string belongs in a log"


def scrubbed(module: Module) -> Found:
    """What writes encounters and tasks past billing would leave claims in a state that nothing explains."""
    if not module.within("src") or module.within("src/polyclinic/core"):
        return
    imports = [node for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom)]
    for domain, verbs in BILLED.items():
        home = f"polyclinic.core.{domain}"
        names = {a.asname or a.name for n in imports if n.module == home for a in n.names if a.name == "operations"}
        direct = {a.name for n in imports if n.module == f"{home}.operations" for a in n.names} & verbs
        yield from ((1, f"imports {name} of {home}: billing has a verb that scrubs") for name in sorted(direct))
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr in verbs and ast.unparse(node.value) in names:
                yield node.lineno, f"{ast.unparse(node)}: billing has a verb that scrubs"


def tested(module: Module) -> Found:
    if not (module.within("tests") and module.path.name.startswith("test_")):
        return
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")):
            continue
        if not any(_asserts(inner) for inner in ast.walk(node)):
            yield node.lineno, f"{node.name} asserts nothing"


def no_mocks(module: Module) -> Found:
    if module.within("tests"):
        for line, name in _imports(module):
            if name.startswith(("unittest.mock", "mock.", "pytest_mock")):
                yield line, f"imports {name}: tests use the real parts"


def explained_skip(module: Module) -> Found:
    if not module.within("tests"):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bare = [item for item in node.decorator_list if _last_two(item) in SKIPS]
            yield from ((item.lineno, f"{_last_two(item)} without a reason") for item in bare)
        elif isinstance(node, ast.Call) and (name := _last_two(node.func)) in SKIPS:
            by_position = name.startswith("pytest.") and node.args
            if not by_position and not any(keyword.arg == "reason" for keyword in node.keywords):
                yield node.lineno, f"{name} without a reason"


def declared_refusals(module: Module) -> Found:
    """What a domain of the core does for others says what it can refuse; ports are what it asks of others."""
    if not module.within("src/polyclinic/core/*") or module.within("src/polyclinic/core/shared"):
        return
    for node in module.tree.body:
        if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_"):
            decorators = (item.func for item in node.decorator_list if isinstance(item, ast.Call))
            if "refuses" not in map(_last_two, decorators):
                yield node.lineno, f"{node.name} declares no refusals: put @refuses(...) on it, empty if it has none"


RULES: tuple[Rule, ...] = (
    module_size,
    function_size,
    empty_package,
    http_library,
    sql_library,
    practice_scope,
    clock,
    private_logs,
    scrubbed,
    tested,
    no_mocks,
    explained_skip,
    declared_refusals,
)


def _imports(module: Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def _places(module: Module) -> Iterator[ast.stmt]:
    """Every function, and every other statement that lies in none."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        elif isinstance(node, ast.Module | ast.ClassDef):
            yield from (item for item in node.body if not hasattr(item, "body"))


def _is_of(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _last_two(node: ast.AST) -> str:
    """``b.c`` of the expression ``a.b.c``; "" if it is no such expression."""
    if isinstance(node, ast.Attribute):
        return f"{_last_two(node.value).rpartition('.')[2]}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _names_in(call: ast.Call) -> set[str]:
    """The names of everything handed to a call, in lower case; of attributes their last part."""
    names = {keyword.arg or "" for keyword in call.keywords}
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        for node in ast.walk(argument):
            if isinstance(node, ast.Name):
                names.add(node.id)
            elif isinstance(node, ast.Attribute):
                names.add(node.attr)
    return {part for name in names for part in (name.lower(), name.lower().rpartition("_")[2])}


def _literal(node: ast.AST) -> str:
    """The text of a string or f-string, placeholders by their expressions; "" for anything else."""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}"
            for part in node.values
            if isinstance(part, ast.Constant | ast.FormattedValue)
        )
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _asserts(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return bool(ASSERTING.match(_last_two(node.func).rpartition(".")[2]))
    return isinstance(node, ast.Assert)
