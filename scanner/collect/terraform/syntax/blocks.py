"""The parser's tree of a file, read into blocks and attributes; what is broken is a fault.

A fault costs the block it is in and no other. The parser's own repair may swallow what
follows, so a broken stretch is cut at the lines that begin a block and each piece is
parsed by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

import tree_sitter_hcl
from tree_sitter import Language, Parser
from tree_sitter import Node as Cst

from scanner.collect.terraform.syntax.expressions import ExpressionReader
from scanner.collect.terraform.syntax.nodes import (
    Attribute,
    Block,
    Body,
    Expression,
    Fault,
    File,
    Literal,
)
from scanner.collect.terraform.syntax.placeholders import Filled, filled, is_template
from scanner.collect.terraform.syntax.source import MAX_DEPTH, Source, UnreadableError
from scanner.collect.terraform.syntax.templates import read_template, unescape

_HEADER = re.compile(rb'^[a-z_]+(?:[ \t]+(?:"[^"\n]*"|[\w-]+))*[ \t]*\{', re.MULTILINE)
_LABEL = re.compile(r'"([^"\n]*)"|([\w-]+)')
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
MAX_BYTES = 2 * 2**20
"""Of one text: the parser takes up to 300 bytes of memory for each, whatever is in it."""


def parse_native(content: bytes) -> File:
    """A file in native syntax. Never raises; what is not Terraform is in `faults`."""
    content = content.removeprefix(_BYTE_ORDER_MARK)
    root = _parse(content)
    if root.has_error or is_template(content):
        template = filled(content)
        if template is not None:
            return _read_template(template)
    if not root.has_error:
        return _read_all(Source(content), _members(root))
    return _read_broken(Source(content), root)


def parse_native_at(content: bytes, at: tuple[int, int]) -> File:
    """A file of which all is said to stand at one place. Never raises."""
    return _read_all(Source(content, at=at), _members(_parse(content)))


def parse_native_expression(text: str, at: tuple[int, int] = (1, 1)) -> Expression:
    """One expression by itself, which stands at `at`. Raises UnreadableError where it is none."""
    content = f"x = ({text}\n)\n".encode()
    root = _parse(content)
    body = root.children[0] if root.children else None
    if root.has_error or body is None or len(body.children) != 1:
        raise UnreadableError(f"{text[:80]} is no expression")
    return ExpressionReader(Source(content, at=at)).read(body.children[0].children[-1])


def parse_native_template(text: str, at: tuple[int, int] | None = None) -> Expression:
    """A template as `templatefile` reads it, of a file or of a text that stands at `at`.

    Raises UnreadableError where it is none.
    """
    if "${" not in text and "%{" not in text:
        return Literal(*(at or (1, 1)), text)
    if len(text) > MAX_BYTES:
        raise UnreadableError(f"a template of more than {MAX_BYTES // 2**20} MB")
    mark = "END_OF_TEMPLATE"
    while mark in text:
        mark += "_"
    content = f"x = <<{mark}\n{text}\n{mark}\n".encode()
    root = _parse(content)
    body = root.children[0] if root.children else None
    if root.has_error or body is None or len(body.children) != 1:
        raise UnreadableError("a directive or an interpolation is not closed")
    expression = body.children[0].children[-1]
    heredoc = expression.children[0].children[0]
    return read_template(ExpressionReader(Source(content, before=-1, at=at)), heredoc)


def _parse(content: bytes) -> Cst:
    # A parser keeps state while it works; making one costs microseconds.
    root = Parser(_LANGUAGE).parse(content).root_node
    if root.has_error and _POWER.search(content):
        # The grammar does not know `1e3`. It is shown `1.3`, as long as that; what is read
        # is the text itself.
        root = Parser(_LANGUAGE).parse(_POWER.sub(_shown, content)).root_node
    return root


_POWER = re.compile(rb"(?<![\w.])([0-9]+)[eE]([-+]?)([0-9]+)(?!\w)")


def _shown(match: re.Match[bytes]) -> bytes:
    return match[1] + b"." + b"0" * len(match[2]) + match[3]


_LANGUAGE = Language(tree_sitter_hcl.language())


# --- sound files ------------------------------------------------------------------------


def _read_all(source: Source, nodes: Iterable[Cst]) -> File:
    faults: list[Fault] = []
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    for node in nodes:
        try:
            if node.type == "attribute":
                attribute = _attribute(source, node)
                attributes[attribute.name] = attribute
            elif node.type == "block":
                blocks.append(_block(source, node, 0))
            elif node.type != "comment":
                faults.append(_fault(source, node, "not Terraform"))
        except UnreadableError as error:
            faults.append(_fault(source, node, str(error)))
    return File(Body(attributes, tuple(blocks)), tuple(faults))


def _members(root: Cst) -> Iterator[Cst]:
    for child in root.children:
        if child.type == "body":
            yield from child.children
        else:
            yield child


def _block(source: Source, node: Cst, depth: int) -> Block:
    if depth > MAX_DEPTH:
        raise UnreadableError(f"nested more than {MAX_DEPTH} levels deep")
    line, column = source.place(node)
    names: list[str] = []
    body = Body()
    for child in node.children:
        if child.type in ("identifier", "string_lit"):
            names.append(_label(source, child))
        elif child.type == "body":
            body = _body(source, child, depth)
    return Block(line, column, source.end_line(node), names[0], tuple(names[1:]), body)


def _body(source: Source, node: Cst, depth: int) -> Body:
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    for child in node.children:
        if child.type == "attribute":
            attribute = _attribute(source, child)
            attributes[attribute.name] = attribute
        elif child.type == "block":
            blocks.append(_block(source, child, depth + 1))
    return Body(attributes, tuple(blocks))


def _attribute(source: Source, node: Cst) -> Attribute:
    line, column = source.place(node)
    value = ExpressionReader(source).read(node.children[-1])
    return Attribute(line, column, source.end_line(node), source.text(node.children[0]), value)


def _label(source: Source, node: Cst) -> str:
    text = source.text(node)
    return unescape(text[1:-1], quoted=True) if node.type == "string_lit" else text


# --- files that are filled in before Terraform reads them ---------------------------------


def _read_template(template: Filled) -> File:
    root = _parse(template.content)
    source = Source(template.content, placeholders=template.names)
    file = _read_broken(source, root) if root.has_error else _read_all(source, _members(root))
    lines = sorted(set(template.directives))
    if not lines:
        return file
    more = f" and at lines {', '.join(map(str, lines[1:20]))}" if lines[1:] else ""
    what = f"another template language decides what is here{more}"
    return File(file.body, (Fault(lines[0], 1, lines[0], what), *file.faults))


# --- broken files -----------------------------------------------------------------------


def _read_broken(source: Source, root: Cst) -> File:
    """Sound blocks as they stand; what lies between them once more, in pieces."""
    content = source.content
    sound = [node for node in _members(root) if _is_sound(node, root)]
    files = [_read_all(source, sound)]
    for start, end in _stretches(content, sound):
        before = content.count(b"\n", 0, start)
        piece = Source(content[start:end], before=before, placeholders=source.placeholders)
        tree = _parse(piece.content)
        if tree.has_error:
            files.append(File(Body(), (_stretch_fault(piece),)))
        else:
            files.append(_read_all(piece, _members(tree)))
    attributes = {name: at for file in files for name, at in file.body.attributes.items()}
    blocks = sorted((b for file in files for b in file.body.blocks), key=lambda b: b.line)
    faults = sorted((f for file in files for f in file.faults), key=lambda f: f.line)
    return File(Body(attributes, tuple(blocks)), tuple(faults))


def _is_sound(node: Cst, root: Cst) -> bool:
    """Whether `node` can be taken as it stands. Where the parser gave up on the file as a
    whole, what it still shows may be a part of something: only blocks that begin a line are
    not."""
    if node.has_error:
        return False
    return root.type != "ERROR" or (node.type == "block" and node.start_point[1] == 0)


def _stretches(content: bytes, sound: list[Cst]) -> Iterator[tuple[int, int]]:
    """Byte ranges between sound members, cut at the lines that begin a block."""
    at = 0
    for start, end in [*((n.start_byte, n.end_byte) for n in sound), (len(content), 0)]:
        cuts = [at, *(m.start() for m in _HEADER.finditer(content, at, start)), start]
        for low, high in pairwise(cuts):
            if content[low:high].strip():
                yield low, high
        at = end


def _stretch_fault(piece: Source) -> Fault:
    text = piece.content.decode("utf-8", "replace")
    line = piece.first_line + text[: len(text) - len(text.lstrip())].count("\n")
    return _described(line, 1, line + text.strip().count("\n"), text.strip(), "not Terraform")


def _fault(source: Source, node: Cst, what: str) -> Fault:
    line, column = source.place(node)
    return _described(line, column, source.end_line(node), source.text(node), what)


def _described(line: int, column: int, last: int, text: str, what: str) -> Fault:
    """A fault with the block's type and labels where its header can still be read."""
    header = _HEADER.match(text.encode())
    words = [a or b for a, b in _LABEL.findall(header.group().decode())] if header else []
    if not words:
        return Fault(line, column, last, what)
    return Fault(line, column, last, what, words[0], tuple(words[1:]))
