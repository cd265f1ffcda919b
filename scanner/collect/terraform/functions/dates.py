"""Functions of points in time. The clock itself is not read: what depends on it is unknown."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from scanner.collect.terraform.functions.signature import Function, native, never_known
from scanner.collect.terraform.values import EvaluationError

_STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)")
_DURATION = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_NANOS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_FORMAT = re.compile(r"'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+")


def _parse(text: str) -> tuple[datetime, int]:
    """A point in time to the second, and nanoseconds."""
    match = _STAMP.fullmatch(text)
    if match is None:
        raise EvaluationError(f'"{text}" is no point in time')
    *numbers, fraction, zone = match.groups()
    offset = UTC if zone == "Z" else timezone(_offset(zone))
    try:
        year, month, day, hour, minute, second = map(int, numbers)
        moment = datetime(year, month, day, hour, minute, second, 0, offset)
        return moment, int((fraction or ".")[1:10].ljust(9, "0"))
    except ValueError as error:
        raise EvaluationError(f'"{text}" is no point in time') from error


def _offset(zone: str) -> timedelta:
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    if hours > 23 or minutes > 59:
        raise EvaluationError(f'"{zone}" is no time zone')
    return timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)


def _write(moment: datetime) -> str:
    text = moment.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
    return text + _zone(moment, colon=True, zulu=True)


def _zone(moment: datetime, *, colon: bool, zulu: bool) -> str:
    minutes = int((moment.utcoffset() or timedelta()).total_seconds()) // 60
    if zulu and not minutes:
        return "Z"
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}{':' if colon else ''}{abs(minutes) % 60:02d}"


def _timeadd(stamp: str, duration: str) -> str:
    unsigned = duration[1:] if duration[:1] in ("+", "-") else duration
    parts = [("0", "s")] if unsigned == "0" else _DURATION.findall(unsigned)
    read = "".join(number + unit for number, unit in parts)
    if not parts or read not in (unsigned, f"{unsigned}s"):
        raise EvaluationError(f'"{duration}" is no duration')
    nanos = sum(int(Decimal(number) * _NANOS[unit]) for number, unit in parts)
    if nanos >= 2**63:
        raise EvaluationError(f'"{duration}" is too long')
    sign = -1 if duration.startswith("-") else 1
    moment, fraction = _parse(stamp)
    try:
        return _write(moment + timedelta(seconds=(fraction + sign * nanos) // 10**9))
    except OverflowError as error:
        raise EvaluationError(f'"{duration}" is too long') from error


def _timecmp(one: str, other: str) -> int:
    a, b = _parse(one), _parse(other)
    return (a > b) - (a < b)


def _formatdate(spec: str, stamp: str) -> str:
    moment, _ = _parse(stamp)
    out: list[str] = []
    at = 0
    for match in _FORMAT.finditer(spec):
        if match.start() != at:
            break
        at = match.end()
        text = match.group()
        if text[0] == "'":
            out.append(text[1:-1].replace("''", "'"))
        elif match.group(1):
            out.append(_field(moment, text))
        else:
            out.append(text)
    if at != len(spec):
        raise EvaluationError(f'"{spec}" is no date format')
    return "".join(out)


def _field(moment: datetime, verb: str) -> str:
    month, day = _MONTHS.split()[moment.month - 1], _DAYS.split()[moment.weekday()]
    hour = (moment.hour + 11) % 12 + 1
    half = "AM" if moment.hour < 12 else "PM"
    fields = {
        "YYYY": f"{moment.year:04d}", "YY": f"{moment.year % 100:02d}",
        "MMMM": month, "MMM": month[:3], "MM": f"{moment.month:02d}", "M": str(moment.month),
        "DD": f"{moment.day:02d}", "D": str(moment.day), "EEEE": day, "EEE": day[:3],
        "hh": f"{moment.hour:02d}", "h": str(moment.hour), "HH": f"{hour:02d}", "H": str(hour),
        "AA": half, "aa": half.lower(), "mm": f"{moment.minute:02d}", "m": str(moment.minute),
        "ss": f"{moment.second:02d}", "s": str(moment.second),
        "ZZZZZ": _zone(moment, colon=True, zulu=False),
        "ZZZZ": _zone(moment, colon=False, zulu=False),
        "ZZZ": "UTC" if not moment.utcoffset() else _zone(moment, colon=False, zulu=False),
        "Z": _zone(moment, colon=True, zulu=True),
    }  # fmt: skip
    if verb not in fields:
        raise EvaluationError(f'"{verb}" is no part of a date')
    return fields[verb]


FUNCTIONS: dict[str, Function] = {
    "formatdate": native(_formatdate, "string", "string"),
    "plantimestamp": never_known(0, 0),
    "timeadd": native(_timeadd, "string", "string"),
    "timecmp": native(_timecmp, "string", "string"),
    "timestamp": never_known(0, 0),
}
