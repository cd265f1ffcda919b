"""One call for every verb: sources in, report out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from pathlib import Path

import msgspec

from scanner import __version__
from scanner.collect import inventory_file
from scanner.collect.environments import judged_environments
from scanner.collect.tree import Tree, TreeLimits
from scanner.config import Config, find_config, read_config
from scanner.errors import NothingReadError
from scanner.graph import Graph, build, digest_of
from scanner.infer import infer
from scanner.knowledge import Knowledge, load
from scanner.measure import Judgement, cells, reference_of, verdict_of
from scanner.model import (
    Coverage,
    Finding,
    Inference,
    Inventory,
    Read,
    Report,
    SourceRead,
    Tool,
)
from scanner.model.codec import encode
from scanner.model.report import SCHEMA_VERSION
from scanner.rule import Rule, accepted, evaluate, load_rules

Progress = Callable[[str], None]
LARGEST_FILE = 256 * 2**20
"""Bytes of a file that is a source by itself."""


def _silent(_: str) -> None:
    pass


@dataclass(frozen=True)
class Request:
    """What to scan and how."""

    paths: tuple[Path, ...] = ()
    inventories: tuple[Path, ...] = ()
    config: Path | None = None
    rule_folders: tuple[Path, ...] = ()
    var_files: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    workspace: str = ""
    module_paths: dict[str, str] = field(default_factory=dict)
    environments: tuple[str, ...] = ()
    processes: int = 1
    """How many at once may evaluate code."""
    today: date = field(default_factory=date.today)
    """Decides which acceptances have expired."""
    progress: Progress = _silent


@dataclass(frozen=True)
class Scan:
    """Everything between the sources and the report, for verbs that look closer."""

    request: Request
    knowledge: Knowledge
    config: Config
    inference: Inference
    graph: Graph
    judgement: Judgement
    trees: tuple[Tree, ...]
    """The directories that were read, and what they answered."""


def scan(request: Request) -> Scan:
    """Collect, infer, build and make ready to judge. Raises CutsetError."""
    knowledge = load()
    config = config_of(request)
    trees = tuple(_tree(path) for path in request.paths)
    inventory = collect(request, trees, knowledge, config)
    if not any(source.read is not Read.NONE for source in inventory.sources):
        reasons = "; ".join(f"{s.id}: {s.reason}" for s in inventory.sources)
        raise NothingReadError(
            "nothing could be read" + (f": {reasons}" if reasons else ""),
            means="There is nothing to judge.",
            next="Give a source: --path DIR, --inventory FILE",
        )
    request.progress("inferring what needs what")
    inference = infer(inventory, knowledge, config)
    graph = build(inference)
    return Scan(request, knowledge, config, inference, graph, Judgement(graph), trees)


def report(done: Scan) -> Report:
    """Judge every loss and every rule."""
    done.request.progress("losing every domain in turn")
    judgement = done.judgement
    table = tuple(cells(judgement))
    rules = load_rules(done.request.rule_folders)
    done.request.progress(f"asking {len(rules)} rules")
    found = evaluate(rules.values(), judgement, table, done.knowledge)
    findings, warnings = accepted(found, done.config.accept, done.request.today)
    coverage = coverage_of(done.inference)
    return Report(
        schema_version=SCHEMA_VERSION,
        tool=Tool(name="cutset", version=__version__, rules=_digest_of_rules(rules.values())),
        scope=tuple(source.id for source in done.inference.inventory.sources),
        digest=digest_of(done.graph),
        verdict=verdict_of(judgement, table, coverage),
        journeys=done.inference.journeys,
        domains=tuple(reference_of(scenario) for scenario in judgement.scenarios),
        table=table,
        findings=tuple(findings),
        coverage=coverage,
        warnings=(*done.inference.warnings, *warnings),
    )


# --- sources ----------------------------------------------------------------------------


def collect(
    request: Request, trees: Sequence[Tree], knowledge: Knowledge, config: Config
) -> Inventory:
    """The inventories of every source, added up to one; `trees` are those of the paths."""
    parts: list[Inventory] = []
    for file in request.inventories:
        request.progress(f"reading {file}")
        parts.append(inventory_file.collect(file, file.as_posix()))
    wanted = request.environments or config.environments
    parts += _from_paths(request, trees, knowledge, wanted)
    return judged_environments(_added(parts), wanted)


def _from_paths(
    request: Request, trees: Sequence[Tree], knowledge: Knowledge, wanted: tuple[str, ...]
) -> Sequence[Inventory]:
    """Directories of code; and single files, plans or states, each joined to its code."""
    if not request.paths:
        return []
    from scanner.collect import terraform  # only where there is code: its parser takes a while

    options = terraform.Options(
        var_files=request.var_files,
        variables=request.variables,
        wanted=wanted,
        workspace=request.workspace,
        module_paths=request.module_paths,
        processes=request.processes,
    )
    code: list[Inventory] = []
    documents: list[Inventory] = []
    for path, tree in zip(request.paths, trees, strict=True):
        request.progress(f"reading {path}")
        if path.is_file():
            documents.append(terraform.document(tree, _shown(path.resolve()), knowledge, options))
        else:
            code.append(terraform.collect(tree, knowledge, options))
    return [reduce(terraform.joined, documents, _added(code))] if documents else code


def _tree(path: Path) -> Tree:
    """A directory, or a single file, which may be larger than one of many."""
    return Tree(path, TreeLimits(file_bytes=LARGEST_FILE)) if path.is_file() else Tree(path)


def _added(parts: Sequence[Inventory]) -> Inventory:
    if len(parts) == 1:
        return parts[0]
    return Inventory(
        **{
            field: tuple(item for part in parts for item in getattr(part, field))
            for field in ("resources", "domains", "journeys", "sources", "gaps")
        }
    )


def config_of(request: Request) -> Config:
    """The configuration that is named, else the nearest one above a source."""
    if request.config:
        return read_config(request.config, request.config.as_posix())
    for start in (*request.paths, *(file.parent for file in request.inventories)):
        found = find_config(start.resolve())
        if found:
            return read_config(found, _shown(found))
    return Config()


def _shown(path: Path) -> str:
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.name


# --- what was judged --------------------------------------------------------------------


def coverage_of(inference: Inference) -> Coverage:
    """What was declared, and what became of it: the three parts always add up."""
    inventory = inference.inventory
    excluded = tuple(item for source in inventory.sources for item in source.excluded)
    unknown = tuple(gap for source in inventory.sources for gap in source.unevaluated)
    declared = sum(source.declared for source in inventory.sources)
    return Coverage(
        sources=tuple(SourceRead(id=s.id, read=s.read, reason=s.reason) for s in inventory.sources),
        declared=declared,
        evaluated=declared - len(excluded) - len(unknown),
        excluded=excluded,
        unknown=unknown,
        gaps=inference.gaps,
    )


def _digest_of_rules(rules: Iterable[Rule]) -> str:
    return hashlib.sha256(b"\n".join(encode(rule) for rule in rules)).hexdigest()[:16]


def restrict(done: Report, keep: Callable[[Finding], bool]) -> Report:
    """The report with only the findings that `keep` wants shown."""
    return msgspec.structs.replace(done, findings=tuple(f for f in done.findings if keep(f)))
