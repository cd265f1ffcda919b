"""The data itself: every entry proves that what it refers to exists and what it says can be."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from scanner.errors import InputError
from scanner.infer.conditions import OPERATORS
from scanner.knowledge import Endpoint, Knowledge, KnowledgeFile, Layout, Shape, Vendor, load
from scanner.knowledge.knowledge import MAX_NAME_CHARACTERS
from scanner.knowledge.load import DATA, MODULES
from scanner.knowledge.types import Citation, Fact, Hosting, SourceBasis
from scanner.model import Basis
from scanner.model.codec import decode, decode_file, read_document

FILES = {
    str(path.relative_to(DATA)): path
    for path in sorted(DATA.rglob("*.yaml"))
    if not path.is_relative_to(DATA / MODULES)
}
PARSED = {name: decode_file(path, name, KnowledgeFile) for name, path in FILES.items()}
KNOWN: Knowledge = load()

SIDES = {"serve", "data", *KNOWN.actions}
TESTS = {*OPERATORS, "exists", "absent", "count_ge", "distinct_zones_ge"}
LINKS = {
    "member_of",
    "copy_of",
    "global_of",
    "entry_of",
    "backup_of",
    "beside",
    "key",
    "same_as",
    "setting_of",
    "none",
}
PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_-]*)*")
END = re.compile(rf"(self|{PATH.pattern})(@[a-z]+)?")
"""What an edge goes from or to: a path, or the resource itself, and an address of either."""
NEVER_SOURCES = {SourceBasis.MEMORY, SourceBasis.SCHEMA}


def inside(value: Any) -> Iterator[msgspec.Struct]:
    """Every record in `value`, itself included."""
    if isinstance(value, msgspec.Struct):
        yield value
        for name in value.__struct_fields__:
            yield from inside(getattr(value, name))
    elif isinstance(value, dict):
        for part in value.values():
            yield from inside(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from inside(part)


def facts() -> Iterator[tuple[str, Fact | Hosting]]:
    for name, file in PARSED.items():
        for record in inside(file):
            if isinstance(record, Fact | Hosting):
                yield name, record


def called(record: Any) -> str:
    for name in ("id", "type", "pattern", "service", "provider"):
        if getattr(record, name, ""):
            return f"{type(record).__name__} {getattr(record, name)}"
    return repr(record)[:80]


# --- shape ------------------------------------------------------------------------------


def test_every_file_is_read() -> None:
    assert len(FILES) > 40
    empty = [name for name, file in PARSED.items() if file == KnowledgeFile()]
    assert not empty


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where records (mappings with more than one key) stand in a plain document."""
    if isinstance(value, dict):
        yield path
        for key, part in value.items():
            yield from _paths(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value[:2]):
            yield from _paths(part, (*path, index))


FREE = {
    "sources",
    "when",
    "snapshots",
    "paired",
    "entry",
    "defaults",
    "addresses",
    "uses",
    "actions",
    "gives",
    "keys",
    "by_region",
    "region_short_codes",
}
"""Maps whose keys are names; at the top of a file `actions` is a list."""


@pytest.mark.parametrize("name", FILES)
def test_an_unknown_key_is_refused_wherever_it_stands(name: str) -> None:
    document = read_document(FILES[name].read_bytes(), name)
    places = [
        path
        for path in _paths(document.value)
        if not FREE & {str(step) for step in path if step != "actions" or path.index(step)}
    ]
    assert places[0] == ()
    # The first record of each form is enough: the rest is decoded by the same rules.
    forms = {tuple(s for s in path if isinstance(s, str)): path for path in reversed(places)}
    for path in forms.values():
        target = document.value
        for step in path:
            target = target[step]
        target["like"] = "x"
        with pytest.raises(InputError, match="like") as caught:
            decode(document, KnowledgeFile)
        assert caught.value.path == name
        del target["like"]


def test_no_entry_borrows_from_another() -> None:
    """Each entry says all of itself: no `like`, no YAML anchors, no merge keys."""
    for name, path in FILES.items():
        for token in yaml.scan(path.read_text(), Loader=yaml.CSafeLoader):
            assert not isinstance(token, yaml.AliasToken | yaml.AnchorToken), name
            if isinstance(token, yaml.ScalarToken):
                assert token.value not in ("like", "<<"), name


@pytest.mark.parametrize("name", FILES)
def test_a_file_tells_of_one_provider_or_vendor(name: str) -> None:
    file = PARSED[name]
    first = name.partition("/")[0]
    assert file.provider in ("", *KNOWN.providers, *KNOWN.vendors)
    if file.provider in KNOWN.providers:
        assert file.provider == first
        assert {provider.id for provider in file.providers} <= {file.provider}
    if file.services or file.endpoints:
        assert file.provider in KNOWN.providers
    if file.types and first == "vendors":
        assert file.provider == Path(name).stem


# --- sources ----------------------------------------------------------------------------


def test_sources_stand_in_one_file() -> None:
    assert [name for name, file in PARSED.items() if file.sources] == ["sources.yaml"]


def test_every_source_exists() -> None:
    missing = {
        (name, called(fact), key)
        for name, fact in facts()
        for key in fact.source
        if key not in KNOWN.sources
    }
    assert not missing


def test_no_entry_without_a_source_and_none_named_twice() -> None:
    assert not [(name, called(fact)) for name, fact in facts() if not fact.source]
    assert not [
        (name, called(fact)) for name, fact in facts() if len({*fact.source}) < len(fact.source)
    ]


def test_every_source_is_used() -> None:
    used = {key for _, fact in facts() for key in fact.source}
    assert not KNOWN.sources.keys() - used


def test_no_two_sources_are_one_text() -> None:
    seen = Counter(citation.url for citation in KNOWN.sources.values())
    assert not [url for url, count in seen.items() if count > 1]


@pytest.mark.parametrize("key", KNOWN.sources)
def test_a_source_can_be_found(key: str) -> None:
    citation: Citation = KNOWN.sources[key]
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", citation.date)
    assert citation.url.strip() == citation.url != ""
    if citation.url.startswith("docs/"):
        assert citation.basis is SourceBasis.DOCUMENTED
    if citation.basis is SourceBasis.INCIDENT:
        assert citation.url.startswith("https://")


def test_sources_stand_best_first() -> None:
    """`origin` shows the first one: memory never stands before a text."""
    wrong = [
        (name, called(fact), fact.source)
        for name, fact in facts()
        for bases in [[KNOWN.sources[key].basis for key in fact.source]]
        if SourceBasis.MEMORY in bases[:-1]
        and any(b not in NEVER_SOURCES for b in bases[bases.index(SourceBasis.MEMORY) :])
    ]
    assert not wrong


FROM_MEMORY = [
    (("memory",), True),
    (("design",), False),
    (("names-aws",), False),
    (("schema-aws", "memory"), True),
    (("memory", "schema-aws"), True),
    (("pes-2025-10-20", "memory"), False),
    (("memory", "pes-2025-10-20"), False),
    (("coinbase-2026-05", "memory"), False),
    (("names-other",), True),
]


@pytest.mark.parametrize(("source", "answer"), FROM_MEMORY)
def test_from_memory(source: tuple[str, ...], answer: bool) -> None:
    fact = Endpoint(pattern="x", source=source)
    assert KNOWN.from_memory(fact) is answer
    origin = KNOWN.origin(fact)
    assert origin.from_memory is answer
    assert origin.source == KNOWN.sources[source[0]].url


def test_some_facts_are_from_memory_and_some_are_not() -> None:
    answers = {KNOWN.from_memory(known) for _, known in KNOWN.types}
    assert answers == {True, False}


# --- names exist ------------------------------------------------------------------------


def test_names_of_types_are_unique() -> None:
    names = [n for file in PARSED.values() for t in file.types for n in (t.type, *t.aliases)]
    names += [n for file in PARSED.values() for s in file.settings for n in s.types]
    assert not [name for name, count in Counter(names).items() if count > 1]


def test_everything_is_described_once() -> None:
    for of, key in (("services", "id"), ("data_sources", "type"), ("endpoints", "pattern")):
        names = [
            (file.provider, getattr(entry, key))
            for file in PARSED.values()
            for entry in getattr(file, of)
        ]
        assert not [name for name, count in Counter(names).items() if count > 1]


def test_types_have_their_provider_s_prefix() -> None:
    for provider, known in KNOWN.types:
        if provider in KNOWN.providers:
            place = KNOWN.providers[provider]
            assert known.type.startswith(place.type_prefixes), known.type
            for alias in known.aliases:
                ending = alias.partition("/")[0].endswith(place.type_domains)
                assert alias.startswith(place.type_prefixes) or ending, alias
        elif provider:
            local = known.type.partition("_")[0]
            assert local in KNOWN.vendors[provider].terraform, known.type


def test_every_type_s_service_exists() -> None:
    missing = [
        (known.type, known.service)
        for provider, known in KNOWN.types
        if known.service and not KNOWN.service(provider, known.service)
    ]
    assert not missing


def test_roles_exist() -> None:
    for _, known in KNOWN.types:
        assert known.roles, known.type
        assert {*known.roles} <= KNOWN.roles.keys(), known.type


def test_roles_are_used() -> None:
    used = {role for _, known in KNOWN.types for role in known.roles}
    assert not KNOWN.roles.keys() - used


def test_actions_exist_and_need_what_exists() -> None:
    for provider, known in KNOWN.types:
        for action, needs in known.actions.items():
            assert action in KNOWN.actions, (known.type, action)
            for need in needs:
                assert bool(need.service) != bool(need.at), (known.type, action)
                if need.service:
                    service = KNOWN.service(provider, need.service)
                    assert service, (known.type, need.service)
                    assert need.side in ("serve", *service.actions), (known.type, need)


def test_services() -> None:
    for provider, service in KNOWN.services:
        place = KNOWN.providers[provider]
        regions = {region.id for region in place.regions}
        assert service.scope in ("zonal", "regional", "partition", "global"), service.id
        assert service.control_home in ("region", "global", *regions), service.id
        assert {*service.actions} <= KNOWN.actions.keys(), service.id
        for need in service.needs:
            other = KNOWN.service(provider, need.service)
            assert other, (service.id, need.service)
            assert other.id != service.id, service.id
            assert need.side in ("serve", *service.actions), (service.id, need)
            assert need.needs_side in ("serve", *other.actions), (service.id, need)
            assert need.region in ("", *regions), (service.id, need)
            if need.region and other.control_home in regions:
                assert need.region == other.control_home, (service.id, need)


def test_needs_of_services_are_named_once() -> None:
    for _, service in KNOWN.services:
        seen = Counter((n.service, n.side, n.needs_side, n.region) for n in service.needs)
        assert not [key for key, count in seen.items() if count > 1], service.id


def test_strong_needs_are_documented() -> None:
    weaker = {SourceBasis.MEMORY, SourceBasis.SCHEMA, SourceBasis.PRESS}
    for _, service in KNOWN.services:
        for need in service.needs:
            bases = {citation.basis for citation in KNOWN.citations(need)}
            assert need.strength != "strong" or bases - weaker, (service.id, need.service)


def test_endpoints_name_what_exists() -> None:
    for provider, endpoint in KNOWN.endpoints:
        groups = re.compile(endpoint.pattern).groupindex
        if endpoint.service == "*":
            assert "service" in groups, endpoint.pattern
        else:
            assert KNOWN.service(provider, endpoint.service), endpoint.pattern
        if endpoint.type:
            known = KNOWN.type_of(endpoint.type)
            assert known, endpoint.type
            assert known.type == endpoint.type, "an alias"
            assert KNOWN.provider_of_type(endpoint.type) == provider
        if endpoint.region:
            assert KNOWN.is_region(provider, endpoint.region), endpoint.pattern
            assert "region" not in groups, endpoint.pattern
        if endpoint.address:
            assert endpoint.type, endpoint.pattern
            assert "name" in groups, endpoint.pattern


@pytest.mark.parametrize("name", KNOWN.vendors)
def test_vendors_name_what_exists(name: str) -> None:
    vendor = KNOWN.vendors[name]
    assert re.fullmatch(r"[a-z][a-z0-9_]*", vendor.id)
    assert {*vendor.needs} <= KNOWN.vendors.keys() - {vendor.id}
    assert vendor.hosting or not vendor.hosting_all
    for hosting in vendor.hosting:
        assert hosting.provider in KNOWN.providers
        if hosting.region:
            assert hosting.region in {r.id for r in KNOWN.providers[hosting.provider].regions}
        if hosting.zone:
            zone = KNOWN.zone(hosting.provider, hosting.zone)
            assert zone
            assert zone.identifies
            assert zone.region == hosting.region
        if hosting.strength == "strong":
            assert {KNOWN.sources[key].basis for key in hosting.source} - NEVER_SOURCES


def test_vendors_do_not_need_each_other_in_a_ring() -> None:
    def beyond(vendor: str, seen: tuple[str, ...]) -> None:
        assert vendor not in seen, seen
        for other in KNOWN.vendors[vendor].needs:
            beyond(other, (*seen, vendor))

    for vendor in KNOWN.vendors:
        beyond(vendor, ())


def test_terraform_names_belong_to_one_provider() -> None:
    owners = [*KNOWN.providers.values(), *KNOWN.vendors.values()]
    names = Counter(name for owner in owners for name in owner.terraform)
    assert not [name for name, count in names.items() if count > 1]
    assert not KNOWN.providers.keys() & KNOWN.vendors.keys()


def test_tables() -> None:
    bases = {basis.value for basis in Basis}
    for kind in KNOWN.evidence.values():
        assert kind.basis in bases, kind.id
        assert 0 < kind.confidence <= 1, kind.id
    for role in KNOWN.roles.values():
        assert role.means, role.id
    for action in KNOWN.actions.values():
        assert action.verb, action.id


def test_code_and_edges_use_only_evidence_that_is_listed() -> None:
    source = "\n".join(path.read_text() for path in DATA.parents[1].rglob("*.py"))
    named = {*re.findall(r"Evidence\(\s*\"([a-z_]+)\"", source)}
    named |= {edge.evidence for _, known in KNOWN.types for edge in known.edges}
    assert named <= {"", *KNOWN.evidence}


# --- places -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", KNOWN.providers)
def test_regions(name: str) -> None:
    provider = KNOWN.providers[name]
    regions = {region.id: region for region in provider.regions}
    assert len(regions) == len(provider.regions)
    for region in provider.regions:
        assert re.fullmatch(provider.region_pattern, region.id), region.id
        assert region.pair in ("", *regions), region.id
        assert region.pair != region.id
        assert region.zone_letters in ("uniform", "per_account"), region.id
        assert not (region.zones and region.zone_count), f"{region.id} counts its zones twice"
        assert 0 <= region.zone_count <= 7, region.id
        assert re.fullmatch(r"([A-Z]{2})?", region.country), region.id
        for zone in region.zones:
            found = KNOWN.zone(name, zone)
            assert found, zone
            assert (found.region, found.identifies) == (region.id, True)
    assert not KNOWN.is_region(name, "")
    for text in ("production", "privatelink", "account", "east", "a.b", "eu", "my-db-1", "1"):
        assert not KNOWN.is_region(name, text), text


@pytest.mark.parametrize("name", KNOWN.providers)
def test_short_codes_stand_for_listed_regions(name: str) -> None:
    provider = KNOWN.providers[name]
    regions = {region.id for region in provider.regions}
    codes = provider.region_short_codes
    assert {*codes.values()} <= regions
    assert len({*codes.values()}) == len(codes), "two codes for one region"
    assert not codes or {*codes.values()} == regions


@pytest.mark.parametrize("name", KNOWN.providers)
def test_multi_regions(name: str) -> None:
    provider = KNOWN.providers[name]
    regions = {region.id for region in provider.regions}
    ids = [place.id for place in provider.multi_regions]
    assert len({*ids}) == len(ids)
    assert not {*ids} & regions
    for place in provider.multi_regions:
        assert place.id == place.id.lower(), "looked up in lower case"
        assert len({*place.regions}) == len(place.regions)
        assert {*place.regions} <= regions, place.id
        assert len(place.regions) != 1, place.id
        assert all(KNOWN.service(name, service) for service in place.services), place.id


def test_providers_name_attributes_by_path() -> None:
    for provider in KNOWN.providers.values():
        for paths in (provider.region_attributes, provider.account_attributes, provider.ignore):
            assert all(PATH.fullmatch(path) for path in paths), provider.id


def test_data_sources() -> None:
    given = {"region", "zones", "zone_ids", "account", "partition", "document", "state"}
    for source in KNOWN.data_sources.values():
        cloud = KNOWN.provider_of_type(source.type) in KNOWN.providers
        assert cloud or "state" in source.gives.values(), source.type
        assert source.gives or source.finds, source.type
        assert bool(source.finds) == bool(source.by), source.type
        assert not source.finds or KNOWN.type_of(source.finds), source.type
        for what in source.gives.values():
            assert what in given or re.fullmatch(r"same:[a-z_]+", what), (source.type, what)
        assert ("document" in source.gives.values()) == bool(source.keys), source.type
        assert ("partition" in source.gives.values()) == bool(source.by_region), source.type
        if source.by_region:
            assert "" in source.by_region, f"{source.type}: no partition for plain regions"


# --- resource types ---------------------------------------------------------------------


def _conditions(known: Any) -> Iterator[dict[str, dict[str, Any]]]:
    yield known.snapshots or {}
    yield known.entry or {}
    for entry in (*known.layouts, *known.edges, *known.alternatives):
        yield entry.when


TYPES = [known for file in PARSED.values() for known in file.types]
"""Those with a meaning: settings are names only."""
SHARED_MARKS = {edge.any for known in TYPES for edge in known.edges if edge.any}


@pytest.mark.parametrize("known", TYPES, ids=lambda known: known.type)
def test_type(known: Any) -> None:
    check_conditions(known)
    check_attribute_paths(known)
    check_layouts(known)
    check_links_and_edges(known)


def check_conditions(known: Any) -> None:
    for condition in _conditions(known):
        for path, tests in condition.items():
            assert PATH.fullmatch(path), path
            assert tests, path
            for operator, wanted in tests.items():
                assert operator in TESTS, operator
                if operator in ("ge", "lt", "count_ge", "distinct_zones_ge"):
                    assert isinstance(wanted, int | float)
                    assert not isinstance(wanted, bool)
                if operator in ("in", "not_in"):
                    assert isinstance(wanted, list)
                    assert wanted
                if operator in ("exists", "absent"):
                    assert wanted in (True, False)
                if operator == "regex":
                    re.compile(wanted)


def check_attribute_paths(known: Any) -> None:
    locate = known.locate
    paths = [*locate.region, *locate.zones, *locate.subnets, *locate.hall, *locate.account]
    paths += [*known.name, *known.identities, *known.addresses, *known.uses, *known.ignore]
    paths += [*known.defaults]
    paths += [need.at for needs in known.actions.values() for need in needs if need.at]
    paths += [path for layout in known.layouts for path in (layout.regions, layout.follows) if path]
    paths += [known.answers] if known.answers else []
    for link in known.links:
        paths += [link.at] + ([link.of] if link.of != "self" else [])
    assert [path for path in paths if not PATH.fullmatch(path)] == []
    for edge in known.edges:
        assert END.fullmatch(edge.source), edge.source
        assert END.fullmatch(edge.target), edge.target
    counts = [path for layout in known.layouts for path in layout.instances]
    assert [path for path in counts if not (path.isdigit() or PATH.fullmatch(path))] == []
    for paths in (known.name, known.identities, known.ignore, locate.zones, locate.subnets):
        assert len({*paths}) == len(paths), f"{paths}: one path twice"
    assert not {*known.uses} & {*known.ignore}, "used and ignored"


def check_layouts(known: Any) -> None:
    for layout in known.layouts:
        check_layout(layout, known)
    if known.layouts:
        # A condition left open after the last layout reads as an unknown layout.
        first_sure = [number for number, layout in enumerate(known.layouts) if not layout.when]
        assert first_sure in ([], [len(known.layouts) - 1]), "layouts that nothing reaches"
    runs = any(KNOWN.roles[role].runs for role in known.roles)
    if not runs:
        # A placement group is zonal: its members share a hall.
        shapes = {layout.shape for layout in known.layouts}
        assert shapes <= {Shape.NONE, Shape.ZONAL, Shape.UNKNOWN}, "copies of what never runs"


def check_layout(layout: Layout, known: Any) -> None:
    shape = layout.shape
    assert (shape is Shape.MULTI_REGION) == bool(layout.regions), shape
    assert (shape is Shape.FOLLOWS) == bool(layout.follows), shape
    assert layout.action in ("", *known.actions), f"{layout.action} is no action of the type"
    assert layout.by in ("automatic", "person")
    assert layout.k in ("any", "majority", "all")
    assert layout.writers in ("all", "one")
    copies = {Shape.SPREAD, Shape.QUORUM}
    if layout.instances:
        assert shape in copies, f"{shape} has no number of copies"
    if shape is not Shape.MEMBERS:
        assert layout.k == "any", f"{shape} has no members"
        if shape is not Shape.MULTI_REGION:
            assert layout.writers == "all", f"{shape} has no writers"
    takes_over = {Shape.SPREAD, Shape.STANDBY, Shape.QUORUM, Shape.MEMBERS, Shape.MULTI_REGION}
    if layout.action:
        assert shape in takes_over, f"{shape} has no takeover"


def check_links_and_edges(known: Any) -> None:
    marks = {edge.any for edge in known.edges if edge.any}
    for link in known.links:
        assert link.kind in LINKS, link.kind
        assert link.action in ("", *known.actions), link.action
        assert link.by in ("automatic", "person")
    for edge in known.edges:
        assert "self" in (edge.source.partition("@")[0], edge.target.partition("@")[0]) or (
            edge.source != edge.target
        ), edge
        assert edge.source != edge.target, edge
        assert edge.side in SIDES, edge.side
        assert edge.target_side in SIDES, edge.target_side
    assert {*known.expects} <= marks | SHARED_MARKS, known.expects
    for alternative in known.alternatives:
        assert alternative.when, "two of one name would always stand in for each other"


# --- patterns ---------------------------------------------------------------------------


def patterns() -> Iterator[tuple[str, str, list[str]]]:
    """`(where, pattern, texts like those it is for)` of every regular expression."""
    for provider in KNOWN.providers.values():
        regions = [region.id for region in provider.regions]
        yield provider.id, provider.region_pattern, regions[:5]
        if provider.account_pattern:
            yield provider.id, provider.account_pattern, ["111111111111"]
        for form in provider.zone_forms:
            yield provider.id, form.pattern, ["use1-az1", "us-east-1a", "us-central1-a", "1"]
    for provider_id, endpoint in KNOWN.endpoints:
        yield provider_id, endpoint.pattern, [endpoint.example]
    for vendor in KNOWN.vendors.values():
        for pattern in vendor.hosts:
            yield vendor.id, pattern, list(vendor.examples)
    for known in TYPES:
        for condition in _conditions(known):
            for tests in condition.values():
                if "regex" in tests:
                    yield known.type, tests["regex"], [known.type]


def test_patterns_compile_and_name_known_groups() -> None:
    allowed = {"region", "code", "zone", "name", "account", "service", "letter"}
    for where, pattern, _ in patterns():
        assert {*re.compile(pattern).groupindex} <= allowed, (where, pattern)


def test_host_patterns_are_bound_at_both_ends() -> None:
    """Else `example.com.attacker.net` would be taken for `example.com`."""
    hosts = [e.pattern for _, e in KNOWN.endpoints if not e.alike]
    hosts += [pattern for vendor in KNOWN.vendors.values() for pattern in vendor.hosts]
    for pattern in hosts:
        assert pattern.endswith("$"), pattern
        assert pattern.startswith(("^", r"\.")), pattern
        assert "|" not in re.sub(r"\([^()]*(\([^()]*\)[^()]*)*\)", "", pattern), "loose | in it"
        bare = re.sub(r"\[[^]]*\]|\\.", "", pattern)
        assert not re.search(r"\.(?![*+])", bare), f"{pattern}: a dot that means any sign"


HOSTILE = """
import re, sys
sys.path[:0] = {path!r}
from tests.knowledge.test_data import hostile, patterns
for where, pattern, examples in patterns():
    print(where, pattern, flush=True)
    compiled = re.compile(pattern)
    for text in hostile(examples):
        compiled.search(text)
"""


def hostile(examples: list[str]) -> Iterator[str]:
    """Long texts that nearly match: each stretch of an example pumped up, then cut off."""
    for part in ("a", "a.", "a-", "1", "-", ".", "a1"):
        yield part * (MAX_NAME_CHARACTERS // len(part)) + "!"
    for example in examples:
        for size in (1, 2, 3):
            for at in range(len(example) - size + 1):
                part = example[at : at + size]
                yield example[:at] + part * (600 // size) + example[at + size :] + "!"


def test_no_pattern_blows_up_on_hostile_text() -> None:
    """In a process of its own: a pattern that does would hang this one."""
    root = str(Path(__file__).parents[2])
    code = HOSTILE.format(path=[root])
    try:
        subprocess.run(
            [sys.executable, "-c", code], timeout=60, check=True, capture_output=True, cwd=root
        )
    except subprocess.TimeoutExpired as slow:
        last = (slow.stdout or b"").decode().splitlines()[-1:]
        pytest.fail(f"too slow: {last}")


# --- examples ---------------------------------------------------------------------------


def matching(text: str, *, alike: bool) -> list[Endpoint | Vendor]:
    """Everything whose pattern fits `text`, in the order in which it is asked."""
    found: list[Endpoint | Vendor] = [
        endpoint
        for _, endpoint in KNOWN.endpoints
        if endpoint.alike is alike and re.search(endpoint.pattern, text)
    ]
    if not alike:
        found += [
            vendor
            for vendor in KNOWN.vendors.values()
            if any(re.search(pattern, text) for pattern in vendor.hosts)
        ]
    return found


@pytest.mark.parametrize("endpoint", [e for _, e in KNOWN.endpoints], ids=lambda e: e.example)
def test_an_endpoint_s_example_is_its_own(endpoint: Endpoint) -> None:
    assert endpoint.example
    assert matching(endpoint.example, alike=endpoint.alike)[0] == endpoint
    ask = KNOWN.match_name if endpoint.alike else KNOWN.match_host
    found = ask(endpoint.example)
    assert found
    assert found.endpoint == endpoint
    region = found.groups.get("region")
    if region:
        assert KNOWN.is_region(found.provider, region) or region == "a-a1", region


@pytest.mark.parametrize("name", KNOWN.vendors)
def test_a_vendor_s_examples_are_its_own(name: str) -> None:
    vendor = KNOWN.vendors[name]
    assert vendor.hosts or vendor.terraform or vendor.note, "nothing leads to it"
    for example in vendor.examples:
        assert matching(example, alike=False) == [vendor], example
    for pattern in vendor.hosts:
        assert any(re.search(pattern, example) for example in vendor.examples), pattern
