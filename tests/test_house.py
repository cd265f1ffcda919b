"""The house's own rules: facts live in `scanner/knowledge/data`, and code says what it is for."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from scanner.knowledge import load
from scanner.rule import load_rules
from scanner.rule.load import shipped

HOME = Path(__file__).parents[1]
MODULES = sorted((HOME / "scanner").rglob("*.py"))
NAMES = [str(path.relative_to(HOME)) for path in MODULES]
KNOWN = load()

# Words of everyday English, of computing, or of formats, that are names of services or vendors
# too: in code they mean what everybody means by them.
# fmt: off
ORDINARY = frozenset({
    "account", "ai", "arc", "backup", "batch", "checkout", "circle", "compute", "connect",
    "copper", "data", "gate", "glue", "iot", "lambda", "monitor", "monitoring", "network",
    "search", "shield", "signin", "sql", "storage", "support", "transfer", "vm", "wise",
})
# fmt: on


def _services() -> set[str]:
    return {service.id for _, service in KNOWN.services}


def _vendors() -> set[str]:
    """Ids and names of vendors, lower-case, an id also with spaces for its underlines."""
    names = {name.lower() for v in KNOWN.vendors.values() for name in (v.id, v.name)}
    return names | {vendor.replace("_", " ") for vendor in KNOWN.vendors}


REGIONS = {region.id for p in KNOWN.providers.values() for region in p.regions}
SERVICES = _services() - ORDINARY
VENDORS = _vendors() - ORDINARY
TYPE = re.compile(r"\b(?:aws|awscc|google|azurerm|azapi|azuread)_[a-z][a-z0-9_]*|\bAWS::\w+")


def _any_of(names: set[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    listed = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])", re.IGNORECASE)


FACTS = {
    "a region": _any_of(REGIONS),
    "a resource type": TYPE,
    "a service": _any_of(SERVICES),
    "a vendor": _any_of(VENDORS),
}


def docstrings(tree: ast.AST) -> set[ast.Constant]:
    """Strings that stand alone: what describes a module, class, function or the line above."""
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def words(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """`(line, text)` of every string that is used and every name in code."""
    spared = docstrings(tree)
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        match node:
            case ast.Constant(value=str(text)) if node not in spared:
                yield line, text
            case ast.Constant(value=bytes(content)):
                yield line, content.decode("latin-1")
            case ast.Name(id=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                yield line, name
            case ast.Attribute(attr=name) | ast.alias(name=name):
                yield line, name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield line, name
            case _:
                pass


def facts_in(source: str) -> list[str]:
    """`line: what` of everything in `source` that belongs into the data.

    What help texts give as an example (`e.g.`) is none.
    """
    return [
        f"{line}: {match.group()} is {what}, in {text!r}"
        for line, text in words(ast.parse(source))
        for what, pattern in FACTS.items()
        for said in [text.partition("e.g. ")[0]]
        for match in [pattern.search(said) or pattern.search(said.replace("_", " "))]
        if match
    ]


ALLOWED = {"scanner/collect/secrecy.py": "ssm:"}
"""A scheme of references to secrets, written beside `vault:` and `https:`."""


@pytest.mark.parametrize("name", NAMES)
def test_no_fact_lives_in_code(name: str) -> None:
    source = (HOME / name).read_text()
    assert facts_in(source.replace(ALLOWED.get(name, "\0"), "")) == []


def test_nothing_is_allowed_that_is_not_there() -> None:
    assert all(text in (HOME / name).read_text() for name, text in ALLOWED.items())


CAUGHT = [
    'REGION = "us-east-1"',
    'x = f"at {y} in westeurope"',
    'x = "the aws_db_instance of it"',
    'x = ["AWS::RDS::DBInstance"]',
    "google_sql_database_instance = 1",
    'if service == "dynamodb": pass',
    "def of_dynamodb(): pass",
    "def f(cloudfront): pass",
    'f(vendor="Cloudflare")',
    'x = "https://api.fireblocks.io"',
    "class Stripe: pass",
    'x = b"us-central1"',
    "import boto3.dynamodb",
]
LET_PASS = [
    '"""us-east-1 in a docstring"""',
    'def f():\n    """As aws_lb does."""',
    'class A:\n    x: int\n    """Of Cloudflare."""',
    "x = 1  # dynamodb",
    'x = "region"',
    'x = lambda data: data.account["network"]',
    'x = "us-eastern"',
    'x = "awsome_thing"',
    'option("--lose", help="What is lost, e.g. aws/region/us-east-1.")',
]


@pytest.mark.parametrize("source", CAUGHT)
def test_a_fact_in_code_is_seen(source: str) -> None:
    assert facts_in(source)


@pytest.mark.parametrize("source", LET_PASS)
def test_what_is_no_fact_is_let_pass(source: str) -> None:
    assert facts_in(source) == []


def test_ordinary_words_are_needed() -> None:
    """A word that is no service and no vendor hides nothing and says nothing."""
    assert not ORDINARY - _services() - _vendors()


# --- modules ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_module_says_what_it_is_for(name: str) -> None:
    says = ast.get_docstring(ast.parse((HOME / name).read_text()))
    assert says
    first = says.split("\n\n")[0]
    assert first[-1] in ".:", f"no sentence: {first!r}"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_to_do_later(name: str) -> None:
    """What is left is written down where it is planned, not in code."""
    source = (HOME / name).read_text()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", token.string), token.start


def test_no_python_lies_among_the_data() -> None:
    data = HOME / "scanner" / "knowledge" / "data"
    files = [path.relative_to(data) for path in data.rglob("*") if path.is_file()]
    assert {path.suffix for path in files if path.parts[0] == "modules"} == {".yaml", ".tf"}
    assert {path.suffix for path in files if path.parts[0] != "modules"} == {".yaml"}


# --- rules ------------------------------------------------------------------------------

RULES = sorted(shipped().rglob("*.yaml"))
CASES = HOME / "tests" / "rule" / "cases"


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_is_called_as_its_file(path: Path) -> None:
    assert load_rules()[path.stem].id == path.stem


def test_every_file_is_a_rule() -> None:
    assert load_rules().keys() == {path.stem for path in RULES}
    assert len({path.stem for path in RULES}) == len(RULES)


def test_every_rule_has_cases_and_every_case_a_rule() -> None:
    if not CASES.is_dir():
        pytest.skip("tests/rule/cases is not there yet")
    cases = {path.name.partition(".")[0] for path in CASES.iterdir() if path.name[0] not in "._"}
    assert cases == {path.stem for path in RULES}
