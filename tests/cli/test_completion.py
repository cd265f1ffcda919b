"""What the shell offers after Tab, and how little it does for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.inside import run

SHOP = """\
schema_version: 1
journeys:
  - {id: buy, name: Buy, needs: [web]}
  - {id: browse, name: Browse, needs: [web]}
resources:
  - {id: web, type: aws_instance, region: eu-west-1, zones: [euw1-az1]}
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "shop.yaml").write_text(SHOP)
    return tmp_path


def offered(words: str, here: Path, **environment: str) -> list[str]:
    """What bash offers for the last word of `words`; click prints an empty line for nothing."""
    done = run(
        cwd=here,
        COMP_WORDS=words,
        COMP_CWORD=str(len(words.split(" ")) - 1),
        _SCAN_COMPLETE="bash_complete",
        **environment,
    )
    assert not done.err
    return [line.partition(",")[2] for line in done.out.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "among"),
    [
        ("scan wh", "whatif"),
        ("scan rules te", "test"),
        ("scan --fail-on new", "new-high"),
        ("scan --write", "--write-baseline"),
        ("scan explain one", "one-copy"),
        ("scan --format js", "json"),
        ("scan rules new x --asks li", "limits"),
    ],
)
def test_verbs_options_rules_and_formats(words: str, among: str, here: Path) -> None:
    assert among in offered(words, here)


def test_rules_of_ones_own(here: Path) -> None:
    run("rules", "new", "ours", cwd=here)
    assert offered("scan explain --rules risk-rules ou", here) == ["ours"]
    (here / "cutset.yaml").write_text("settings: {rules: [risk-rules]}\n")
    assert offered("scan explain ou", here) == ["ours"]


def test_journeys_of_cutset_yaml(here: Path) -> None:
    (here / "cutset.yaml").write_text("journeys:\n  - {id: pay, name: Pay, needs: [web]}\n")
    assert offered("scan why p", here) == ["pay"]


def test_journeys_and_domains_of_the_last_report(here: Path) -> None:
    assert offered("scan why b", here, CUTSET_CACHE="cache") == []
    run("--inventory", "shop.yaml", "--cache", "cache", cwd=here)
    assert offered("scan why b", here, CUTSET_CACHE="cache") == ["browse", "buy"]
    assert offered("scan whatif --cache cache --lose aws/reg", here) == ["aws/region/eu-west-1"]
    assert offered("scan why buy --if aws/zone", here, CUTSET_CACHE="cache") == [
        "aws/zone/euw1-az1"
    ]


@pytest.mark.parametrize("text", ["journeys: 1\n", "{", "settings: {rules: [/etc]}\n"])
def test_what_cannot_be_read_offers_nothing_and_says_nothing(text: str, here: Path) -> None:
    (here / "cutset.yaml").write_text(text)
    (here / "cache").mkdir()
    (here / "cache" / "names.msgpack").write_bytes(b"\xff")
    assert offered("scan why b", here, CUTSET_CACHE="cache") == []
    assert "one-copy" in offered("scan explain one", here, CUTSET_FAIL_ON="nonsense")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(shell: str, here: Path) -> None:
    assert "_SCAN_COMPLETE" in run("completion", shell, cwd=here).out


BASH = """\
eval "$(scan completion bash)"
COMP_WORDS=(scan explain one); COMP_CWORD=2
_scan_completion scan
echo "${COMPREPLY[*]}"
"""


@pytest.mark.skipif(not (shutil.which("bash") and shutil.which("scan")), reason="no bash")
def test_a_shell_takes_it(here: Path) -> None:
    done = subprocess.run(["bash", "-c", BASH], cwd=here, capture_output=True, text=True)
    assert done.stdout == "one-copy\n"


def test_nothing_is_scanned_for_it() -> None:
    """Neither the parser of code nor the simulator is loaded."""
    script = (
        "import sys, click.testing as t; from scanner.cli.group import scan\n"
        "t.CliRunner().invoke(scan, [], prog_name='scan', env={'COMP_WORDS': 'scan why a',"
        " 'COMP_CWORD': '2', '_SCAN_COMPLETE': 'bash_complete'})\n"
        "print([m for m in ('tree_sitter', 'scanner.collect.terraform') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
