"""How fast an account is collected beside Prowler, on the same endpoint, services and regions.

    python3 -m venv DIR && DIR/bin/pip install prowler==5.46.0
    python -m tests.bench.aws_prowler --prowler DIR/bin/prowler [--regions N] [--each N]

Both ask the server of `tests.bench.aws_server` about one account that has things in every region.
*From start to end* is the whole process, start-up and (for Prowler) the checks included;
*collecting* is the time in which requests reach the server, without pauses of a second and more.
Prowler asks less of some services and more of others, so the time a request is shown too.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from tests.bench.aws_live import KEYS, ROOT, plain_environment, serving
from tests.bench.aws_server import REGIONS

SERVICES = {
    "rds": ["rds"], "dynamodb": ["dynamodb"], "elbv2": ["elbv2"], "sqs": ["sqs"],
    "awslambda": ["lambda"], "ec2": ["ec2", "ec2_parts"], "vpc": ["ec2_links"], "kms": ["kms"],
    "ecs": ["ecs"], "eks": ["eks"], "sns": ["sns"], "s3": ["s3"], "elasticache": ["elasticache"],
    "efs": ["efs"], "secretsmanager": ["secretsmanager"],
}  # fmt: skip
"""As Prowler calls a service -> the files of ours that read it."""
ASKED_TOO = (
    "account,accessanalyzer,cloudtrail,docdb,dax,ecr,emr,guardduty,iam,inspector2,neptune,"
    "organizations,resource-explorer-2,s3control,securityhub,shield,wafv2,waf-regional,waf,"
    "autoscaling,appstream,cloudformation,route53,support,ssm,directconnect,networkmanager"
)
"""Services that Prowler's checks ask besides."""
TARGET = 5.0


def main() -> int:
    """Print both, and the ratios; 1 where a ratio is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prowler", type=Path, required=True)
    parser.add_argument("--regions", type=int, default=17)
    parser.add_argument("--each", type=int, default=5, help="items of a kind")
    parser.add_argument("--services", default=",".join(SERVICES), help="of Prowler, with commas")
    options = parser.parse_args()
    print(f"python -m tests.bench.aws_prowler {' '.join(sys.argv[1:])}")
    print(f"{'':10}{'start to end s':>15}{'collecting s':>14}{'cpu s':>8}{'requests':>10}")
    wanted = options.services.split(",")
    regions = list(REGIONS[: options.regions])
    with tempfile.TemporaryDirectory() as folder:
        ours = measured("cutset", _cutset(wanted, Path(folder)), options)
        theirs = measured(
            "prowler", _prowler(options.prowler, wanted, regions, Path(folder)), options
        )
    ratios = {key: theirs[key] / ours[key] for key in ("wall_s", "busy_s", "cpu_s")}
    print(
        f"prowler/cutset: {ratios['wall_s']:.1f} from start to end, {ratios['busy_s']:.1f} "
        f"collecting, {ratios['cpu_s']:.1f} of processor time"
    )
    return 0 if min(ratios["wall_s"], ratios["busy_s"]) >= TARGET else 1


def measured(name: str, command: list[str], options: argparse.Namespace) -> dict[str, Any]:
    """One of the two, on a server of its own."""
    given = ["--accounts", "1", "--regions", str(options.regions), "--used", str(options.regions)]
    more = ["--each", str(options.each), "--share", "1", "--extra", ASKED_TOO]
    with serving(*given, *more) as port, tempfile.TemporaryFile() as said:
        address = f"http://127.0.0.1:{port}"
        environment = {**plain_environment(), **KEYS, "AWS_ENDPOINT_URL": address}
        started = time.monotonic()
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = status
        stats: dict[str, Any] = json.loads(urllib.request.urlopen(f"{address}/-/stats").read())
        stats |= {"wall_s": time.monotonic() - started, "cpu_s": used.ru_utime + used.ru_stime}
        if os.waitstatus_to_exitcode(status) not in (0, 3) or not stats.get("requests"):
            said.seek(0)
            raise RuntimeError(said.read()[-3000:].decode(errors="replace"))
    each_ms = 1000 * stats["busy_s"] / stats["requests"]
    print(
        f"{name:10}{stats['wall_s']:15.1f}{stats['busy_s']:14.1f}{stats['cpu_s']:8.1f}"
        f"{stats['requests']:10,}  {each_ms:.1f} ms each, {stats.get('defects', 0)} not answerable",
        flush=True,
    )
    return stats


def _cutset(wanted: list[str], folder: Path) -> list[str]:
    files = [file for name in wanted for file in SERVICES[name]]
    return [
        sys.executable, "-m", "tests.bench.aws_live", "scan", f"--only={','.join(files)}",
        "collect", "--account", "aws:", "--every-region", "--no-progress",
        "--output", f"snapshot={folder / 'snapshot'}",
    ]  # fmt: skip


def _prowler(prowler: Path, wanted: list[str], regions: list[str], folder: Path) -> list[str]:
    return [
        str(prowler), "aws", "--no-banner", "--no-color", "--service", *wanted,
        "--region", *regions,
        "--output-formats", "csv", "--output-directory", str(folder), "--ignore-exit-code-3",
    ]  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
