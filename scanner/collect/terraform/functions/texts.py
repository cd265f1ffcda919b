"""Functions of texts."""

from __future__ import annotations

from scanner.collect.terraform.functions.characters import clusters
from scanner.collect.terraform.functions.formats import format_list, format_text
from scanner.collect.terraform.functions.patterns import Pattern, compile_pattern
from scanner.collect.terraform.functions.signature import (
    Function,
    NotKnownError,
    native,
    plain_text,
    sequence,
    valued,
)
from scanner.collect.terraform.values import (
    EvaluationError,
    Null,
    Text,
    Unknown,
    Value,
    deep_marks,
    list_of,
    object_of,
    tuple_of,
    with_marks,
)
from scanner.collect.terraform.values.texts import MAX_TEXT, as_text, concatenate
from scanner.collect.terraform.values.value import NULL

SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"  # noqa: E501
"""What Go's unicode.IsSpace calls a space."""


def _upper(text: str) -> str:
    """One letter for one, as Go has it: ß stays."""
    return "".join(u if len(u := sign.upper()) == 1 else sign for sign in text)


def _lower(text: str) -> str:
    """One letter for one: of İ the dot goes."""
    return "".join(sign.lower()[0] for sign in text)


def _title(text: str) -> str:
    out: list[str] = []
    before = " "
    for sign in text:
        inside = before.isalnum() or before == "_" or (ord(before) > 127 and before not in SPACES)
        out.append(sign if inside else _upper(sign))
        before = sign
    return "".join(out)


def _substr(text: str, offset: int, length: int) -> str:
    signs = clusters(text)
    if offset < 0:  # from the end, where Terraform takes a length of 0 for no limit
        offset = max(len(signs) + offset, 0)
        length = length or -1
    return "".join(signs[offset:] if length < 0 else signs[offset : offset + length])


def _indent(spaces: int, text: str) -> str:
    if not 0 <= spaces <= 1000:
        raise EvaluationError(f"{spaces} spaces are too many to indent by")
    return text.replace("\n", "\n" + " " * spaces)


def _chomp(text: str) -> str:
    return text.rstrip("\r\n")


def _split(separator: Value, text: Value) -> Value:
    parts = plain_text(text).split(plain_text(separator)) if plain_text(separator) else None
    found = list(plain_text(text)) if parts is None else parts
    return list_of((Text(part) for part in found), marks=deep_marks(separator, text))


def _join(separator: Value, *lists: Value) -> Value:
    items: list[Value] = []
    for some in lists:
        for item in sequence(some).items:
            if isinstance(item, Null):
                raise EvaluationError("null stands in a list to join")
            items += [separator, item] if items else [item]
    if isinstance(as_text(separator), Unknown):
        raise NotKnownError
    return concatenate(items, marks=deep_marks(separator, *lists) - deep_marks(*items))


def _sort(values: Value) -> Value:
    items = [(plain_text(item), item) for item in sequence(values).items]
    texts = (with_marks(Text(text), item.marks) for text, item in sorted(items, key=lambda i: i[0]))
    return list_of(texts, marks=values.marks)


def _replace(text: str, old: str, new: str) -> str:
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        result = compile_pattern(old[1:-1]).replace(text, new)
    else:
        if (text.count(old) + 1) * len(new) + len(text) > MAX_TEXT:
            raise EvaluationError("a text becomes too long to follow")
        result = text.replace(old, new)
    return result


def _regex(pattern: Value, text: Value) -> Value:
    found = next(_pattern(pattern).matches(plain_text(text)), None)
    if found is None:
        raise EvaluationError("the pattern does not match")
    return with_marks(_captures(*found), deep_marks(pattern, text))


def _regexall(pattern: Value, text: Value) -> Value:
    found = _pattern(pattern).matches(plain_text(text))
    return list_of((_captures(*match) for match in found), marks=deep_marks(pattern, text))


def _pattern(source: Value) -> Pattern:
    """A pattern whose groups all have names, or none has."""
    found = compile_pattern(plain_text(source))
    if 0 < len(found.names) < found.groups - 1:
        raise EvaluationError("some groups of the pattern have names and some have not")
    return found


def _captures(groups: list[str | None], names: dict[str, int]) -> Value:
    """The whole match; with groups, those; with named groups, an object of them."""
    values: list[Value] = [NULL if group is None else Text(group) for group in groups]
    if len(values) == 1:
        return values[0]
    if names:
        return object_of({name: values[number] for name, number in names.items()})
    return tuple_of(values[1:])


def _trim(text: str, signs: str) -> str:
    return text.strip(signs) if signs else text


FUNCTIONS: dict[str, Function] = {
    "chomp": native(_chomp, "string"),
    "endswith": native(str.endswith, "string", "string"),
    "format": valued(format_text, 1, None),
    "formatlist": valued(format_list, 1, None),
    "indent": native(_indent, "int", "string"),
    "join": valued(_join, 2, None),
    "lower": native(_lower, "string"),
    "regex": valued(_regex, 2),
    "regexall": valued(_regexall, 2),
    "replace": native(_replace, "string", "string", "string"),
    "sort": valued(_sort, 1),
    "split": valued(_split, 2),
    "startswith": native(str.startswith, "string", "string"),
    "strcontains": native(lambda text, part: part in text, "string", "string"),
    "strrev": native(lambda text: "".join(reversed(clusters(text))), "string"),
    "substr": native(_substr, "string", "int", "int"),
    "title": native(_title, "string"),
    "trim": native(_trim, "string", "string"),
    "trimprefix": native(str.removeprefix, "string", "string"),
    "trimspace": native(lambda text: text.strip(SPACES), "string"),
    "trimsuffix": native(str.removesuffix, "string", "string"),
    "upper": native(_upper, "string"),
}
