"""The pre-commit hook, run as pre-commit does: in the repository, with what is staged in place."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pre_commit.clientlib import load_manifest

from tests.ci.history import GIT, HOME, nothing, renamed, sample, worse


@pytest.mark.parametrize(("change", "code"), [(nothing, 0), (renamed, 0), (worse, 1)])
def test_the_hook(tmp_path: Path, change: Callable[[Path], None], code: int) -> None:
    repository = sample(tmp_path / "checkout")
    change(repository.folder)
    repository.git("add", "--all")
    (hook,) = load_manifest(HOME / ".pre-commit-hooks.yaml")
    program, *arguments = shlex.split(hook["entry"])
    ran = subprocess.run(
        [Path(sys.executable).parent / program, *arguments, *hook["args"]],
        cwd=repository.folder,
        env={**os.environ, **GIT, "GIT_DIR": str(repository.folder / ".git")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == code, ran.stdout + ran.stderr
    if code:
        assert "Withdraw now stops if eu-west-1a fails; was: keeps working." in ran.stdout
    assert repository.git("status", "--porcelain", "--untracked-files").count("??") == 0
