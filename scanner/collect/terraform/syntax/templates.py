"""Templates: quoted texts, heredocs and files, cut into texts, interpolations and directives.

The rules of what `~` trims and what `<<-` unindents work on *tokens*, of which each line of
text is one, as in HCL's own parser (hclsyntax/parser_template.go); so do these.
"""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec
from tree_sitter import Node as Cst

from scanner.collect.terraform.syntax.nodes import (
    Expression,
    Literal,
    Template,
    TemplateFor,
    TemplateIf,
    TemplatePart,
)
from scanner.collect.terraform.syntax.source import UnreadableError

if TYPE_CHECKING:
    from scanner.collect.terraform.syntax.expressions import ExpressionReader

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|\$\$\{|%%\{", re.DOTALL)
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_INNER = frozenset({"template_interpolation", "template_directive"})


class _Token(msgspec.Struct):
    """`text` (a line or less), `value` (an interpolation), or a directive's opening word."""

    kind: str
    text: str = ""
    value: Expression | None = None
    names: tuple[str, str] = ("", "")
    trims: tuple[bool, bool] = (False, False)
    """Whether the whitespace before and after is trimmed."""
    place: tuple[int, int] = (1, 1)


def read_quoted(reader: ExpressionReader, node: Cst) -> Expression:
    """A quoted text, with its escapes undone."""
    line, column = reader.source.place(node)
    start, end = node.children[0].end_byte, node.children[-1].start_byte
    if not any(child.type in _INNER for child in node.children):
        return Literal(line, column, unescape(reader.source.slice(start, end), quoted=True))
    tokens = list(_tokens(reader, node.children, start, end, by_line=False))
    return _template(tokens, (line, column), quoted=True)


def read_heredoc(reader: ExpressionReader, node: Cst) -> Expression:
    """A heredoc, unindented where it begins with `<<-`."""
    names = [child for child in node.children if child.type == "heredoc_identifier"]
    content = reader.source.content
    start = content.find(b"\n", names[0].end_byte) + 1
    end = content.rfind(b"\n", 0, names[-1].start_byte) + 1
    tokens = list(_tokens(reader, node.children, start, max(start, end), by_line=True))
    flush = reader.source.text(node.children[0]) == "<<-"
    return _template(tokens, reader.source.place(node), quoted=False, flush=flush)


def read_template(reader: ExpressionReader, node: Cst) -> Expression:
    """The heredoc that a template file was wrapped in: without its last line's end."""
    heredoc = read_heredoc(reader, node)
    place = reader.source.at or (1, 1)
    if isinstance(heredoc, Literal):
        return Literal(*place, str(heredoc.value).removesuffix("\n"))
    assert isinstance(heredoc, Template)
    *parts, last = heredoc.parts
    if isinstance(last, str):
        last = last.removesuffix("\n")
        parts += [last] if last else []
    else:
        parts.append(last)
    return Template(*place, tuple(parts))


def unescape(text: str, *, quoted: bool) -> str:
    """`$${` and `%%{` undone, and in quoted texts the backslash escapes too."""

    def replace(match: re.Match[str]) -> str:
        sign = match.group(1)
        if sign is None:
            return match.group()[1:]
        if not quoted:
            return match.group()
        if sign[0] in "uU" and len(sign) > 1:
            code = int(sign[1:], 16)
            return chr(code) if code <= sys.maxunicode and not 0xD800 <= code < 0xE000 else "\ufffd"
        return _SIGNS.get(sign, match.group())

    if "\\" not in text and "{" not in text:
        return text
    return _ESCAPE.sub(replace, text)


# --- tokens -----------------------------------------------------------------------------


def _tokens(
    reader: ExpressionReader, nodes: Sequence[Cst], start: int, end: int, *, by_line: bool
) -> Iterator[_Token]:
    """What stands between two offsets. Text is what lies between the nodes: the parser
    leaves blanks at its edges out of the tree."""
    at = start
    for node in nodes:
        if node.type not in _INNER:
            continue
        yield from _texts(reader, at, node.start_byte, by_line=by_line)
        if node.type == "template_interpolation":
            yield _interpolation(reader, node)
        else:
            yield from _directive(reader, node.children[0], by_line=by_line)
        at = node.end_byte
    yield from _texts(reader, at, end, by_line=by_line)


def _texts(reader: ExpressionReader, start: int, end: int, *, by_line: bool) -> Iterator[_Token]:
    text = reader.source.slice(start, end)
    if not by_line and text:
        yield _Token("text", text)
    elif text:
        for line in re.findall(r"[^\n]*\n|[^\n]+", text):
            yield _Token("text", line)


def _interpolation(reader: ExpressionReader, node: Cst) -> _Token:
    inner = [child for child in node.children if child.type == "expression"]
    if not inner:
        raise UnreadableError("an interpolation is empty")
    return _Token("value", value=reader.read(inner[0]), trims=_trims(reader, node))


def _directive(reader: ExpressionReader, node: Cst, *, by_line: bool) -> Iterator[_Token]:
    """`template_if` or `template_for`: its marks as tokens, and what stands between them."""
    marks = [child for child in node.children if child.type in _MARKS]
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        token = _Token(
            _MARKS[mark.type], trims=_trims(reader, mark), place=reader.source.place(mark)
        )
        if mark.type == "template_for_start":
            key, name, token.value = reader.for_intro(mark)
            token.names = (key, name)
        elif mark.type == "template_if_intro":
            token.value = reader.read(next(c for c in mark.children if c.type == "expression"))
        yield token
        if following is not None:
            start, end = mark.end_byte, following.start_byte
            inside = [c for c in node.children if start <= c.start_byte < end]
            yield from _tokens(reader, inside, start, end, by_line=by_line)


_MARKS = {
    "template_if_intro": "if",
    "template_else_intro": "else",
    "template_if_end": "end",
    "template_for_start": "for",
    "template_for_end": "end",
}


def _trims(reader: ExpressionReader, node: Cst) -> tuple[bool, bool]:
    content = reader.source.content
    return content[node.start_byte + 2] == ord("~"), content[node.end_byte - 2] == ord("~")


# --- from tokens to parts ---------------------------------------------------------------


def _template(
    tokens: list[_Token], place: tuple[int, int], *, quoted: bool, flush: bool = False
) -> Expression:
    for token in tokens:
        if token.kind == "text":
            token.text = unescape(token.text, quoted=quoted)
    _trim(tokens)
    if flush:
        _unindent(tokens)
    waiting = deque(tokens)
    parts = _parts(waiting)
    if len(tokens) > 1 and len(parts) == 1:
        parts = (*parts, "")  # what was trimmed away beside it still makes it a text
    if waiting:
        raise UnreadableError("a template directive ends that never began")
    if all(isinstance(part, str) for part in parts):
        return Literal(*place, "".join(str(part) for part in parts))
    return Template(*place, parts)


def _trim(tokens: list[_Token]) -> None:
    """Trim beside `~` the one token of text before and after."""
    for position, token in enumerate(tokens):
        before = tokens[position - 1] if position else None
        if token.trims[0] and before and before.kind == "text":
            before.text = before.text.rstrip()
        after = tokens[position + 1] if position + 1 < len(tokens) else None
        if token.trims[1] and after and after.kind == "text":
            after.text = after.text.lstrip()


def _unindent(tokens: list[_Token]) -> None:
    """Take from each line the blanks that all lines begin with; blank lines do not count."""
    starts: list[_Token] = []
    least = sys.maxsize
    at_line_start = True
    for token in tokens:
        if at_line_start:
            at_line_start = False
            if token.kind != "text":
                least = 0
            elif token.text.strip() or not token.text.endswith("\n"):
                least = min(least, len(token.text) - len(token.text.lstrip()))
                starts.append(token)
        if token.kind == "text" and token.text.endswith("\n"):
            at_line_start = True
    for token in starts:
        token.text = token.text[least:]


def _parts(tokens: deque[_Token]) -> tuple[TemplatePart, ...]:
    """Parts up to an `else` or `end` that belongs further out, which stays in `tokens`."""
    parts: list[TemplatePart] = []
    texts: list[str] = []
    while tokens and tokens[0].kind not in ("else", "end"):
        token = tokens.popleft()
        if token.kind == "text":
            texts.append(token.text)
            continue
        if text := "".join(texts):
            parts.append(text)
        texts.clear()
        parts.append(_part(token, tokens))
    if text := "".join(texts):
        parts.append(text)
    return tuple(parts)


def _part(token: _Token, tokens: deque[_Token]) -> TemplatePart:
    assert token.value is not None
    if token.kind == "value":
        return token.value
    inner = _parts(tokens)
    other: tuple[TemplatePart, ...] = ()
    if tokens and tokens[0].kind == "else" and token.kind == "if":
        tokens.popleft()
        other = _parts(tokens)
    if not tokens or tokens.popleft().kind != "end":
        raise UnreadableError("a template directive is not closed")
    if token.kind == "if":
        return TemplateIf(*token.place, token.value, inner, other)
    return TemplateFor(*token.place, *token.names, token.value, inner)
