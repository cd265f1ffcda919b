"""What the user chooses, and how far the evaluation goes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from scanner.collect.memo import Memo
from scanner.knowledge.modules import MODELS


@dataclass(frozen=True)
class Limits:
    """Beyond these, values are unknown and a gap says so."""

    instances_per_block: int = 2_000
    instances_per_root: int = 50_000
    instances_per_scan: int = 3_000
    instances_per_file: int = 10
    """More of them in a scan for each file of the scanned directory; roots beyond are not read."""
    module_depth: int = 40
    steps_per_root: int = 1_000_000
    """Expressions evaluated, each time it is evaluated. Public repositories take 80,000 at most
    in a root, and 700,000 in all."""
    steps_per_scan: int = 1_000_000
    steps_per_file: int = 5_000
    """More of them in a scan for each file; every root has its share of what a scan may take."""
    least_steps: int = 10_000
    """Of the share of a root."""
    environments_per_root: int = 100
    values_per_resource: int = 100_000

    def shared(self, roots: int, files: int) -> Limits:
        """The limits of one of so many roots, in a directory of so many files. All shares are
        alike, so that what a root comes to does not depend on when it is evaluated."""
        steps = (self.steps_per_scan + files * self.steps_per_file) // max(1, roots)
        return replace(
            self,
            steps_per_root=min(self.steps_per_root, max(self.least_steps, steps)),
            instances_per_root=min(self.instances_per_root, self.instances(files)),
        )

    def instances(self, files: int) -> int:
        """Of a scan of a directory of so many files."""
        return self.instances_per_scan + files * self.instances_per_file


@dataclass(frozen=True)
class Options:
    """How Terraform would be called. Paths are relative to the scanned directory."""

    var_files: tuple[str, ...] = ()
    """As `-var-file`, for every root, later ones first in rank."""
    variables: tuple[tuple[str, str], ...] = ()
    """As `-var name=value`, for every root that declares the variable."""
    environment: str = ""
    """Of the environments that a root's variable files make, the one to evaluate."""
    wanted: tuple[str, ...] = ()
    """Environments that are asked for by name; with none, production where there is one. Of
    those that only a workspace's name makes, the others are not evaluated."""
    workspace: str = ""
    """`terraform.workspace`; unknown where it is not given."""
    module_paths: dict[str, str] = field(default_factory=dict)
    """Module source as written -> directory with that module's code."""
    models: Path | None = MODELS
    """What is known of modules that are not in the scanned directory; None for nothing."""
    processes: int = 1
    """How many at once evaluate roots."""
    memo: Memo | None = None
    """What was worked out before, of this directory or of another one; for one knowledge."""
    limits: Limits = Limits()

    @property
    def decisive(self) -> str:
        """All that decides what a directory comes to."""
        return repr(replace(self, memo=None, processes=1))
