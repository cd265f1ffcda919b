"""Code that is broken, endless or malicious: never a crash, never silence, nothing run."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scanner.collect.terraform import Limits, Options
from scanner.collect.tree import TreeLimits
from scanner.model.codec import encode

from . import code
from .code import Question

SECRET = "hunter2-Zq81"


class Watch:
    """What Python's own audit says was touched while it is on."""

    FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system", "os.fork",
                 "os.putenv", "os.remove", "os.rename", "os.mkdir", "urllib.", "ctypes.dlopen",
                 "shutil.")  # fmt: skip

    def __init__(self) -> None:
        self.root: str | None = None
        self.seen: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.root is None:
            return
        if event.startswith(self.FORBIDDEN):
            self.seen.append(f"{event} {arguments}")
        if event in ("open", "os.scandir", "os.listdir") and isinstance(arguments[0], str):
            path = os.path.realpath(arguments[0])
            writes = event == "open" and isinstance(arguments[1], str) and "w" in arguments[1]
            inside = path == self.root or path.startswith(self.root + "/")
            if writes or not (inside or path.startswith((sys.prefix, sys.base_prefix, PACKAGE))):
                self.seen.append(f"{event} {path}")


PACKAGE = str(Path(__file__).parents[3])
WATCH = Watch()
sys.addaudithook(WATCH)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """An empty directory to scan; beside it lies what must not be read."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text(SECRET)
    (tmp_path / "outside" / "main.tf").write_text('resource "aws_vpc" "outside" {}\n')
    (tmp_path / "tree").mkdir()
    return tmp_path / "tree"


@pytest.fixture(autouse=True)
def nothing_is_touched(tree: Path) -> Iterator[None]:
    """Nothing outside the tree is opened, nothing written, run or connected to."""
    yield
    WATCH.root = None
    seen, WATCH.seen = WATCH.seen, []
    assert not seen


def ask(tree: Path, text: str, options: Options | None = None, **limits: int) -> Any:
    code.write(tree, text)
    WATCH.root = str(tree)
    try:
        found = code.inventory(tree, "", options, TreeLimits(**limits))
    finally:
        WATCH.root = None
    assert SECRET.encode() not in encode(found)
    return found


VPC = 'resource "aws_vpc" "sound" {}\n'
REFERS = """\
resource "aws_instance" "this" {{
  user_data = {expression}
}}
"""


# --- out of the tree --------------------------------------------------------------------

OUTSIDE = [
    'file("/etc/passwd")',
    'file("../outside/secret.txt")',
    'file("../../../../../../../../etc/passwd")',
    'file("~/.aws/credentials")',
    'file("${path.module}/../outside/secret.txt")',
    'file("${path.root}/../../x")',
    'file("link.txt")',
    'file("folder/secret.txt")',
    'filebase64("../outside/secret.txt")',
    'filesha256("../outside/secret.txt")',
    'fileexists("../outside/secret.txt") ? "yes" : "no"',
    'fileexists("link.txt") ? "yes" : "no"',
    'join(",", fileset("..", "**"))',
    'join(",", fileset("/etc", "*"))',
    'templatefile("../outside/secret.txt", {})',
    'templatefile("inside.tftpl", {})',
]


@pytest.mark.parametrize("expression", OUTSIDE)
def test_nothing_outside_is_read(tree: Path, expression: str) -> None:
    (tree / "link.txt").symlink_to("../outside/secret.txt")
    (tree / "folder").symlink_to("../outside")
    (tree / "inside.tftpl").write_text('${file("../outside/secret.txt")}')
    found = ask(tree, REFERS.format(expression=expression))
    this = code.resource(found, "aws_instance.this")
    assert "outside" in this.unknown["user_data"].reason or "out of" in str(this.unknown)
    assert [str(gap.reach) for gap in found.gaps if gap.subject == "."] == ["effect"]


def test_absent_files_are_known_to_be_absent(tree: Path) -> None:
    found = ask(tree, REFERS.format(expression='fileexists("no.txt") ? "yes" : "no"'))
    assert code.resource(found, "aws_instance.this").attributes["user_data"] == "no"


def test_links(tree: Path) -> None:
    (tree / "out.tf").symlink_to("../outside/main.tf")
    (tree / "module").symlink_to("../outside")
    (tree / "loop").symlink_to(".")
    (tree / "gone.tf").symlink_to("nowhere.tf")
    (tree / "real").mkdir()
    (tree / "real" / "main.tf").write_text(VPC)
    (tree / "again").symlink_to("real")
    found = ask(tree, 'module "out" { source = "./module" }\n' + VPC)
    assert code.ids(found) == ["aws_vpc.sound", "real:aws_vpc.sound"]
    assert code.unevaluated(found) == {
        "module.out": "./module leads out of the scanned directory",
        "out.tf": "out.tf is a link that leads out of the scanned directory",
        "gone.tf": "gone.tf is a link to nothing, or not a regular file",
    }
    assert {gap.subject for gap in found.gaps} >= {"module", "out.tf", "gone.tf"}


def test_values_outside(tree: Path) -> None:
    (tree / "terraform.tfvars").symlink_to("../outside/secret.txt")
    found = ask(tree, 'variable "a" { default = 1 }\nresource "aws_vpc" "a" { x = var.a }\n')
    assert "leads out" in code.resource(found, "aws_vpc.a").unknown["x"].reason
    assert any("terraform.tfvars" in gap.question for gap in found.gaps)


def test_var_files_by_option_stay_inside(tree: Path) -> None:
    options = Options(var_files=("../outside/secret.txt",))
    found = ask(tree, 'variable "a" {}\nresource "aws_vpc" "a" { x = var.a }\n', options)
    assert found.gaps


def test_pipe(tree: Path) -> None:
    os.mkfifo(tree / "main.tf")
    found = ask(tree, "-- other.tf --\n" + VPC)
    assert code.ids(found) == ["aws_vpc.sound"]
    assert list(code.unevaluated(found)) == ["main.tf"]


# --- files that are no code -------------------------------------------------------------

BYTES = [
    pytest.param(b"", 0, id="empty"),
    pytest.param(b"\n\n", 0, id="blank"),
    pytest.param(b"\xef\xbb\xbf", 0, id="byte order mark"),
    pytest.param(b"\x00", 1, id="a zero"),
    pytest.param(bytes(range(256)) * 40, 1, id="binary"),
    pytest.param(b"\x7fELF" + bytes(range(64)), 1, id="program"),
    pytest.param("resource".encode("utf-16"), 1, id="UTF-16"),
    pytest.param(b"{" * 10_000, 1, id="braces"),
    pytest.param(b'"' * 10_001, 1, id="quotes"),
    pytest.param(b"x = " + b"(" * 10_000, 1, id="open parentheses"),
    pytest.param(b"a {\n" * 5_000, 1, id="open blocks"),
    pytest.param(b"<<EOF\n" * 2_000, 1, id="open heredocs"),
    pytest.param(b"<html><body>404: Not Found</body></html>\n", 1, id="a web page"),
    pytest.param(b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", 1, id="LFS"),
    pytest.param(b"<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> main\n", 1, id="conflict"),
]


@pytest.mark.parametrize(("content", "least"), BYTES)
@pytest.mark.parametrize("name", ["bad.tf", "bad.tf.json"])
def test_files_that_are_no_code(tree: Path, name: str, content: bytes, least: int) -> None:
    (tree / name).write_bytes(content)
    found = ask(tree, VPC)
    assert code.ids(found) == ["aws_vpc.sound"]
    lost = [gap for gap in found.gaps if gap.origin and str(gap.origin).startswith(name)]
    assert len(lost) >= (1 if name.endswith(".json") else least)
    assert all(str(gap.reach) == "opaque" for gap in lost)
    assert not lost or found.sources[0].read.value == "part"


@pytest.mark.parametrize(
    "text",
    ["5", "[]x", '"resource"', '{"resource": 5}', '{"resource": {"aws_vpc": "x"}}',
     '{"resource": {"aws_vpc": {"a": 1}}}', '{"resource": {"aws_vpc": {"a": {"x": "${"}}}}',
     '{"module": [1]}', '{"resource": NaN}', "{'resource': 1}", '{"a": "\\ud800"}',
     "[" * 100_000, '{"a":' * 100_000, '{"a": ' + "9" * 100_000 + "}"],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_json_that_is_no_code(tree: Path, text: str) -> None:
    found = ask(tree, f"{VPC}-- bad.tf.json --\n{text}")
    assert code.ids(found) == ["aws_vpc.sound"]
    assert found.gaps


def test_invalid_utf8(tree: Path) -> None:
    text = b'resource "aws_vpc" "a" {\n  x = "\xff\xfe"\n  y = 1\n}\n'
    (tree / "main.tf").write_bytes(text + VPC.encode())
    found = ask(tree, "")
    assert "aws_vpc.sound" in code.ids(found)
    whole = "aws_vpc.a" in code.ids(found)
    assert whole or found.gaps


def test_invalid_utf8_in_a_file_that_is_read(tree: Path) -> None:
    (tree / "data.bin").write_bytes(b"\xff\xfe")
    text = REFERS.format(expression='try(file("data.bin"), "no text")')
    found = ask(tree, text)
    assert code.resource(found, "aws_instance.this").attributes["user_data"] == "no text"


def test_large_file(tree: Path) -> None:
    found = ask(tree, f"{VPC}-- big.tf --\n# {'x' * 2000}\n", file_bytes=1000)
    assert list(code.unevaluated(found)) == ["big.tf"]
    assert "larger than" in code.unevaluated(found)["big.tf"]


def test_long_text(tree: Path) -> None:
    text = "x" * 200_000
    found = ask(tree, f'resource "aws_vpc" "a" {{\n  x = "{text}"\n}}\n')
    assert code.resource(found, "aws_vpc.a").attributes["x"] == text


def test_many_files(tree: Path) -> None:
    for number in range(20):
        (tree / f"{number:02}.tf").write_text(f'resource "aws_vpc" "a{number}" {{}}\n')
    found = ask(tree, "", files=10)
    assert len(found.resources) == 10
    assert any("more than 10 files" in gap.reason for gap in found.gaps)


def test_deep_directories(tree: Path) -> None:
    folder = tree.joinpath(*["d"] * 20)
    folder.mkdir(parents=True)
    (folder / "main.tf").write_text(VPC)
    found = ask(tree, VPC, depth=10)
    assert any("directories deep" in gap.reason for gap in found.gaps)


# --- broken code ------------------------------------------------------------------------

BROKEN = [
    pytest.param('resource "aws_vpc" "bad" {\n  x = \n}\n', ["aws_vpc.bad"], id="no value"),
    pytest.param('resource "aws_vpc" "bad" {\n  x = 1\n', ["aws_vpc.bad"], id="not closed"),
    pytest.param('resource "aws_vpc" "bad" {\n  x = "a\n}\n', ["aws_vpc.bad"], id="open text"),
    pytest.param('resource "aws_vpc" "bad" {\n  x = [1, 2\n}\n', ["aws_vpc.bad"], id="open list"),
    pytest.param('resource "aws_vpc" "bad" {\n  x = <<E\n a\n}\n', ["aws_vpc.bad"], id="heredoc"),
    pytest.param('resource "aws_vpc" "bad" {\n  x = ${y}\n}\n', ["aws_vpc.bad"], id="bare ${}"),
    pytest.param('resource "aws_vpc" {\n  x = 1\n}\n', ["aws_vpc"], id="a label is missing"),
    pytest.param('resource "aws_vpc" "a b" {}\n', ["aws_vpc.a b"], id="a name that is none"),
    pytest.param('resource "aws_vpc" "bad" {{{\n}\n', ["aws_vpc.bad"], id="braces"),
    pytest.param("{% for x in y %}\n", ["main.tf"], id="Jinja loop"),
    pytest.param("<% 3.times do %>\n", ["main.tf"], id="ERB loop"),
    pytest.param('module "bad" {\n  source = "./m\n}\n', ["module.bad"], id="broken module"),
    pytest.param('"resource" "aws_vpc" {}\n', ["main.tf"], id="a quoted type"),
]


@pytest.mark.parametrize(("text", "lost"), BROKEN)
@pytest.mark.parametrize("after", [True, False])
def test_a_broken_block_costs_itself(tree: Path, text: str, lost: list[str], after: bool) -> None:
    found = ask(tree, text + VPC if after else VPC + text)
    assert code.ids(found) == ["aws_vpc.sound"]
    assert list(code.unevaluated(found)) == lost
    assert code.sources(found) == {".": "part"}


FILLED_IN = [
    ("x = {{ value }}", "x", "{{ value }}"),
    ('x = "a-{{ value }}"', "x", "{{ value }}"),
    ('x = "${upper("{{ value }}")}"', "x", "{{ value }}"),
    ("x = <%= @value %>", "x", "<%= @value %>"),
    ("x = [1, {{ value }}]", "x[1]", "{{ value }}"),
    ("x = <<-E\n    a {{ value }}\n  E", "x", "{{ value }}"),
]


@pytest.mark.parametrize(("line", "path", "placeholder"), FILLED_IN)
def test_what_another_language_fills_in_is_unknown(
    tree: Path, line: str, path: str, placeholder: str
) -> None:
    text = f'resource "aws_vpc" "{{{{ name }}}}" {{\n  {line}\n  y = 1\n}}\n{VPC}'
    found = ask(tree, text)
    assert code.ids(found) == ["aws_vpc.___name___", "aws_vpc.sound"]
    vpc = code.resource(found, "aws_vpc.___name___")
    assert vpc.attributes["y"] == 1
    assert vpc.unknown[path].reason == f"{placeholder} is filled in before Terraform reads the file"
    assert vpc.unknown[path].origin.line == (3 if "<<-" in line else 2)


def test_placeholders_in_texts_of_sound_code_are_texts(tree: Path) -> None:
    found = ask(tree, 'resource "aws_vpc" "a" {\n  x = "{{ ssm:ami }}"\n}\n')
    assert code.resource(found, "aws_vpc.a").attributes["x"] == "{{ ssm:ami }}"


def test_what_another_language_decides_is_a_gap_with_its_line(tree: Path) -> None:
    found = ask(tree, f"{VPC}{{% if x %}}\n{VPC.replace('sound', 'b')}{{% endif %}}\n")
    assert code.ids(found) == ["aws_vpc.b", "aws_vpc.sound"]
    assert [str(gap.origin) for gap in found.gaps] == ["main.tf:2:1"]
    assert "and at lines 4" in found.gaps[0].reason
    assert code.reaches(found) == ["opaque"]


def test_an_attribute_outside_of_every_block_is_a_gap(tree: Path) -> None:
    found = ask(tree, f'{VPC}region = "x"\n')
    assert code.ids(found) == ["aws_vpc.sound"]
    assert [str(gap.origin) for gap in found.gaps] == ["main.tf:2:1"]
    assert found.gaps[0].reason == "region stands outside of every block"
    assert code.sources(found) == {".": "part"}


def test_references_follow_names_that_are_filled_in(tree: Path) -> None:
    text = """\
resource "aws_vpc" "main-{{ name }}" {}
resource "aws_subnet" "a" { vpc = "${aws_vpc.main-{{ name }}.id}" }
"""
    found = ask(tree, text)
    assert code.references("aws_subnet.a")(found) == [("vpc", "aws_vpc.main-___name___", "id")]


@pytest.mark.parametrize(
    "text",
    [
        'variable "a" {\n  default = \n}\n',
        "locals {\n  a = = 1\n}\n",
        'provider "aws" {\n  region = [\n}\n',
        'output "a" {\n  value = ]\n}\n',
        'resorce "aws_vpc" "misspelt" {}\n',
    ],
)
def test_broken_settings_are_gaps_that_count_no_resource(tree: Path, text: str) -> None:
    found = ask(tree, VPC + text)
    assert code.counts(found) == (1, 1, 0, 0)
    assert code.reaches(found) == ["opaque"]
    assert code.sources(found) == {".": "part"}


def test_what_a_lost_block_may_declare_is_unknown(tree: Path) -> None:
    text = 'resource "aws_vpc" "a" { x = local.gone }\nlocals {\n  gone = = 1\n}\n'
    found = ask(tree, text)
    assert "not readable" in code.resource(found, "aws_vpc.a").unknown["x"].reason


def test_broken_values(tree: Path) -> None:
    text = """\
variable "a" { default = 1 }
resource "aws_vpc" "a" { x = var.a }
-- terraform.tfvars --
a = {{ value }}
"""
    found = ask(tree, text)
    fact = code.resource(found, "aws_vpc.a").unknown["x"]
    assert fact.reason == "{{ value }} is filled in before Terraform reads the file"

    found = ask(tree, text.replace("{{ value }}", "= value"))
    assert "x" in code.resource(found, "aws_vpc.a").unknown
    assert any("terraform.tfvars" in gap.question for gap in found.gaps)


@pytest.mark.parametrize("content", ["5", '{"a": ', "[]", '"a"'])
def test_broken_json_values(tree: Path, content: str) -> None:
    text = f"""\
variable "a" {{ default = 1 }}
resource "aws_vpc" "a" {{ x = var.a }}
-- terraform.tfvars.json --
{content}
"""
    found = ask(tree, text)
    assert "x" in code.resource(found, "aws_vpc.a").unknown
    assert any("terraform.tfvars.json" in gap.question for gap in found.gaps)


EXPRESSIONS = [
    "nowhere.x", "var.nowhere", "local.nowhere", "module.nowhere.x", "data.a.b.c", "each.key",
    "count.index", "self.id", "1 / 0", "1 % 0", '1 + "x"', "[1][5]", '{}["a"]', "null.x",
    "null + 1",
    "nofunction(1)", "provider::x::y(1)", 'jsondecode("{")', 'yamldecode("a: &a [*a]")',
    'regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")', 'regex("(", "x")',
    'format("%999999999d", 1)', 'format("%s")', "range(0, 1000000000)", "range(1e9)",
    "pow(10, 1000000)", "parseint(\"z\", 99)", 'base64decode("%")', 'base64gzip("x")',
    'cidrsubnet("10.0.0.0/8", 1000, 0)', 'cidrsubnets("::/0", 200)', 'timeadd("x", "y")',
    'replace("aaa", "/(a*)*b/", "x")', "flatten([[[[]]]])",
    "setproduct(range(1000), range(1000), range(1000))",
    'join("", [for a in range(1000) : join("", [for b in range(1000) : "xxxxxxxx"])])',
    'join("", [for i in range(50000) : format("%50000s", "x")])', "timestamp()", "uuid()",
    "bcrypt(\"x\")", "rsadecrypt(\"x\", \"y\")", "sensitive(1)", "9" * 100_000,
    '"' + "${" * 300 + "1" + "}" * 300 + '"', "(" * 10_000 + "1" + ")" * 10_000,
    "[" * 10_000 + "]" * 10_000, "-" * 10_000 + "1", "!" * 10_001 + "true",
    "1" + " + 1" * 10_000, "a" + ".b" * 10_000, "true ? 1 : " * 5_000 + "2",
    "[for x in " * 1_000 + "[]" + " : x]" * 1_000, "{ a = " * 10_000 + "1" + " }" * 10_000,
    "abs(" * 10_000 + "1" + ")" * 10_000, "[" + "1, " * 10_000 + "]",
    'indent(1000000000, "a\\nb")', 'substr("abc", -5, 1000000000)', 'chunklist(range(10), 0)',
    'formatdate("x" , "y")', 'strrev("\\U00110000")', '"\\ud800"', "zipmap([1], [])",
    'templatestring("$${templatestring(a, { a = a })}", { a = "x" })', 'merge({a = 1}, null)',
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=lambda text: text[:40])
def test_expressions_never_crash(tree: Path, expression: str) -> None:
    options = Options(limits=Limits(steps_per_root=100_000))
    found = ask(tree, VPC + REFERS.format(expression=expression), options)
    assert "aws_vpc.sound" in code.ids(found)
    if "aws_instance.this" in code.ids(found):
        this = code.resource(found, "aws_instance.this")
        assert "user_data" in this.attributes or this.unknown["user_data"].reason
    else:
        assert list(code.unevaluated(found)) == ["aws_instance.this"]


# --- without end ------------------------------------------------------------------------

CYCLES = [
    pytest.param("locals {\n  a = local.b\n  b = local.a\n}\n", "local.a", id="locals"),
    pytest.param("locals {\n  a = [local.a]\n}\n", "local.a[0]", id="a local"),
    pytest.param(
        "".join(["locals {\n", *(f"  a{n} = local.a{n + 1}\n" for n in range(2000)), "}\n"])
        + "locals { a2000 = local.a0 }\n",
        "local.a0",
        id="a long ring of locals",
    ),
    pytest.param('data "x" "a" {\n  y = data.x.a.y\n}\n', "data.x.a.y", id="data"),
    pytest.param(
        'resource "x" "a" {\n  count = length(x.b)\n  y = 1\n}\n'
        'resource "x" "b" {\n  count = length(x.a)\n}\n',
        "length(x.a)",
        id="counts",
    ),
    pytest.param(
        'module "a" {\n  source = "./m"\n  i = module.b.o\n}\n'
        'module "b" {\n  source = "./m"\n  i = module.a.o\n}\n'
        '-- m/main.tf --\nvariable "i" {}\noutput "o" { value = var.i }\n',
        "module.a.o",
        id="modules by their values",
    ),
    pytest.param(
        'module "a" {\n  source = "./m"\n  for_each = module.b.o\n  i = 1\n}\n'
        'module "b" {\n  source = "./m"\n  for_each = module.a\n  i = 1\n}\n'
        '-- m/main.tf --\nvariable "i" {}\noutput "o" { value = length(x.y) }\n'
        'resource "x" "y" { count = var.i }\n',
        "length(module.a)",
        id="modules by their number",
    ),
]


@pytest.mark.parametrize(("text", "expression"), CYCLES)
def test_cycles_of_values(tree: Path, text: str, expression: str) -> None:
    first, *files = text.partition("-- m/")
    found = ask(tree, REFERS.format(expression=expression) + first + "".join(files))
    this = code.resource(found, "aws_instance.this")
    assert this.attributes.get("user_data") == 1 or this.unknown["user_data"].reason
    assert all("itself" in gap.reason or "deep" in gap.reason for gap in found.gaps)
    assert found.gaps


MODULE_CYCLES = [
    pytest.param('module "a" { source = "./" }\n', id="itself"),
    pytest.param('module "a" { source = "." }\n', id="itself without a slash"),
    pytest.param('module "a" { source = "./m/.." }\n-- m/x.txt --\n', id="itself by a detour"),
    pytest.param(
        'module "a" { source = "./a" }\n'
        '-- a/main.tf --\nmodule "b" { source = "../b" }\n'
        '-- b/main.tf --\nmodule "a" { source = "../a" }\n',
        id="each other",
    ),
]


@pytest.mark.parametrize("text", MODULE_CYCLES)
def test_cycles_of_modules(tree: Path, text: str) -> None:
    found = ask(tree, VPC + text)
    assert any("calls itself" in reason for reason in code.unevaluated(found).values())


def test_cycle_of_modules_that_no_root_calls(tree: Path) -> None:
    """Directories that call each other are all called: the first is taken as a root."""
    text = """\
-- a/main.tf --
module "b" { source = "../b" }
resource "aws_vpc" "a" {}
-- b/main.tf --
module "a" { source = "../a" }
"""
    found = ask(tree, text)
    assert code.ids(found) == ["a:aws_vpc.a"]
    assert code.unevaluated(found) == {"a:module.b.module.a": "module a calls itself"}


def test_deeply_nested_modules(tree: Path) -> None:
    for number in range(60):
        (tree / f"m{number}").mkdir()
        (tree / f"m{number}" / "main.tf").write_text(
            f'module "n" {{ source = "../m{number + 1}" }}\n'
        )
    found = ask(tree, 'module "n" { source = "./m0" }\n')
    assert any("too deep" in reason for reason in code.unevaluated(found).values())


def test_modules_that_double_at_each_level(tree: Path) -> None:
    """2 to the power of 30 instances of an empty module: a limit, and soon."""
    for number in range(30):
        (tree / f"m{number}").mkdir()
        (tree / f"m{number}" / "main.tf").write_text(
            f'module "n" {{\n  source = "../m{number + 1}"\n  count = 2\n}}\n'
        )
    (tree / "m30").mkdir()
    (tree / "m30" / "main.tf").write_text(VPC)
    options = Options(limits=Limits(instances_per_root=1_000))
    found = ask(tree, 'module "n" { source = "./m0" }\n', options)
    assert any("more" in gap.reason for gap in found.gaps)


@pytest.mark.parametrize(
    "how",
    [
        "count = 1000000",
        "for_each = toset([for n in range(50000) : tostring(n)])",
        "for_each = { for n in range(1000000) : n => n }",
        'for_each = toset(formatlist("%d", range(1000000)))',
        "count = 99999999999999999999999",
    ],
)
def test_too_many_instances_are_one_group_and_a_gap(tree: Path, how: str) -> None:
    found = ask(tree, f'resource "aws_vpc" "many" {{\n  {how}\n}}\n' + VPC)
    assert code.ids(found) == ["aws_vpc.many[?]", "aws_vpc.sound"]
    assert code.resource(found, "aws_vpc.many[?]").unknown["count"].reason
    assert code.reaches(found) == ["existence"]


def test_too_many_instances_of_a_root(tree: Path) -> None:
    text = "".join(f'resource "aws_vpc" "v{n}" {{ count = 100 }}\n' for n in range(5))
    found = ask(tree, text, Options(limits=Limits(instances_per_root=250)))
    assert len(found.resources) == 203
    assert code.counts(found) == (5, 5, 0, 0)
    assert code.reaches(found) == ["existence"] * 3


def test_too_many_steps(tree: Path) -> None:
    text = REFERS.format(expression="[for n in range(1000) : n + 1]") + VPC
    found = ask(tree, text, Options(limits=Limits(steps_per_root=500)))
    assert code.ids(found) == ["aws_instance.this", "aws_vpc.sound"]
    assert "steps" in code.resource(found, "aws_instance.this").unknown["user_data"].reason
    assert found.gaps


def test_billion_laughs(tree: Path) -> None:
    lines = ['  a0 = "lol"\n']
    lines += [f'  a{n} = "{f"${{local.a{n - 1}}}" * 10}"\n' for n in range(1, 12)]
    found = ask(tree, REFERS.format(expression="local.a11") + f"locals {{\n{''.join(lines)}}}\n")
    assert code.resource(found, "aws_instance.this").unknown["user_data"].reason


def test_billion_laughs_in_lists(tree: Path) -> None:
    lines = ['  a0 = ["lol"]\n']
    names = [", ".join([f"local.a{n}"] * 10) for n in range(11)]
    lines += [f"  a{n + 1} = [{name}]\n" for n, name in enumerate(names)]
    found = ask(tree, REFERS.format(expression="local.a11") + f"locals {{\n{''.join(lines)}}}\n")
    reasons = {u.reason for u in code.resource(found, "aws_instance.this").unknown.values()}
    assert any("more" in reason for reason in reasons)


def test_chain_of_locals(tree: Path) -> None:
    lines = [f"  a{n} = local.a{n + 1}\n" for n in range(20_000)]
    text = f"locals {{\n{''.join(lines)}  a20000 = 1\n}}\n"
    found = ask(tree, REFERS.format(expression="local.a0") + text)
    assert "levels deep" in code.resource(found, "aws_instance.this").unknown["user_data"].reason
    assert found.gaps


@pytest.mark.parametrize("content", ["[", "[]", "- ", '{"a":', "{a: "])
@pytest.mark.parametrize("times", [90, 1_000, 300_000])
def test_deep_documents(tree: Path, content: str, times: int) -> None:
    (tree / "x.txt").write_text("[" * times + "]" * times if content == "[]" else content * times)
    text = """\
resource "x" "a" {
  y = yamldecode(file("x.txt"))
  j = jsondecode(file("x.txt"))
  t = templatefile("x.txt", {})
  f = file("x.txt")
}
"""
    this = ask(tree, text).resources[0]
    deep = [path for path, unknown in this.unknown.items() if "deep" in unknown.reason]
    assert deep or {"y", "j"} & set(this.unknown)


@pytest.mark.parametrize(
    "expression",
    ["X", "jsonencode(X)", "flatten(X)", "toset([X])", "distinct([X])", "true ? X : []",
     "tomap({ a = X })", "nonsensitive(sensitive(X))", 'format("%v", X)', "[X] == [X]"],
)  # fmt: skip
def test_values_that_grow_deeper_from_name_to_name(tree: Path, expression: str) -> None:
    lines = ["  a0 = 1\n"]
    lines += [f"  a{n} = {'[' * 200}local.a{n - 1}{']' * 200}\n" for n in range(1, 50)]
    ask_first = "".join(
        f'resource "x" "r{n:02}" {{\n  y = length(local.a{n})\n}}\n' for n in range(1, 50)
    )
    text = f"{ask_first}locals {{\n{''.join(lines)}}}\n"
    found = ask(tree, text + REFERS.format(expression=expression.replace("X", "local.a49")))
    assert any("deep" in gap.reason for gap in found.gaps)


# --- secrets ----------------------------------------------------------------------------

SECRETS = [
    f'resource "aws_db_instance" "a" {{ password = "{SECRET}" }}\n',
    f'resource "aws_db_instance" "a" {{ master_password = upper("{SECRET}") }}\n',
    (
        f'variable "p" {{\n  sensitive = true\n  default = "{SECRET}"\n}}\n'
        'resource "x" "a" {\n  name = var.p\n  list = [{ y = "a-${var.p}" }]\n'
        "  n = length(var.p)\n}\n"
    ),
    (
        'variable "db_password" {}\nresource "x" "a" { name = "x${var.db_password}" }\n'
        f'-- terraform.tfvars --\ndb_password = "{SECRET}"\n'
    ),
    f'resource "x" "a" {{ name = sensitive("{SECRET}") }}\n',
    f'resource "x" "a" {{ tags = {{ token = "{SECRET}" }} }}\n',
    f'resource "x" "a" {{ url = "postgres://app:{SECRET}@db:5432/x" }}\n',
    f'resource "x" "a" {{\n  env {{\n    name  = "API_KEY"\n    value = "{SECRET}"\n  }}\n}}\n',
    (
        'resource "x" "a" {\n  definitions = jsonencode([{ environment = [\n'
        f'    {{ name = "DB_PASSWORD", value = "{SECRET}" }}] }}])\n}}\n'
    ),
    f'resource "x" "a" {{ definitions = "{{\\"password\\": \\"{SECRET}\\"}}" }}\n',
    f'resource "x" "a" {{\n  user_data = <<-E\n    export DB_PASSWORD={SECRET}\n  E\n}}\n',
    f'resource "x" "a" {{\n  user_data = base64encode("PASSWORD={SECRET}")\n}}\n',
    f'locals {{\n  secret = "{SECRET}"\n}}\nresource "x" "a" {{ name = "n-${{local.secret}}" }}\n',
    f'locals {{\n  s = {{ password = "{SECRET}" }}\n}}\nresource "x" "a" {{\n  s = local.s\n}}\n',
    f'variable "u" {{}}\nresource "x" "a" {{\n  password = "${{var.u}}{SECRET}"\n}}\n',
    (
        f'variable "s" {{\n  sensitive = true\n  default = ["{SECRET}"]\n}}\n'
        'resource "x" "a" {\n  for_each = toset(var.s)\n  name = each.key\n}\n'
    ),
    (
        f'variable "s" {{\n  sensitive = true\n  default = {{ "{SECRET}" = 1 }}\n}}\n'
        'resource "x" "a" { tags = var.s }\n'
    ),
    (
        f'variable "s" {{\n  sensitive = true\n  default = "{SECRET}"\n}}\n'
        'resource "x" "a" { tags = { (var.s) = 1 } }\n'
    ),
    f'resource "x" "a" {{\n  password = "{SECRET}\n}}\n',
    (
        f'resource "x" "a" {{ password = "{SECRET}" }}\n'
        'resource "x" "b" { name = "n-${x.a.password}" }\n'
    ),
    (
        f'locals {{\n  s = {{ password = "{SECRET}" }}\n}}\n'
        'resource "x" "b" { n = local.s.password }\n'
    ),
    (
        'resource "x" "b" { n = jsondecode(file("s.json")).db.password }\n'
        f'-- s.json --\n{{"db": {{"password": "{SECRET}"}}}}'
    ),
    (
        f'locals {{\n  s = {{ password = "{SECRET}" }}\n}}\n'
        'resource "x" "b" { n = [for k, v in local.s : v] }\n'
    ),
    (
        f'resource "x" "a" {{\n  auth {{\n    token = "{SECRET}"\n  }}\n}}\n'
        'resource "x" "b" { n = x.a.auth[0].token }\n'
    ),
    f'resource "kubernetes_secret" "a" {{\n  data = {{ other = "{SECRET}" }}\n}}\n',
    (
        f'provider "aws" {{\n  assume_role {{\n    token = "{SECRET}"\n  }}\n}}\n'
        'resource "aws_vpc" "a" {}\n'
    ),
    (
        f'provider "aws" {{\n  access_key = "x"\n  secret_key = "{SECRET}"\n}}\n'
        'resource "aws_vpc" "a" {}\n'
    ),
    (
        f'provider "aws" {{\n  token = "{SECRET}"\n  region = var.x\n}}\nvariable "x" {{}}\n'
        'resource "aws_vpc" "a" {}\n'
    ),
    f'module "m" {{\n  source = "git::https://user:{SECRET}@example.com/x.git"\n}}\n',
    (
        f'module "m" {{\n  source   = "./m"\n  password = "{SECRET}"\n}}\n'
        '-- m/main.tf --\nvariable "password" {}\nresource "x" "a" { v = "${var.password}!" }\n'
    ),
    f'output "o" {{\n  sensitive = true\n  value = "{SECRET}"\n}}\nresource "x" "a" {{}}\n',
    f'resource "aws_ssm_parameter" "a" {{\n  type = "SecureString"\n  value = "{SECRET}"\n}}\n',
    f'resource "x" "a" {{ password = file("secret.txt") }}\n-- secret.txt --\n{SECRET}\n',
    f'-- main.tf.json --\n{{"resource": {{"x": {{"a": {{"password": "{SECRET}"}}}}}}}}',
]


@pytest.mark.parametrize("text", SECRETS, ids=range(len(SECRETS)))
def test_no_secret_in_the_inventory(tree: Path, text: str) -> None:
    found = ask(tree, text)
    written = encode(found).lower()
    assert SECRET.lower().encode() not in written
    assert found.resources or found.gaps


def test_encoded_secrets_are_no_way_out(tree: Path) -> None:
    import base64
    import hashlib

    text = f"""\
variable "p" {{
  sensitive = true
  default   = "{SECRET}"
}}
resource "x" "a" {{
  b = base64encode(var.p)
  h = sha256(var.p)
  j = jsonencode({{ x = var.p }})
  r = strrev(var.p)
  s = split("", var.p)
  i = {{ for c in split("", var.p) : c => c... }}
  t = templatefile("t.tftpl", {{ p = var.p }})
  c = var.p == "x" ? "yes" : "no"
  n = nonsensitive(var.p)
}}
-- t.tftpl --
p=${{p}}
"""
    code.write(tree, text.replace("  n = nonsensitive(var.p)\n", ""))
    written = encode(code.inventory(tree)).decode()
    forms = [SECRET, SECRET[::-1], base64.b64encode(SECRET.encode()).decode()]
    forms.append(hashlib.sha256(SECRET.encode()).hexdigest())
    assert not [form for form in forms if form in written]
    this = code.inventory(tree).resources[0]
    assert this.attributes["c"] == "(sensitive)"


ORDINARY: list[tuple[str, Question, object]] = [
    (
        'resource "x" "a" { password_arn = "arn:aws:secretsmanager:x" }\n',
        code.attribute("x.a", "password_arn"),
        "arn:aws:secretsmanager:x",
    ),
    (
        'resource "x" "s" {}\nresource "x" "a" { password = x.s.value }\n',
        code.references("x.a"),
        [("password", "x.s", "value")],
    ),
    (
        'resource "x" "a" { manage_master_user_password = true }\n',
        code.attribute("x.a", "manage_master_user_password"),
        True,
    ),
    (
        'resource "x" "a" { secrets = [{ name = "P", valueFrom = "arn:aws:ssm:x" }] }\n',
        code.attribute("x.a", "secrets"),
        [{"name": "P", "valueFrom": "arn:aws:ssm:x"}],
    ),
]


@pytest.mark.parametrize(("text", "question", "answer"), ORDINARY)
def test_what_only_speaks_of_secrets_stays(
    tree: Path, text: str, question: Question, answer: object
) -> None:
    assert question(ask(tree, text)) == answer


# --- nothing is run ---------------------------------------------------------------------


def test_nothing_is_run(tree: Path) -> None:
    text = """\
data "external" "run" { program = ["touch", "/tmp/never"] }
data "http" "get" { url = "http://169.254.169.254/latest/meta-data" }
resource "null_resource" "run" {
  provisioner "local-exec" { command = "touch /tmp/never" }
  triggers = { body = data.http.get.body, now = timestamp() }
}
module "net" { source = "https://example.com/module.zip" }
terraform {
  backend "http" { address = "http://example.com" }
}
"""
    found = ask(tree, text)
    assert code.ids(found) == ["null_resource.run"]
    assert "provisioner" not in found.resources[0].attributes
    assert not Path("/tmp/never").exists()


def test_same_answer_twice(tree: Path) -> None:
    text = "".join(param.values[0] for param in BROKEN[:4]) + VPC
    assert encode(ask(tree, text)) == encode(ask(tree, text))
