"""The page about security answers every requirement once, and what it names is there."""

import ast
import re
from collections import Counter
from functools import cache

import pytest

from tests.house.tree import ROOT, modules

PAGE = (ROOT / "docs/security.md").read_text()
ANSWERS = ("Met", "Not applicable", "Operator", "Not met")
ROW = re.compile(
    r"^\| (?P<id>V\d+\.\d+\.\d+|\([a-e]\)\S*) \| (?P<asked>[^|]+) "
    r"\| \*\*(?P<answer>[A-Z][a-z ]+)\.\*\* ?(?P<why>[^|]*) \|$"
)
TEST = re.compile(r"\[`(test_\w+)`\]\(\.\./(tests/[\w/.]+\.py)\)")
LEVELS_1_AND_2 = {
    "V1": {1: "1-2", 2: "1-9", 3: "1-11", 4: "1-3", 5: "1-2"},
    "V2": {1: "1-3", 2: "1-3", 3: "1-4", 4: "1"},
    "V3": {2: "1-2", 3: "1-4", 4: "1-6", 5: "1-5", 7: "1-2"},
    "V4": {1: "1-3", 2: "1", 3: "1-2", 4: "1-4"},
    "V5": {1: "1", 2: "1-3", 3: "1-2", 4: "1-3"},
    "V6": {1: "1-3", 2: "1-12", 3: "1-4", 4: "1-4", 5: "1-5", 6: "1-3", 8: "1-4"},
    "V7": {1: "1-3", 2: "1-4", 3: "1-2", 4: "1-5", 5: "1-2", 6: "1-2"},
    "V8": {1: "1-2", 2: "1-3", 3: "1", 4: "1"},
    "V9": {1: "1-3", 2: "1-4"},
    "V10": {1: "1-2", 2: "1-2", 3: "1-4", 4: "1-11", 5: "1-5", 6: "1-2", 7: "1-3"},
    "V11": {1: "1-2", 2: "1-3", 3: "1-3", 4: "1-4", 5: "1", 6: "1"},
    "V12": {1: "1-3", 2: "1-2", 3: "1-4"},
    "V13": {1: "1", 2: "1-5", 3: "1-2", 4: "1-5"},
    "V14": {1: "1-2", 2: "1-4", 3: "1-3"},
    "V15": {1: "1-3", 2: "1-3", 3: "1-7"},
    "V16": {1: "1", 2: "1-5", 3: "1-4", 4: "1-3", 5: "1-3"},
    "V17": {1: "1", 2: "1-4", 3: "1-2"},
}
"""The requirements of OWASP ASVS 5.0.0 of levels 1 and 2: section and numbers, by chapter."""

DOCUMENTS = {f"{chapter}.1." for chapter in ("V2", "V5", "V6", "V7", "V8", "V11", "V13", "V14", "V15", "V16")}
"""Sections that ask for words, not for behaviour: a part of the page answers them."""
SAFEGUARDS = "(a)(1) (a)(2)(i) (a)(2)(ii) (a)(2)(iii) (a)(2)(iv) (b) (c)(1) (c)(2) (d) (e)(1) (e)(2)(i) (e)(2)(ii)"
"""The technical safeguards of HIPAA's Security Rule, 45 CFR 164.312."""


def required() -> list[str]:
    found = []
    for chapter, sections in LEVELS_1_AND_2.items():
        for section, numbers in sections.items():
            first, _, last = numbers.partition("-")
            found += [f"{chapter}.{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return [*found, *SAFEGUARDS.split()]


ROWS = [found.groupdict() for line in PAGE.splitlines() if (found := ROW.match(line))]


def test_every_requirement_is_answered_once() -> None:
    assert len(required()) == 253 + 12
    assert [row["id"] for row in ROWS] == required()
    assert {row["answer"] for row in ROWS} <= set(ANSWERS)
    assert [row["id"] for row in ROWS if not row["why"].strip()] == []


def test_every_line_of_a_table_is_read() -> None:
    """A row that the pattern does not know would be missing from every check."""
    lines = [line for line in PAGE.splitlines() if re.match(r"\| (V\d|\()", line)]
    assert [line[:60] for line in lines if not ROW.match(line)] == []


def test_what_is_met_names_its_test() -> None:
    asked = [row for row in ROWS if row["answer"] == "Met"]
    unproven = [row["id"] for row in asked if not TEST.search(row["why"])]
    assert [id for id in unproven if id.rpartition(".")[0] + "." not in DOCUMENTS] == []
    worded = [row for row in asked if row["id"] in unproven]
    assert [row["id"] for row in worded if "](#" not in row["why"] and ".md" not in row["why"]] == []


def test_every_test_named_is_there() -> None:
    named = TEST.findall(PAGE)
    assert len(named) > 150
    assert [f"{path}: {name}" for name, path in named if name not in functions(path)] == []
    loose = re.findall(r"`test_\w+`", PAGE)
    assert len(loose) == len(named), "a test is named without a link"


def test_every_heading_linked_to_is_there() -> None:
    titles = re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)
    headings = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}
    assert set(re.findall(r"\]\(#([\w-]+)\)", PAGE)) <= headings


def test_the_count_is_right() -> None:
    counts = Counter(row["answer"] for row in ROWS if row["id"].startswith("V"))
    told = dict(re.findall(r"^\| (Met|Not applicable|Operator|Not met) \| (\d+) \|$", PAGE, re.M))
    assert {name: int(count) for name, count in told.items()} == counts


@cache
def functions(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


# -- what the page says is nowhere in the source -----------------------------------------------------------------------

NOWHERE = {
    "code made of text": r"^(eval|exec|compile|__import__)$",
    "templates made of text": r"(^|\.)from_string$|^string\.Template$",
    "objects out of bytes": r"^(pickle|marshal|shelve|dill|jsonpickle)\.|^yaml\.(load|full_load|unsafe_load)$",
    "shells": r"^os\.(system|popen|spawn\w*|exec\w*)$|create_subprocess_shell$|^subprocess\.",
    "parsers of XML": r"(^|\.)(fromstring|XMLParser|XMLPullParser|iterparse|XML)$|^(ElementTree|etree)\.parse$",
    "weak hashes and ciphers": r"(^|\.)(md5|MD5|ECB|PKCS1v15|TripleDES|ARC4|Blowfish)$",
    "sockets of the web": r"(?i)websocket",
    "chance that can be guessed": r"^random\.(?!Random$)",
    "other ways to ask": r"^(ldap3?|graphql|graphene|strawberry|memcache|pymemcache)\b",
}
ONE_PLACE = {
    "create_subprocess_exec": {"src/polyclinic/adapters/reading/reader.py"},
    "follow_redirects": {"src/polyclinic/sdk/transport.py"},
    "sha1": {"src/polyclinic/adapters/breached.py"},
    "Markup": {"src/polyclinic/web/pages/render.py", "src/polyclinic/dialects/carium/routes/account.py"},
}
"""What is in these files only, each looked at: arguments are fixed, or what is shown is our own."""


def called(tree: ast.AST) -> set[str]:
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


SOURCE = {str(module.path): module.tree for module in modules() if module.within("src")}


@pytest.mark.parametrize("what", NOWHERE)
def test_it_is_nowhere_in_the_source(what: str) -> None:
    pattern = re.compile(NOWHERE[what])
    assert len(SOURCE) > 500
    found = {f"{path}: {name}" for path, tree in SOURCE.items() for name in called(tree) if pattern.search(name)}
    assert found == set()


@pytest.mark.parametrize("what", ONE_PLACE)
def test_it_is_in_few_places(what: str) -> None:
    pattern = re.compile(rf"\b{what}\b")
    assert {path for path, tree in SOURCE.items() if pattern.search(ast.unparse(tree))} <= ONE_PLACE[what]


LOADS = re.compile(
    r"<(script|iframe|object|embed|link|base)\b|\son\w+=|javascript:|\|\s*safe|(src|href|action)=.?https?:|localStorage",
    re.IGNORECASE,
)


def test_pages_hold_no_scripts() -> None:
    """Nor what would load or run anything: no handlers, frames, objects, foreign addresses."""
    templates = [path for path in (ROOT / "src").rglob("templates/*") if path.is_file()]
    assert len(templates) > 15
    assert [path.name for path in templates if LOADS.search(path.read_text())] == []
