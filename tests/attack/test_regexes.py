"""No regular expression of ours takes more time than in proportion to what it reads, whatever it reads.

Every pattern in the source is found, and held against texts pumped from its own letters. Those that pydantic is given
(``pattern=``) run on Rust's engine, which has no such texts.
"""

import ast
import importlib
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from re import _constants as opcodes  # the only parser of patterns there is
from re import _parser as parser  # the only parser of patterns there is
from typing import Any

import pytest

from tests.house.tree import Module, modules

CALLS = frozenset({"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"})
SEARCHING = frozenset({"search", "sub", "subn", "split", "findall", "finditer"})
SHORT, LONG = (16, 24, 32), 4000
"""Lengths of texts: of the short ones, what takes exponential time is noticed before it takes all day."""
NOTICED = 0.004
"""Seconds under which nothing is suspected; 4,000 letters are read in a tenth of that."""
MADE_OF_VALUES = {
    "src/polyclinic/core/priorauth/letters.py": 1,
    "src/polyclinic/core/priorauth/rules.py": 2,
    "src/polyclinic/dialects/carestack/client/strict.py": 1,
    "src/polyclinic/dialects/carestack/wire/common.py": 1,
    "src/polyclinic/dialects/candid/wire/common.py": 1,
    "src/polyclinic/dialects/drchrono/wire/common.py": 1,
}
"""Patterns that are put together when they are used, from escaped words or from patterns that stand elsewhere."""


def patterns(module: Module) -> Iterator[tuple[ast.Call, str, "re.Pattern[str] | None", bool]]:
    """Calls of ``re``, by the name that they give: the pattern, None if only a run knows it, and if it searches."""
    namespace: dict[str, Any] | None = None
    uses = _uses(module.tree)
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
            continue
        namespace = namespace or vars(importlib.import_module(".".join(module.path.with_suffix("").parts[1:])))
        try:
            source = eval(compile(ast.Expression(node.args[0]), "pattern", "eval"), namespace)  # noqa: S307  # our source
            given = [*node.args[1:], *(word.value for word in node.keywords)]
            flags = [each for each in given if re.fullmatch(r"re\.[A-Z|re. ]+", ast.unparse(each))]
            flag = eval(compile(ast.Expression(flags[0]), "flag", "eval"), namespace) if flags else 0  # noqa: S307  # our source
            found = re.compile(source if isinstance(source, str) else source.decode("latin-1"), flag)
        except NameError:
            found = None
        used = uses.get(node, {node.func.attr} - {"compile"}) or CALLS
        yield node, ast.unparse(node), found, bool(used & SEARCHING)


def _uses(tree: ast.Module) -> dict[ast.AST, set[str]]:
    """What is called on each compiled pattern that has a name."""
    names = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Call)
    }
    found: dict[ast.AST, set[str]] = defaultdict(set)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
            found[names[node.value.id]].add(node.attr)
    return found


def letters(tree: Any) -> Iterator[str]:
    """A letter for each class and literal of a parsed pattern, and each run of literals."""
    run = ""
    for operation, value in tree:
        if operation is opcodes.LITERAL:
            run += chr(value)
            continue
        if run:
            yield run
            run = ""
        if operation is opcodes.IN:
            yield from _members(value)
        elif operation in (opcodes.NOT_LITERAL, opcodes.ANY):
            yield "a"
        else:
            for part in value if isinstance(value, tuple | list) else [value]:
                for each in part if isinstance(part, list) else [part]:
                    if isinstance(each, parser.SubPattern):
                        yield from letters(each)
    if run:
        yield run


def _members(members: list[tuple[Any, Any]]) -> Iterator[str]:
    inside = {opcodes.CATEGORY_DIGIT: "1", opcodes.CATEGORY_SPACE: " ", opcodes.CATEGORY_WORD: "a"}
    for operation, value in members:
        if operation is opcodes.LITERAL:
            yield chr(value)
        elif operation is opcodes.RANGE:
            yield chr(value[0])
        elif operation is opcodes.CATEGORY:
            yield inside.get(value, "a")
        elif operation is opcodes.NEGATE:
            yield from "a ~"


def pumped(pattern: "re.Pattern[str]", length: int) -> Iterator[str]:
    """Texts that nearly match: something of the pattern, one or two of its letters over and over, and a wrong end."""
    units = list(dict.fromkeys(letters(parser.parse(pattern.pattern, pattern.flags))))[:12]
    for start, unit, end in product(
        ["", *units[:6]], [*units, *map("".join, product(units[:5], units[:5]))], ["", "\x01"]
    ):
        yield start + unit * (length // len(unit)) + end


def slowest(pattern: "re.Pattern[str]", length: int, searching: bool) -> tuple[float, str]:
    """The most CPU time that a text of this length takes, and the text; what is noticed is measured again."""
    worst = (0.0, "")
    enough = NOTICED * 20
    for text in dict.fromkeys(pumped(pattern, length)):
        took = seconds(pattern, text, searching)
        if took > max(NOTICED, worst[0]):
            took = min(took, *(seconds(pattern, text, searching) for _ in range(3)))
        worst = max(worst, (took, text))
        if took > enough:
            break
    return worst


def seconds(pattern: "re.Pattern[str]", text: str, searching: bool) -> float:
    began = time.process_time()
    for _ in pattern.finditer(text) if searching else [pattern.match(text), pattern.fullmatch(text)]:
        pass
    return time.process_time() - began


def complaint(pattern: "re.Pattern[str]", searching: bool) -> str:
    """What is wrong with a pattern; empty if nothing is."""
    for length in SHORT:
        took, text = slowest(pattern, length, searching)
        if took > NOTICED:
            return f"{took:.3f} s for {text!r}"
    took, text = slowest(pattern, LONG, searching)
    if took < NOTICED:
        return ""
    unit = text[len(text) // 2 :][:40]
    longer = text[: len(text) // 2] + text[len(text) // 2 : -1] * 7 + text[-1:]
    again = min(seconds(pattern, longer, searching) for _ in range(3))
    grown = len(longer) / len(text)
    return f"{took:.4f} s, and {again:.4f} s for {grown} times {unit!r}" if again > 2 * grown * took else ""


@pytest.mark.parametrize(
    ("pattern", "searching"),
    [(r"(a+)+$", False), (r"(a|aa)+$", False), (r"\s*;\s*$", True), (r"[^@\s]+@[^@\s]+", True), (r"(\d+)*x", False)],
)
def test_bad_patterns_are_found(pattern: str, searching: bool) -> None:
    assert complaint(re.compile(pattern), searching)


def test_no_pattern_takes_more_time_than_in_proportion() -> None:
    seen, wrong = 0, []
    made: defaultdict[str, int] = defaultdict(int)
    for module in modules():
        if not module.within("src") or module.generated or "import re" not in module.text:
            continue
        for _, told, pattern, searching in patterns(module):
            if pattern is None:
                made[str(module.path)] += 1
                continue
            seen += 1
            if found := complaint(pattern, searching):
                wrong.append(f"{module.path}: {told}: {found}")
    assert not wrong, "\n".join(wrong)
    assert seen > 80
    assert dict(made) == MADE_OF_VALUES


def test_pydantic_s_patterns_run_on_the_engine_without_backtracking() -> None:
    assert not [module.path for module in modules() if module.within("src") and "regex_engine" in module.text]
