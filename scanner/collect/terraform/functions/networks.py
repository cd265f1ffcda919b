"""Functions of IP networks."""

from __future__ import annotations

import ipaddress
import re

from scanner.collect.terraform.functions.signature import Function, native
from scanner.collect.terraform.values import EvaluationError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
MAX_SUBNETS = 4096
MAX_MORE_BITS = 32
_ZEROS = re.compile(r"\b0+(?=\d)")


def _network(prefix: str) -> Network:
    address, _, length = prefix.partition("/")
    if not (length.isascii() and length.isdigit()) or "%" in address:
        raise EvaluationError(f'"{prefix}" is no network')
    if ":" not in address:  # 010 is ten, as it was in Go before it became a mistake
        address = _ZEROS.sub("", address)
    try:
        return ipaddress.ip_network(f"{address}/{length}", strict=False)
    except ValueError as error:
        raise EvaluationError(f'"{prefix}" is no network') from error


def _cidrhost(prefix: str, number: int) -> str:
    network = _network(prefix)
    if not -network.num_addresses <= number < network.num_addresses:
        raise EvaluationError(f"{prefix} has no host {number}")
    return str(network[number])


def _cidrnetmask(prefix: str) -> str:
    network = _network(prefix)
    if network.version == 6:
        raise EvaluationError("only IPv4 networks have a netmask")
    return str(network.netmask)


def _cidrsubnet(prefix: str, bits: int, number: int) -> str:
    network = _network(prefix)
    length = network.prefixlen + bits
    if bits < 0 or length > network.max_prefixlen or not 0 <= number < 2**bits:
        raise EvaluationError(f"{prefix} has no subnet {number} of {bits} more bits")
    start = int(network.network_address) + (number << (network.max_prefixlen - length))
    return str(type(network)((start, length)))


def _cidrsubnets(prefix: str, *bits: int) -> list[str]:
    network = _network(prefix)
    if len(bits) > MAX_SUBNETS:
        raise EvaluationError(f"more than {MAX_SUBNETS} subnets")
    at = int(network.network_address)
    found: list[str] = []
    for more in bits:
        length = network.prefixlen + more
        if not 1 <= more <= MAX_MORE_BITS or length > network.max_prefixlen:
            raise EvaluationError(f"{prefix} has no subnet of {more} more bits")
        size = 1 << (network.max_prefixlen - length)
        at = -(-at // size) * size  # the next place where one of that size may begin
        if at + size > int(network.broadcast_address) + 1:
            raise EvaluationError(f"{prefix} has no room for so many subnets")
        found.append(str(type(network)((at, length))))
        at += size
    return found


def _cidrcontains(prefix: str, other: str) -> bool:
    outer, inner = _network(prefix), _network(other if "/" in other else _alone(other))
    if isinstance(outer, ipaddress.IPv4Network) and isinstance(inner, ipaddress.IPv4Network):
        return inner.subnet_of(outer)
    if isinstance(outer, ipaddress.IPv6Network) and isinstance(inner, ipaddress.IPv6Network):
        return inner.subnet_of(outer)
    raise EvaluationError("one network is of IPv4 and the other of IPv6")


def _alone(address: str) -> str:
    return f"{address}/{128 if ':' in address else 32}"


FUNCTIONS: dict[str, Function] = {
    "cidrcontains": native(_cidrcontains, "string", "string"),  # OpenTofu
    "cidrhost": native(_cidrhost, "string", "int"),
    "cidrnetmask": native(_cidrnetmask, "string"),
    "cidrsubnet": native(_cidrsubnet, "string", "int", "int"),
    "cidrsubnets": native(_cidrsubnets, "string", rest="int"),
}
