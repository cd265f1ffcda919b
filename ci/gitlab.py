"""What the GitLab component does: `python -P -m ci.gitlab`.

It judges the merge request against its base (another pipeline against nothing), leaves the
reports that GitLab reads in one folder, and settles the merge request's note where GITLAB_TOKEN
may write one. Inputs come as variables of the job, never as part of a command line.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import click
from scanner.errors import UnknownNameError

from ci.base import base_of_request, before_push, named
from ci.comment import WHEN, Comment, settle
from ci.job import Job, judged, options, words
from ci.outcome import Outcome, last_words
from ci.rest import Api

FOLDER = Path("cutset-report")
CODE_QUALITY = ("gitlab-codequality", "gl-code-quality.json")
SAST = ("gitlab-sast", "gl-sast-report.json")
FETCH = 'Fetch more history: GIT_DEPTH: "0" in the variables of the job.'
BASES = ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_DIFF_BASE_SHA")
"""The first is there where the pipeline runs on the merged result, and is what it adds to."""


def base_of(variables: Mapping[str, str], folder: Path) -> str:
    """The commit to compare with; empty where the pipeline names none. Raises InputError."""
    wanted = variables.get("SCAN_COMPARE", "").strip()
    if wanted:
        return named(folder, wanted)
    for name in BASES:
        if commit := variables.get(name, ""):
            return base_of_request(folder, commit, FETCH)
    return before_push(folder, variables.get("CI_COMMIT_BEFORE_SHA", ""))


def job_of(variables: Mapping[str, str], folder: Path) -> Job:
    """What the inputs ask for. Raises CutsetError."""
    if (when := variables.get("SCAN_NOTE") or WHEN[0]) not in WHEN:
        raise UnknownNameError("value of note", when, WHEN)
    files = [CODE_QUALITY, *([SAST] if variables.get("SCAN_SAST") == "true" else [])]
    return Job(
        folder=folder,
        base=base_of(variables, Path()),
        paths=words("paths", variables.get("SCAN_PATHS", "")),
        fail_on=variables.get("SCAN_FAIL_ON") or "new-high",
        files=[(name, str(folder / file)) for name, file in files],
        arguments=[*options(variables, "SCAN_"), *words("args", variables.get("SCAN_ARGS", ""))],
    )


# --- note -------------------------------------------------------------------------------


@dataclass(frozen=True)
class MergeRequest:
    """The notes of a merge request; see `ci.comment.Thread`."""

    api: Api
    path: str

    def author(self) -> str:
        """The account that the token belongs to."""
        return str(self.api.get("/user")["username"])

    def comments(self) -> Iterator[Comment]:
        """All of them; what GitLab itself noted is left out."""
        for one in self.api.pages(self.path):
            if not one.get("system"):
                name = str((one.get("author") or {}).get("username", ""))
                yield Comment(one["id"], name, str(one.get("body") or ""))

    def write(self, body: str) -> None:
        """A new note."""
        self.api.send("POST", self.path, {"body": body})

    def rewrite(self, comment: Comment, body: str) -> None:
        """The same note with another body."""
        self.api.send("PUT", f"{self.path}/{comment.id}", {"body": body})


def note(variables: Mapping[str, str], outcome: Outcome) -> str:
    """Settle the merge request's note; what was done."""
    number = variables.get("CI_MERGE_REQUEST_IID", "")
    if not number:
        return "No note: this is no pipeline of a merge request."
    token = variables.get("GITLAB_TOKEN", "")
    if not token:
        return "No note: there is no GITLAB_TOKEN (a pipeline of a fork has none)."
    project = variables.get("CI_MERGE_REQUEST_PROJECT_ID") or variables["CI_PROJECT_ID"]
    path = f"/projects/{quote(project, safe='')}/merge_requests/{quote(number, safe='')}/notes"
    api = Api(variables["CI_API_V4_URL"], {"PRIVATE-TOKEN": token})
    return settle(MergeRequest(api, path), outcome, variables.get("SCAN_NOTE") or WHEN[0])


def main(variables: Mapping[str, str]) -> int:
    """Judge, note, and end as `scan` did."""
    job, outcome = judged(FOLDER, lambda: job_of(variables, FOLDER), "pipeline")
    click.echo(note(variables, outcome))
    click.echo("\n".join(("", *last_words(outcome, job.gate))))
    return outcome.exit_code


if __name__ == "__main__":
    sys.exit(main(os.environ))
