"""Why msgspec: 100,000 resources decoded from JSON and checked, beside pydantic, in one run.

    python -m tests.bench.codec [--resources N]

The pydantic models below are those of `scanner.model.inventory.Resource` word for word:
frozen, strict about types and field names, with the same defaults, unions and durations.
Both decode the same bytes, and what they find is compared.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import platform
import time
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from scanner.model.codec import decode_json, encode
from scanner.model.inventory import Need, Reference, Resource, Unknown
from scanner.model.origin import ApiOrigin, FileOrigin
from scanner.model.requirement import Duration, Effect, Strength

if importlib.util.find_spec("pydantic") is None:
    raise SystemExit("pydantic is not installed: pip install 'cutset[bench]'")

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

T = TypeVar("T")
ROUNDS = 5


# --- the same shape in pydantic ---------------------------------------------------------

Seconds = Annotated[float, BeforeValidator(lambda value: value and Duration.parse(value))]


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class FileOriginModel(Model):
    type: Literal["file"]
    path: str
    line: int = 1
    column: int = 1
    end_line: int = 0


class ApiOriginModel(Model):
    type: Literal["api"]
    operation: str
    resource: str = ""
    region: str = ""
    account: str = ""


class KnowledgeOriginModel(Model):
    type: Literal["knowledge"]
    entry: str
    source: str
    from_memory: bool = False


OriginModel = Annotated[
    FileOriginModel | ApiOriginModel | KnowledgeOriginModel, Field(discriminator="type")
]


class UnknownModel(Model):
    reason: str
    symbol: str = ""
    origin: OriginModel | None = None


class ReferenceModel(Model):
    path: str
    target: str
    attribute: str = ""
    origin: OriginModel | None = None


class NeedModel(Model):
    to: str = ""
    any_of: tuple[str | NeedModel, ...] = ()
    all_of: tuple[str | NeedModel, ...] = ()
    of: tuple[str | NeedModel, ...] = ()
    k: int = 0
    effect: Effect = Effect.STOP
    holds: Seconds | None = 0.0
    after: Seconds | None = 0.0
    action: str = ""
    by: str = "automatic"
    strength: Strength = Strength.STRONG
    why: str = ""


class ResourceModel(Model):
    id: str
    type: str
    name: str = ""
    environment: str = ""
    provider: str = ""
    account: str = ""
    region: str = ""
    zones: tuple[str, ...] = ()
    tags: dict[str, str] = {}
    attributes: dict[str, Any] = {}
    unknown: dict[str, UnknownModel] = {}
    references: tuple[ReferenceModel, ...] = ()
    because: dict[str, str] = {}
    places: dict[str, OriginModel] = {}
    needs: tuple[str | NeedModel, ...] = ()
    origin: OriginModel | None = None


# --- the resources ----------------------------------------------------------------------


def resource(number: int) -> Resource:
    """A service as a collector hands it over: from code, or every third from an account."""
    code = number % 3 != 0
    path = f"infra/service-{number % 500}/main.tf"
    line = 1 + number % 400
    return Resource(
        id=f"root:module.service[{number}].aws_ecs_service.this",
        type="aws_ecs_service",
        name=f"service-{number}",
        environment="production",
        provider="aws",
        account="123456789012",
        region="eu-west-1",
        zones=("euw1-az1", "euw1-az2", "euw1-az3"),
        tags={"team": f"team-{number % 40}", "journey": "withdraw"},
        attributes={
            "desired_count": number % 9,
            "launch_type": "FARGATE",
            "cluster": "${aws_ecs_cluster.main.arn}",
            "network_configuration": [{"subnets": ["subnet-1", "subnet-2"], "public": False}],
            "deployment": {"minimum": 50.0, "maximum": 200.0, "rollback": True},
        },
        unknown={
            "task_definition": Unknown(
                "var.image has no value", "var.image", FileOrigin(path, line + 4)
            )
        }
        if code
        else {},
        references=(
            Reference("cluster", "root:aws_ecs_cluster.main", "arn", FileOrigin(path, line + 2)),
            Reference("subnets[0]", "root:aws_subnet.a", "id", FileOrigin(path, line + 7)),
        )
        if code
        else (),
        because={"region": "provider alias aws.main (providers.tf:4)"},
        places={
            name: FileOrigin(path, line + offset, 3)
            for offset, name in enumerate(("desired_count", "cluster", "deployment"), 1)
        }
        if code
        else {},
        needs=(
            f"database-{number % 50}@writer",
            Need(to="queue", holds=Duration.parse("15m"), effect=Effect.SLOW),
            Need(any_of=("cache-1", Need(to="cache-2", after=Duration.parse("90s")))),
        ),
        origin=FileOrigin(path, line, 1, line + 20)
        if code
        else ApiOrigin("ecs:DescribeServices", f"service-{number}", "eu-west-1", "123456789012"),
    )


# --- the run ----------------------------------------------------------------------------


def best_of(rounds: int, action: Callable[[], T]) -> tuple[T, float]:
    """What `action` gives and its shortest time, collector of garbage switched off."""
    shortest = float("inf")
    for _ in range(rounds):
        result = None
        gc.collect()
        gc.disable()
        start = time.perf_counter()
        result = action()
        shortest = min(shortest, time.perf_counter() - start)
        gc.enable()
    return result, shortest


def check_faults(adapter: TypeAdapter[Any]) -> None:
    """Both refuse what is wrong, so both really check."""
    for fault in (
        b'[{"id": 1, "type": "t"}]',
        b'[{"id": "a", "type": "t", "tags": {"a": 1}}]',
        b'[{"id": "a"}]',
        b'[{"id": "a", "typ": "t"}]',
    ):
        for name, refuse in (("msgspec", _by_msgspec), ("pydantic", adapter.validate_json)):
            try:
                refuse(fault)
            except ValueError:
                continue
            raise SystemExit(f"{name} accepts {fault!r}")


def _by_msgspec(data: bytes) -> tuple[Resource, ...]:
    return msgspec.json.decode(data, type=tuple[Resource, ...])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--resources", type=int, default=100_000)
    count = parser.parse_args().resources
    data = encode([resource(number) for number in range(count)])
    adapter = TypeAdapter(tuple[ResourceModel, ...])
    check_faults(adapter)

    ours, fast = best_of(ROUNDS, lambda: decode_json(data, "bench", tuple[Resource, ...]))
    theirs, slow = best_of(ROUNDS, lambda: adapter.validate_json(data))
    for one, other in zip(ours[:1000], theirs[:1000], strict=True):
        again = other.model_dump_json(exclude_defaults=True).encode()
        if decode_json(again, "pydantic", Resource) != one:
            raise SystemExit(f"the two differ in {one.id}")

    import pydantic

    print(
        f"Python {platform.python_version()}; {count:,} resources, {len(data) / 2**20:.0f} MB of "
        f"JSON; best of {ROUNDS}\n"
        f"msgspec {msgspec.__version__:<12} {fast:7.3f} s\n"
        f"pydantic {pydantic.VERSION:<11} {slow:7.3f} s  {slow / fast:.1f} times as long"
    )


if __name__ == "__main__":
    main()
