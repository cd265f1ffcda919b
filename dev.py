"""Sets itself up in .venv and runs cutset, or everything that CI checks. Python alone is enough.

python3 dev.py scan [OPTIONS]   run `scan`; with no options, judge the sample exchange
python3 dev.py check            format, lint, strict types, layers, tests: what CI runs
python3 dev.py fix              format and mend what can be mended by machine
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
SAMPLE = "sample_inventories/one-region.yaml"

CHECKS = [
    ["ruff", "format", "--check", "."],
    ["ruff", "check", "."],
    ["mypy"],
    ["lint-imports"],
    ["pytest", "-n", "auto"],
]
FIXES = [
    ["ruff", "check", "--fix", "."],
    ["ruff", "format", "."],
    ["python", "-m", "tests.test_schemas"],
]


def set_up() -> None:
    """Make the virtual environment, or renew it where pyproject.toml has changed."""
    stamp = VENV / "pyproject.sha256"
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    if sys.version_info < (3, 11):  # noqa: UP036 - read by any Python, to say it kindly
        sys.exit(f"cutset needs Python 3.11 or later; this is {sys.version.split()[0]}")
    print("Setting up .venv (once) ...", file=sys.stderr)
    venv.create(VENV, with_pip=True, clear=VENV.exists())
    python = BIN / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "--editable", f"{ROOT}[dev]"], check=True)
    stamp.write_text(wanted)


def run(commands: list[list[str]]) -> int:
    """Run each command, all of them even if one fails; 0 if all succeeded."""
    failed = []
    for name, *arguments in commands:
        print(f"--- {name} {' '.join(arguments)}", file=sys.stderr, flush=True)
        if subprocess.run([BIN / name, *arguments], cwd=ROOT, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"FAILED: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    """Do what the first argument says."""
    verb, *rest = arguments or [""]
    if verb not in ("scan", "check", "fix"):
        print(__doc__)
        return 2
    set_up()
    if verb == "scan":
        options = rest or ["--inventory", str(ROOT / SAMPLE)]
        return subprocess.run([BIN / "scan", *options], check=False).returncode
    return run(CHECKS if verb == "check" else FIXES)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
