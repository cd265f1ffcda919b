"""Expressions and functions, compared one by one with what `terraform console` makes of them."""

from __future__ import annotations

import json

import pytest
from scanner.collect.terraform.functions import FILE_FUNCTIONS, FUNCTIONS
from scanner.collect.terraform.instances.module_instance import ModuleInstance
from scanner.collect.terraform.language.special import SPECIAL

from . import console
from .evaluation import UNKNOWN, answer, root_at

LENIENT = {
    "[[1, 2], [3]].0.1",  # Terraform reads the number 0.1 here
    'templatestring("x-${"$"}{a}", { a = 1 })',  # Terraform wants a name, not a text
    '"$$${"x"}"',  # Terraform reads the first two signs as an escape
    '"%%%{if true}x%{endif}"',
    "true || null",  # from Terraform 1.12 on, one side may be enough
    "false && null",
    "can(nothing)",  # refused before anything is evaluated
    "try(nothing, 1)",
    'yamldecode("%YAML 1.2\\n---\\na: 1")',
    "setproduct(setsubtract([null], [1, 2, 3]), flatten([[null], {}]))",  # so has null none
    'sort(setproduct(["b", "a", "b"], []))',  # an empty list has no type of elements here
    "provider::terraform::encode_tfvars({ a = 1 })",  # the console has no such provider
}
"""Refused by Terraform, but with only one thing that can be meant."""

WITHHELD = {
    "log(10, 0)",  # minus zero
    'regex("(?P<a>x)(?P<a>y)", "xy")',
    'jsondecode("1E400")',  # too large to keep
    'yamldecode("a: 1e500")',
    'timeadd("0001-01-01T00:00:00Z", "-1h")',  # a year that Python does not have
    'timeadd("9999-12-31T23:00:00Z", "1h")',
    'cidrhost("fd00::/64", 18446744073709551616)',  # Terraform counts in 64 bits here
    'cidrsubnet("10.0.0.0/16", -1, 0)',
    'cidrsubnet("10.0.0.0/16", 8, -1)',
}
"""Terraform has a value where the collector has none: never a wrong one."""

DIFFERENT = {
    'tonumber("-0")': "0",  # it has no zero below zero
    "tostring(-0)": '"0"',
    'jsondecode("-0")': "0",
    "issensitive(false ? sensitive(1) : 2)": "false",  # the branch not taken hides nothing
    'cidrhost("::ffff:10.0.0.0/120", 1)': '"::ffff:a00:1"',  # Terraform takes it for IPv4
}
"""What the collector makes of it on purpose."""


OPENTOFU = ("base64gunzip", "cidrcontains", "urldecode")


@pytest.fixture(scope="module")
def root() -> ModuleInstance:
    return root_at(console.DATA)


@pytest.fixture(scope="module")
def recorded() -> dict[str, str]:
    return console.recorded()


@pytest.mark.parametrize("expression", console.expressions())
def test_same_as_recorded(root: ModuleInstance, recorded: dict[str, str], expression: str) -> None:
    wanted, given = recorded[expression], answer(root, expression)
    if expression in DIFFERENT:
        assert given == DIFFERENT[expression] != wanted
    elif expression in WITHHELD:
        assert given == console.ERROR != wanted
    elif expression in LENIENT:
        assert wanted == console.ERROR != given
    elif given == UNKNOWN:
        assert wanted == console.ERROR
    else:
        assert given == wanted


def test_recorded_is_what_terraform_says_here() -> None:
    if not console.available():
        pytest.skip("there is no terraform on this machine to ask")
    assert console.ask(console.expressions()) == console.recorded()


# --- the table of functions -------------------------------------------------------------

SIGNATURES: dict[str, list[int]] = json.loads((console.CASES / "functions.json").read_text())
"""Function -> how many arguments it takes at least and at most, as Terraform tells."""

MORE_AT_LEAST = {"coalesce": 1, "coalescelist": 1, "concat": 1, "formatlist": 1, "join": 2,
                 "max": 1, "min": 1, "range": 1, "setproduct": 2, "setunion": 1,
                 "try": 1}  # fmt: skip
"""Those that ask for more than their signature says, when they run."""
AT_MOST = {"lookup": 3, "range": 3}


@pytest.mark.parametrize("name", SIGNATURES)
def test_function_takes_as_many_arguments(root: ModuleInstance, name: str) -> None:
    least, most = SIGNATURES[name]
    least = MORE_AT_LEAST.get(name, least)
    most = AT_MOST.get(name, most)
    wrong = [*range(least), *([most + 1] if most is not None else [])]
    for count in wrong:
        assert answer(root, f"{name}({', '.join(['null'] * count)})") == console.ERROR


@pytest.mark.parametrize("name", [*SIGNATURES, *OPENTOFU])
def test_function_is_there(root: ModuleInstance, name: str) -> None:
    assert name in {*FUNCTIONS, *FILE_FUNCTIONS, *SPECIAL}


def test_signatures_are_what_terraform_tells_here() -> None:
    if not console.available():
        pytest.skip("there is no terraform on this machine to ask")
    assert console.signatures() == SIGNATURES


OWN = [
    ('encode_expr([1, { a = "${1}$${x}" }, "é\\"q"])', '[1, {\n  a = "1$${x}"\n}, "é\\"q"]'),
    ('encode_expr("a\\nb")', '"a\\nb"'),
    ("encode_expr([{}, [[]], null, 1.5])", "[{}, [[]], null, 1.5]"),
    (
        'encode_tfvars({ b = 1, long_name = "x", c = { d = [1, null], "e f" = true }, z = [] })',
        'b = 1\nc = {\n  d     = [1, null]\n  "e f" = true\n}\nlong_name = "x"\nz         = []\n',
    ),
    ('decode_tfvars("a = 1\\nb = [\\"x\\"]")', {"a": 1, "b": ["x"]}),
    ('decode_tfvars("a = b")', None),
    ('decode_tfvars("a {}")', None),
    ('encode_tfvars({ "a b" = 1 })', None),
    ("encode_tfvars([1])", None),
]
"""Functions of Terraform's own provider, with what Terraform 1.11 made of them; None: refused."""


@pytest.mark.parametrize(("call", "wanted"), OWN)
def test_own_functions(root: ModuleInstance, call: str, wanted: object) -> None:
    given = answer(root, f"provider::terraform::{call}")
    assert (None if given == console.ERROR else json.loads(given)) == wanted


TOFU = [
    ('urldecode("a%20b+c%C3%A9")', "a b cé"),
    ('urldecode("%zz")', None),
    ('cidrcontains("10.0.0.0/8", "10.1.2.3")', True),
    ('cidrcontains("10.0.0.0/8", "10.0.0.0/7")', False),
    ('cidrcontains("10.0.0.0/8", "fd00::/8")', None),
    ('base64gunzip("H4sIAAAAAAACA0utSMwtyEkFAJ+b7G4HAAAA")', "example"),
    ('base64gunzip("aGVsbG8=")', None),
]
"""OpenTofu's own functions, from its documentation."""


@pytest.mark.parametrize(("call", "wanted"), TOFU)
def test_functions_of_opentofu(root: ModuleInstance, call: str, wanted: object) -> None:
    given = answer(root, call)
    assert (None if given == console.ERROR else json.loads(given)) == wanted


@pytest.mark.parametrize(
    "call",
    ["timestamp()", "plantimestamp()", "uuid()", 'bcrypt("a")', 'abspath("a")', 'pathexpand("~/a")',
     'base64gzip("a")', 'provider::vendor::parse("a")', "path.cwd", "terraform.workspace"],
)  # fmt: skip
def test_only_known_when_terraform_runs(root: ModuleInstance, call: str) -> None:
    assert answer(root, call) == UNKNOWN
