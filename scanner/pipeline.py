"""One call for every verb: sources in, report out."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, reduce
from pathlib import Path
from typing import Any

import msgspec

from scanner import __version__
from scanner.collect import inventory_file
from scanner.collect.environments import check_environments, judged_environments
from scanner.collect.live import Live
from scanner.collect.memo import Memo
from scanner.collect.origins import seen_from_here
from scanner.collect.tree import Tree, TreeLimits
from scanner.config import Config, find_config, read_config
from scanner.config.inline import Found
from scanner.errors import NothingReadError, UnknownNameError
from scanner.graph import Graph, build, digest_of
from scanner.infer import infer
from scanner.knowledge import Knowledge, load
from scanner.measure import Judgement, cells, reference_of, verdict_of
from scanner.model import (
    Coverage,
    Finding,
    Gap,
    Inference,
    Inventory,
    Read,
    Report,
    Source,
    SourceRead,
    Tool,
)
from scanner.model.codec import encode
from scanner.model.report import SCHEMA_VERSION
from scanner.rule import Rule, accepted, evaluate, inline_acceptances, load_rules, texts_of

Progress = Callable[[str], None]
LIVE = ("aws",)
"""Providers whose accounts are read: each a room below `collect`, imported when it is asked."""
LARGEST_FILE = 256 * 2**20
"""Bytes of a file that is a source by itself."""
MOST_NAMED = 12
"""Sources in one error."""


def _silent(_: str) -> None:
    pass


@dataclass(frozen=True)
class Request:
    """What to scan and how."""

    paths: tuple[Path, ...] = ()
    inventories: tuple[Path, ...] = ()
    accounts: tuple[str, ...] = ()
    """`<provider>:<which>`, e.g. `aws:prod`."""
    live: Live = field(default_factory=Live)
    config: Path | None = None
    unconfigured: bool = False
    """Whether to go by no configuration at all, not even the nearest."""
    rule_folders: tuple[Path, ...] = ()
    var_files: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    workspace: str = ""
    module_paths: dict[str, str] = field(default_factory=dict)
    environments: tuple[str, ...] = ()
    processes: int = 1
    """How many at once may evaluate code."""
    memo: Memo | None = None
    """What was worked out before, of these sources or of others."""
    called: dict[Path, str] = field(default_factory=dict)
    """How a path or the configuration is called in the report, where that is not as it lies
    from here: of copies."""
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

    @cached_property
    def inline(self) -> Found:
        """What comments in the sources accept."""
        paths, inventories = self.request.paths, self.request.inventories
        folders = [folder_called(self.request, path) if path.is_dir() else "" for path in paths]
        return inline_acceptances(list(zip(folders, self.trees, strict=True)), inventories)


def scan(request: Request) -> Scan:
    """Collect, infer, build and make ready to judge. Raises CutsetError."""
    knowledge = load()
    config = config_of(request)
    trees = tuple(_tree(path) for path in request.paths)
    inventory = collect(request, trees, knowledge, config)
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
    acceptances = (*done.config.accept, *done.inline.acceptances)
    findings, warnings = accepted(found, acceptances, done.request.today, rules)
    coverage = coverage_of(done.inference, judgement.limits.values())
    limits = [f"not all was worked out: {gap.reason}" for gap in judgement.limits.values()]
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
        rules=texts_of(rules, findings),
        warnings=(*done.inference.warnings, *done.inline.warnings, *warnings, *limits),
    )


# --- sources ----------------------------------------------------------------------------


def collect(
    request: Request, trees: Sequence[Tree], knowledge: Knowledge, config: Config
) -> Inventory:
    """The inventories of every source, added up to one; `trees` are those of the paths.

    Raises NothingReadError where none of them could be read, and what reading them raises.
    """
    parts: list[Inventory] = []
    for file in request.inventories:
        request.progress(f"reading {file}")
        parts.append(_from_inventory(file, knowledge))
    parts += _from_accounts(request, knowledge)
    wanted = request.environments or config.environments
    parts += _from_paths(request, trees, knowledge, wanted)
    found = _added(parts)
    if all(source.read is Read.NONE for source in found.sources):
        raise _nothing_read(found.sources)
    at = "" if request.environments else "environments in the configuration"
    check_environments(found, wanted, at=at)
    return judged_environments(found, knowledge, wanted)


def _nothing_read(sources: Sequence[Source]) -> NothingReadError:
    reasons = "; ".join(f"{source.id}: {source.reason}" for source in sources[:MOST_NAMED])
    if len(sources) > MOST_NAMED:
        reasons += f"; and {len(sources) - MOST_NAMED:,} more"
    return NothingReadError(
        "nothing could be read" + (f": {reasons}" if reasons else ""),
        means="There is nothing to judge.",
        next=("Mend that, or give another source" if reasons else "Give a source")
        + ": --path DIR, --account aws:PROFILE, --inventory FILE",
    )


def collected(request: Request) -> Inventory:
    """What the sources hold, before anything is concluded from it. Raises CutsetError."""
    trees = tuple(_tree(path) for path in request.paths)
    return collect(request, trees, load(), config_of(request))


def _from_inventory(file: Path, knowledge: Knowledge) -> Inventory:
    """An inventory, or a snapshot of live accounts."""
    provider = _provider_of(file)
    if provider is None:
        return inventory_file.collect(file, file.as_posix())
    snapshot: Inventory = provider.read(file, file.as_posix(), knowledge)
    return snapshot


def _provider_of(file: Path) -> Any:
    """The room of the provider whose snapshot a file is, if it is one."""
    rooms = (importlib.import_module(f"scanner.collect.{name}") for name in LIVE)
    return next((room for room in rooms if room.is_snapshot(file)), None)


def _from_accounts(request: Request, knowledge: Knowledge) -> Sequence[Inventory]:
    """Live accounts, those of one provider together."""
    asked: dict[str, list[str]] = {}
    for account in request.accounts:
        name, _, which = account.partition(":")
        if name not in LIVE:
            raise UnknownNameError("provider", name, LIVE, at=f"--account {account}")
        asked.setdefault(name, []).append(which)
    found: list[Inventory] = []
    for name, several in asked.items():
        provider = importlib.import_module(f"scanner.collect.{name}")
        try:
            found.append(
                provider.collect(tuple(several), knowledge, request.live, request.progress)
            )
        except provider.InterruptedScan as stop:
            if request.live.snapshot or request.live.resume:
                raise  # it is kept there
            found.append(stop.inventory)
            request.live.interrupted.set()
            break
    return found


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
        memo=request.memo,
    )
    code: list[Inventory] = []
    documents: list[Inventory] = []
    for path, tree in zip(request.paths, trees, strict=True):
        request.progress(f"reading {path}")
        if path.is_file():
            documents.append(terraform.document(tree, shown(path.resolve()), knowledge, options))
        else:
            read = terraform.collect(tree, knowledge, options)
            code.append(seen_from_here(read, tree, folder_called(request, path)))
    return [reduce(terraform.joined, documents, _added(code))] if documents else code


def folder_called(request: Request, path: Path) -> str:
    """What file names in a scanned directory begin with, as seen from where one stands; nothing
    for one that lies elsewhere: where that is on this machine is not told."""
    if path in request.called:
        return request.called[path]
    try:
        found = path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return ""
    return "" if found == "." else found


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
    file = config_file_of(request)
    if file is None:
        return Config()
    if file == request.config:
        return read_config(file, request.called.get(file, file.as_posix()))
    return read_config(file, shown(file))


def config_file_of(request: Request) -> Path | None:
    """Where that configuration is, if there is one."""
    if request.unconfigured:
        return None
    if request.config:
        return request.config
    live = request.accounts or any(map(_provider_of, request.inventories))
    here = (Path(),) if live else ()
    for start in (*request.paths, *(file.parent for file in request.inventories), *here):
        found = find_config(start.resolve())
        if found:
            return found
    return None


def shown(path: Path) -> str:
    """A path as seen from where one stands; of one that lies elsewhere, only its name."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.name


# --- what was judged --------------------------------------------------------------------


def coverage_of(inference: Inference, limits: Iterable[Gap] = ()) -> Coverage:
    """What was declared, and what became of it: the three parts always add up. `limits` are
    questions that were too much work."""
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
        gaps=(*inference.gaps, *limits),
    )


def _digest_of_rules(rules: Iterable[Rule]) -> str:
    return hashlib.sha256(b"\n".join(encode(rule) for rule in rules)).hexdigest()[:16]


def restrict(done: Report, keep: Callable[[Finding], bool]) -> Report:
    """The report with only the findings that `keep` wants shown."""
    return msgspec.structs.replace(done, findings=tuple(f for f in done.findings if keep(f)))
