"""Running `scan` in a job: the same files on every platform, and its output in the job's log."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from scanner.errors import CutsetError, UsageError

from ci.outcome import (
    COMMENT,
    FAILS_NEW,
    JUNIT,
    NEVER,
    REPORT,
    SARIF,
    SUMMARY,
    Outcome,
    read,
)

FILES = (
    ("json", REPORT),
    ("comment", COMMENT),
    ("markdown", SUMMARY),
    ("sarif", SARIF),
    ("junit", JUNIT),
)
"""What every run writes."""
NOT_READY = 2
"""The exit code where there is nothing to run."""


@dataclass(frozen=True)
class Job:
    """One run of `scan`."""

    folder: Path
    """Where the files go."""
    base: str = ""
    """The commit to compare with; empty for none."""
    paths: Sequence[str] = ()
    fail_on: str = "new-high"
    format: str = "terminal"
    """What goes into the log."""
    files: Sequence[tuple[str, str]] = ()
    """Further `(format, file)`."""
    arguments: Sequence[str] = ()
    """Further options, as the user gave them."""

    @property
    def gate(self) -> str:
        """`fail_on`; where nothing is compared, nothing is new."""
        compares = self.base or any(a.split("=")[0] == "--baseline" for a in self.arguments)
        return NEVER if self.fail_on.startswith(FAILS_NEW) and not compares else self.fail_on

    @property
    def command(self) -> list[str]:
        """What is run, without a shell."""
        verb = ["diff", self.base] if self.base else []
        paths = [f"--path={path}" for path in self.paths]
        files = [
            *(f"--output={name}={self.folder / file}" for name, file in FILES),
            *(f"--output={name}={file}" for name, file in self.files),
        ]
        shown = [f"--fail-on={self.gate}", f"--format={self.format}", "--no-progress"]
        return [_scan(), *verb, *paths, *shown, *files, *self.arguments]


def words(name: str, text: str) -> list[str]:
    """What an input lists, quoted as in a shell. Raises UsageError."""
    try:
        return shlex.split(text)
    except ValueError as error:
        raise UsageError(
            f"{name}: {text!r} cannot be taken apart: {error}",
            next="Quote it as in a shell: 'a folder' another",
        ) from None


def options(variables: Mapping[str, str], prefix: str) -> list[str]:
    """The options that inputs stand for. What decides what is published is always given, so that
    no file of a change can say otherwise."""
    config = variables.get(f"{prefix}CONFIG", "")
    redact = variables.get(f"{prefix}REDACT") or "auto"
    return [*([f"--config={config}"] if config else []), f"--redact={redact}"]


def judged(folder: Path, asked: Callable[[], Job], cause: str) -> tuple[Job, Outcome]:
    """The job that `asked` describes, and what came of running it; the log tells first what it
    compares with, or why it cannot run. `cause` is the platform's word for what started it."""
    try:
        job = asked()
    except CutsetError as error:
        click.echo(f"error: {error}")
        return Job(folder), Outcome(NOT_READY)
    click.echo(_compared_with(job, cause))
    return job, run(job)


def _compared_with(job: Job, cause: str) -> str:
    if job.base:
        return f"cutset compares with {job.base[:12]}."
    said = f"cutset compares with nothing: this {cause} names no revision before it."
    if job.gate != job.fail_on:
        said += f" So fail-on {job.fail_on} fails nothing."
    return said


def run(job: Job) -> Outcome:
    """Run it, with its output in the log."""
    job.folder.mkdir(parents=True, exist_ok=True)
    for _, file in FILES:
        (job.folder / file).unlink(missing_ok=True)
    for _, named in job.files:
        Path(named).parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    done = subprocess.run(job.command, check=False)  # noqa: S603 - no shell, our own program
    return read(job.folder, done.returncode)


def _scan() -> str:
    """The program that was installed beside this Python."""
    beside = Path(sys.executable).parent
    return shutil.which("scan", path=str(beside)) or str(beside / "scan")
