"""The documentation does what it says: its files are written, its commands run, its output is so.

A block whose first line names a file is written there. In a block `console`, each line that begins
with `$ ` is run where the files are; the lines below are what it says. It exits with 0 unless the
line ends in `# exit N`.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.inside import run

REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLES = "sample_inventories"
PAGES = (
    "README.md",
    "docs/configuration.md",
    "docs/inventory.md",
    "docs/model.md",
    "docs/rules.md",
)
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (.*?)(?:\s+# exit (\d))?\n((?:(?!\$ ).*\n?)*)", re.MULTILINE)


def blocks(page: str) -> Iterator[tuple[str, str, str]]:
    """`(language, file, text)` of each block of a page."""
    for found in _BLOCK.finditer((REPOSITORY / page).read_text(encoding="utf-8")):
        yield found[1], found[2] or "", found[3]


def fits(wanted: str, said: str) -> bool:
    """Whether `said` is what is `wanted`: `...` is the rest of a line, alone it is any lines."""
    lines = (
        r"(?:.*\n)*" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*") + r"\n"
        for line in wanted.strip().splitlines()
    )
    return bool(re.fullmatch("".join(lines), said.strip() + "\n" if said.strip() else ""))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_does_what_it_says(page: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / SAMPLES).mkdir()
    for sample in (REPOSITORY / SAMPLES).glob("*.yaml"):
        shutil.copy(sample, tmp_path / SAMPLES)
    commands = 0
    for language, name, text in blocks(page):
        if name:
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        if language != "console":
            continue
        for command, code, wanted in _COMMAND.findall(text):
            program, *arguments = shlex.split(command, comments=True)
            assert program == "scan"
            done = run(*arguments, cwd=tmp_path)
            assert done.code == int(code or 0), done.out + done.err
            assert fits(wanted, done.out + done.err), f"{command}\n{done.out}{done.err}"
            commands += 1
    assert commands


@pytest.mark.parametrize("page", PAGES[1:])
def test_every_example_is_run(page: str) -> None:
    """A block of YAML that is no file would be an example that nobody has tried."""
    for language, name, text in blocks(page):
        if language == "yaml":
            assert name, f"the example is not named:\n{text[:200]}"
