"""What the composite action does on GitHub: `python -P -m ci.github scan|comment|gate`.

`scan` judges and leaves the result in the action's outputs, in files and in the job's summary;
`comment` settles the pull request's comment; `gate` says how it ended and fails the job. So all
is published before anything fails. Inputs come as INPUT_* variables: nothing that a stranger can
name, such as a branch, is ever part of a command line.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from scanner.errors import UnknownNameError, UsageError
from scanner.model import Severity

from ci.base import base_of_request, before_push, merged_into, named
from ci.comment import WHEN, Comment, settle
from ci.job import NOT_READY, Job, judged, options, words
from ci.outcome import REPORT, SARIF, SUMMARY, Outcome, last_words, read
from ci.rest import Api, RefusedError

BOT = "github-actions[bot]"
"""Who writes with the token that each job has."""
MOST_SUMMARY = 2**20
"""Bytes of summary that GitHub shows of a step."""
FETCH = "Fetch more history: actions/checkout with `fetch-depth: 0` (2 is enough for a request)."


@dataclass(frozen=True)
class Event:
    """What started the job."""

    variables: Mapping[str, str]
    payload: Mapping[str, Any]

    @property
    def request(self) -> Mapping[str, Any]:
        """The pull request; empty for other events."""
        found: Mapping[str, Any] = self.payload.get("pull_request") or {}
        return found

    @property
    def is_trusted(self) -> bool:
        """Whether the job has a token that writes: not from forks, nor for Dependabot."""
        head = ((self.request.get("head") or {}).get("repo") or {}).get("full_name")
        mine = self.variables.get("GITHUB_REPOSITORY")
        from_fork = bool(self.request) and head != mine
        return not from_fork and self.variables.get("GITHUB_ACTOR") != "dependabot[bot]"

    def base(self, folder: Path) -> str:
        """The commit to compare with; empty where the event names none. Raises InputError."""
        wanted = self.variables.get("INPUT_COMPARE", "").strip()
        if wanted:
            return named(folder, wanted)
        if self.request:
            base = self.request["base"]["sha"]
            return merged_into(folder) or base_of_request(folder, base, FETCH)
        if "merge_group" in self.payload:
            return base_of_request(folder, self.payload["merge_group"]["base_sha"], FETCH)
        return before_push(folder, str(self.payload.get("before") or ""))


def event_of(variables: Mapping[str, str]) -> Event:
    """The event of this job; an empty one outside of GitHub."""
    file = variables.get("GITHUB_EVENT_PATH")
    payload = json.loads(Path(file).read_text(encoding="utf-8")) if file else {}
    return Event(variables, payload)


# --- scan -------------------------------------------------------------------------------


def scan(variables: Mapping[str, str]) -> int:
    """Judge and publish; 0 also where findings fail, for `gate` to tell."""
    event, folder = event_of(variables), _folder(variables)
    job, outcome = judged(folder, lambda: job_of(event, folder), "event")
    _give(variables, outputs_of(event, job, outcome))
    _summarise(variables, outcome)
    return 0


def job_of(event: Event, folder: Path) -> Job:
    """What the inputs ask for. Raises CutsetError."""
    given = event.variables

    def listed(name: str) -> list[str]:
        return words(name, given.get(f"INPUT_{name.upper()}", ""))

    if (when := given.get("INPUT_COMMENT", WHEN[0])) not in WHEN:
        raise UnknownNameError("value of comment", when, WHEN)
    files = [one.partition("=") for one in listed("output")]
    for name, equals, file in files:
        if not equals or not name or not file:
            raise UsageError(f'output "{name}{equals}{file}" is not FORMAT=FILE')
    sarif = given.get("INPUT_SARIF", "")
    return Job(
        folder=folder,
        base=event.base(Path()),
        paths=listed("paths"),
        fail_on=given.get("INPUT_FAIL_ON") or "new-high",
        format="github",
        files=[
            *((name, file) for name, _, file in files),
            *([("sarif", sarif)] if sarif else []),
        ],
        arguments=[*options(given, "INPUT_"), *listed("args")],
    )


def outputs_of(event: Event, job: Job, outcome: Outcome) -> dict[str, str]:
    """The action's outputs, and what its later steps ask."""
    upload = event.variables.get("INPUT_UPLOAD_SARIF") or "auto"
    uploads = upload == "always" or (upload == "auto" and event.is_trusted)
    has_sarif = outcome.report is not None
    return {
        "verdict": outcome.verdict,
        "new-critical": str(outcome.number_new(Severity.CRITICAL)),
        "new-high": str(outcome.number_new(Severity.HIGH)),
        "exit-code": str(outcome.exit_code),
        "report-path": str(job.folder / REPORT) if outcome.report else "",
        "summary-path": str(job.folder / SUMMARY) if outcome.report else "",
        "sarif-path": str(job.folder / SARIF) if has_sarif else "",
        "fail-on": job.gate,
        "upload": str(uploads and has_sarif).lower(),
    }


def _give(variables: Mapping[str, str], outputs: Mapping[str, str]) -> None:
    """Write outputs; each between marks that no value can guess."""
    mark = f"end-{uuid.uuid4()}"
    with Path(variables["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        for name, value in outputs.items():
            file.write(f"{name}<<{mark}\n{value}\n{mark}\n")


def _summarise(variables: Mapping[str, str], outcome: Outcome) -> None:
    text = "## cutset could not judge this\n\nThe job's log says why, and what to do.\n"
    if outcome.report is not None:
        text = (_folder(variables) / SUMMARY).read_text(encoding="utf-8")
    if len(text.encode()) > MOST_SUMMARY:
        text = "## cutset\n\nThe summary is larger than GitHub shows; see the report.\n"
    with Path(variables["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as file:
        file.write(text)


# --- comment ----------------------------------------------------------------------------


@dataclass(frozen=True)
class PullRequest:
    """The comments of a pull request; see `ci.comment.Thread`."""

    api: Api
    repository: str
    number: int
    login: str = ""
    """Whose comments are ours, where the user has said so."""

    def author(self) -> str:
        """The account that the token belongs to; a job's own token cannot ask."""
        if self.login:
            return self.login
        try:
            return str(self.api.get("/user")["login"])
        except RefusedError:
            return BOT

    def comments(self) -> Iterator[Comment]:
        """All of them, oldest first."""
        for one in self.api.pages(f"/repos/{self.repository}/issues/{self.number}/comments"):
            user = one.get("user") or {}
            yield Comment(one["id"], str(user.get("login", "")), str(one.get("body") or ""))

    def write(self, body: str) -> None:
        """A new comment."""
        path = f"/repos/{self.repository}/issues/{self.number}/comments"
        self.api.send("POST", path, {"body": body})

    def rewrite(self, comment: Comment, body: str) -> None:
        """The same comment with another body."""
        path = f"/repos/{self.repository}/issues/comments/{comment.id}"
        self.api.send("PATCH", path, {"body": body})


def comment(variables: Mapping[str, str]) -> int:
    """Settle the pull request's comment; never fails the job."""
    event = event_of(variables)
    if not event.request:
        click.echo("No comment: this is no pull request.")
        return 0
    headers = {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {variables.get('INPUT_TOKEN', '')}",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    thread = PullRequest(
        Api(variables.get("GITHUB_API_URL", "https://api.github.com"), headers),
        variables["GITHUB_REPOSITORY"],
        int(event.request["number"]),
        variables.get("INPUT_COMMENT_AUTHOR", ""),
    )
    outcome = read(_folder(variables), int(variables["EXIT_CODE"]))
    click.echo(settle(thread, outcome, variables.get("INPUT_COMMENT") or WHEN[0]))
    return 0


# --- gate -------------------------------------------------------------------------------


def gate(variables: Mapping[str, str]) -> int:
    """Say how it ended, and end as `scan` did."""
    outcome = read(_folder(variables), int(variables["EXIT_CODE"]))
    if variables.get("UPLOAD_OUTCOME") == "failure":
        click.echo(
            "::warning title=cutset::Code scanning did not take the SARIF file. The job needs "
            "`permissions: security-events: write`, and a private repository needs code "
            "scanning to be switched on. `upload-sarif: never` leaves it out."
        )
    if outcome.report is None:
        click.echo("::error title=cutset::Nothing was judged; the log says why, and what to do.")
    click.echo()
    click.echo("\n".join(last_words(outcome, variables["FAIL_ON"])))
    return outcome.exit_code


def _folder(variables: Mapping[str, str]) -> Path:
    return Path(variables["RUNNER_TEMP"], "cutset", "out")


VERBS = {"scan": scan, "comment": comment, "gate": gate}


def main(arguments: list[str], variables: Mapping[str, str]) -> int:
    """Do what the first argument says."""
    if len(arguments) != 1 or arguments[0] not in VERBS:
        click.echo(__doc__, err=True)
        return NOT_READY
    return VERBS[arguments[0]](variables)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
