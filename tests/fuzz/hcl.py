"""Terraform code made up by a grammar and then damaged, held against the laws.

    python -m tests.fuzz.hcl --minutes 5 --seed 1

What breaks a law is made smaller and kept in `corpus/`, from where the tests repeat it.
"""

from __future__ import annotations

import argparse
import hashlib
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.collect.terraform.grammar import Grammar
from tests.fuzz.laws import hold

CORPUS = Path(__file__).parent / "corpus"
SEEDS = Path(__file__).parents[1] / "collect" / "terraform" / "data"

TYPES = ("aws_db_instance", "aws_s3_bucket", "google_sql_database_instance", "terraform_data")
NAMES = ("a", "b", "c", "é", "x-1")
REFERENCES = (
    "var.a", "var.b.c", "local.a", "local.b[0]", "module.a.out", "module.b[0].out", "each.key",
    "each.value", "count.index", "self.id", "path.module", "terraform.workspace",
    "aws_db_instance.a.id", "aws_s3_bucket.b[*].arn", "aws_s3_bucket.a[each.key].id",
    "data.aws_region.a.name", "data.aws_availability_zones.a.names[count.index]", "var", "local",
    "aws_db_instance", "module", "one(aws_s3_bucket.a[*].id)", "toset([var.a])", "range(1000000)",
    'file("../outside/x")', 'file("main.tf")', 'templatefile("t.tpl", { a = var.a })',
    'fileset("..", "**")', "provider::a::b(1)", "setproduct(range(300), range(300))",
    'join("", [for x in range(1000) : "aaaaaaaaaa"])',
)  # fmt: skip
AROUND = (
    "<R>", '"a-${<R>}"', "[<R>, <A>]", "try(<R>, 1)", "{ a = <R> }", "[for x in <R> : x]",
    "<R> ? 1 : <A>", "<<-EOT\n    <A>\n    ${<R>}\n    EOT", "{ for k, v in <R> : k => v }",
    "<R>[<A>]", "merge(<R>, { b = <A> })", "toset([<R>])", "jsonencode({ a = <R> })",
)  # fmt: skip
ATTRIBUTES = ("name", "region", "count", "for_each", "provider", "depends_on", "password", "zones",
              "source", "providers", "default", "type", "value", "alias", "sensitive", "triggers",
              "lifecycle", "content", "iterator", "nullable", "ephemeral", "from", "to",
              "id")  # fmt: skip
PIECES = (b"{", b"}", b"${", b"%{", b'"', b"<<EOT\n", b"<<-E\n", b"\nEOT\n", b"\0", b"\xef\xbb\xbf",
          b"\r\n", b"\xff\xfe", b"{{ name }}", b"{% if x %}", b"<%= y %>", b"/*", b"*/", b"#", b"[",
          b"]", b"(", b")", b"=", b"...", b"~}", b"\\u", b"\xe2\x80\xae", b"1e99", b"0x", b".0.",
          b"[*]", b"=>", b"?", b":", b"for x in", b"\xed\xa0\x80", b"\\")  # fmt: skip


class Code:
    """Makes files of a tree."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.grammar = Grammar(random)

    def tree(self) -> dict[str, bytes]:
        """Up to four files, mostly in native syntax."""
        names = ["main.tf", "b.tf", "m/main.tf", "x_override.tf", "terraform.tfvars", "c.tofu"]
        files = {"main.tf": self.file(), "t.tpl": b"%{ for x in a }${x}%{ endfor }"}
        for name in self.random.sample(names, self.random.randint(0, 3)):
            files[name] = self.file() if "tfvars" not in name else self.body(1).encode()
        return files

    def file(self) -> bytes:
        blocks = [self.block() for _ in range(self.random.randint(1, 6))]
        return "\n".join(blocks).encode()

    def block(self) -> str:
        pick = self.random.choice
        header = pick(
            (
                f'resource "{pick(TYPES)}" "{pick(NAMES)}"', f'resource "{pick(TYPES)}" "a"',
                f'data "aws_region" "{pick(NAMES)}"', 'data "aws_availability_zones" "a"',
                f'variable "{pick(NAMES)}"', "locals", f'output "{pick(NAMES)}"',
                f'module "{pick(NAMES)}"', 'provider "aws"', "terraform", "moved", "removed",
                "import", 'check "a"', 'ephemeral "aws_region" "a"', 'action "a" "b"', "variable",
                f'{pick(NAMES)} "x"',
            )
        )  # fmt: skip
        body = self.body(2)
        if header.startswith("module"):
            body += f'\n  source = "{pick(("./m", ".", "../outside", "./none", "a/b/c"))}"'
        return f"{header} {{\n{body}\n}}\n"

    def body(self, depth: int) -> str:
        lines = [self.attribute() for _ in range(self.random.randint(0, 5))]
        if depth and self.random.random() < 0.4:
            name = self.random.choice((*ATTRIBUTES, 'dynamic "zones"', "content", "assert", "data"))
            lines.append(f"  {name} {{\n{self.body(depth - 1)}\n  }}")
        return "\n".join(lines)

    def attribute(self) -> str:
        name = self.random.choice((*ATTRIBUTES, *NAMES))
        return f"  {name} = {self.expression()}"

    def expression(self) -> str:
        text = self.grammar.any(self.random.choice((0, 1, 2)))
        if self.random.random() < 0.5:
            reference = self.random.choice(REFERENCES)
            text = self.random.choice(AROUND).replace("<R>", reference).replace("<A>", text)
        return text


def damaged(content: bytes, random: Random, others: list[bytes]) -> bytes:
    """`content` with up to four changes of its bytes."""
    for _ in range(random.randint(0, 4)):
        at = random.randint(0, len(content))
        end = min(len(content), at + random.randint(0, 20))
        change = random.randrange(6)
        if change == 0:
            content = content[:at] + content[end:]
        elif change == 1:
            content = content[:at] + random.choice(PIECES) + content[at:]
        elif change == 2:
            content = content[:at] + content[at:end] * random.choice((2, 3, 60)) + content[end:]
        elif change == 3 and content:
            content = content[:at] + bytes([random.randrange(256)]) + content[at + 1 :]
        elif change == 4:
            other = random.choice(others)
            cut = random.randint(0, len(other))
            content = content[:at] + other[cut : cut + 200] + content[at:]
        else:
            content = (
                content[:at] + random.choice(PIECES) * random.choice((1, 5, 400)) + content[at:]
            )
    return content


def seeds() -> list[bytes]:
    """Code that the other tests have, and what broke a law before."""
    paths = [*sorted(SEEDS.rglob("*.tf")), *sorted(CORPUS.iterdir())]
    return [path.read_bytes() for path in paths if path.is_file()]


def made_up(seed: int, others: list[bytes]) -> dict[str, bytes]:
    """One tree, always the same for one seed."""
    random = Random(seed)
    code = Code(random)
    files = code.tree()
    if random.random() < 0.2:
        files["main.tf"] = random.choice(others)
    if random.random() < 0.7:
        files = {name: damaged(content, random, others) for name, content in files.items()}
    return files


def smaller(
    files: dict[str, bytes], breaks: Callable[[dict[str, bytes]], bool]
) -> dict[str, bytes]:
    """`files` with all files, lines and pieces left out that are not needed to break a law."""
    for name in list(files):
        without = {other: content for other, content in files.items() if other != name}
        if breaks(without):
            files = without
    for name in files:
        for separator in (b"\n", b" ", b""):
            pieces = (
                [bytes([b]) for b in files[name]] if not separator else files[name].split(separator)
            )
            size = len(pieces)
            while size and len(pieces) < 3000:
                at = 0
                while at < len(pieces):
                    fewer = pieces[:at] + pieces[at + size :]
                    if breaks({**files, name: separator.join(fewer)}):
                        pieces = fewer
                    else:
                        at += size
                size //= 2
            files = {**files, name: separator.join(pieces)}
    return files


def _error(files: dict[str, bytes]) -> str:
    """What a tree breaks: the error and the place it comes from; empty if nothing."""
    try:
        hold(files)
    except Exception as error:  # whatever it is, it is what is looked for
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} {place.filename}:{place.lineno} {str(error)[:80]}"
    return ""


def main() -> None:
    """Make up trees until the time is over; exit 1 where a law was broken."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    others, found = seeds(), set[str]()
    end, seed, slowest = time.monotonic() + 60 * options.minutes, options.seed * 10**6, (0.0, 0)
    while time.monotonic() < end:
        files, start = made_up(seed, others), time.process_time()
        error = _error(files)
        slowest = max(slowest, (time.process_time() - start, seed))
        kind = error[:60]
        if error and kind not in found:
            found.add(kind)
            less = smaller(files, lambda some, kind=kind: _error(some)[:60] == kind)  # type: ignore[misc]
            _keep(less)
            print(f"seed {seed}: {error}\n{less}", flush=True)
        seed += 1
    tried = seed - options.seed * 10**6
    print(
        f"{tried} trees, {len(found)} broken laws, slowest {slowest[0]:.1f} s (seed {slowest[1]})"
    )
    raise SystemExit(bool(found))


def _keep(files: dict[str, bytes]) -> None:
    content = b"".join(b"-- %s --\n%s\n" % (n.encode(), c) for n, c in files.items())
    (CORPUS / f"{hashlib.sha256(content).hexdigest()[:10]}.tree").write_bytes(content)


if __name__ == "__main__":
    main()
