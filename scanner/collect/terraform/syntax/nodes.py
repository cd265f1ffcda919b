"""The syntax tree: what a Terraform file says, without its spelling.

Native and JSON syntax give the same nodes. Nodes know their line and column but not their
file, so that files with equal content share one tree.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec


class Node(msgspec.Struct, frozen=True, gc=False, eq=False):
    """A piece of a file, with the place it begins at; both count from 1."""

    line: int
    column: int


class Expression(Node, frozen=True, gc=False, eq=False):
    """Anything that has a value."""


class Literal(Expression, frozen=True, gc=False, eq=False):
    """A number, a text without interpolation, true, false or null."""

    value: str | int | Decimal | bool | None


class Attr(msgspec.Struct, frozen=True, gc=False, eq=False):
    """The step `.name`."""

    name: str


class Index(msgspec.Struct, frozen=True, gc=False, eq=False):
    """The step `[key]`, also in its old form `.0`."""

    key: Expression


class Splat(msgspec.Struct, frozen=True, gc=False, eq=False):
    """`[*]` or `.*`: `steps` are taken from each element."""

    steps: tuple[Attr | Index | Splat, ...]


Step = Attr | Index | Splat


class Traversal(Expression, frozen=True, gc=False, eq=False):
    """A name and the steps from it: `module.net.subnets[0]`."""

    root: str
    steps: tuple[Step, ...] = ()


class Placeholder(Expression, frozen=True, gc=False, eq=False):
    """What another template language puts here before Terraform reads the file."""

    text: str


class Access(Expression, frozen=True, gc=False, eq=False):
    """Steps from something that is no name: `split(",", x)[0]`."""

    base: Expression
    steps: tuple[Step, ...]


class Template(Expression, frozen=True, gc=False, eq=False):
    """A text with interpolations and directives. One interpolation alone keeps its type."""

    parts: tuple[TemplatePart, ...]


class TemplateIf(Node, frozen=True, gc=False, eq=False):
    """`%{ if condition }yes%{ else }no%{ endif }`."""

    condition: Expression
    yes: tuple[TemplatePart, ...]
    no: tuple[TemplatePart, ...]


class TemplateFor(Node, frozen=True, gc=False, eq=False):
    """`%{ for key, name in over }parts%{ endfor }`."""

    key: str
    name: str
    over: Expression
    parts: tuple[TemplatePart, ...]


TemplatePart = str | Expression | TemplateIf | TemplateFor


class Call(Expression, frozen=True, gc=False, eq=False):
    """`name(arguments)`; with `expand` the last argument is a list written out."""

    name: str
    arguments: tuple[Expression, ...]
    expand: bool = False


class Unary(Expression, frozen=True, gc=False, eq=False):
    """`-x` or `!x`."""

    operator: str
    operand: Expression


class Binary(Expression, frozen=True, gc=False, eq=False):
    """`left operator right`."""

    operator: str
    left: Expression
    right: Expression


class Conditional(Expression, frozen=True, gc=False, eq=False):
    """`condition ? yes : no`."""

    condition: Expression
    yes: Expression
    no: Expression


class TupleOf(Expression, frozen=True, gc=False, eq=False):
    """`[a, b]`."""

    items: tuple[Expression, ...]


class ObjectOf(Expression, frozen=True, gc=False, eq=False):
    """`{ a = b }`; a bare name as key is a literal."""

    items: tuple[tuple[Expression, Expression], ...]


class ForList(Expression, frozen=True, gc=False, eq=False):
    """`[for key, name in over : body if condition]`."""

    key: str
    name: str
    over: Expression
    body: Expression
    condition: Expression | None


class ForObject(Expression, frozen=True, gc=False, eq=False):
    """`{for key, name in over : body_key => body if condition}`; `group` is the `...`."""

    key: str
    name: str
    over: Expression
    body_key: Expression
    body: Expression
    condition: Expression | None
    group: bool


class Attribute(Node, frozen=True, gc=False, eq=False):
    """`name = value`."""

    end_line: int
    name: str
    value: Expression


class Block(Node, frozen=True, gc=False, eq=False):
    """`type "label" { ... }`."""

    end_line: int
    type: str
    labels: tuple[str, ...]
    body: Body


class Body(msgspec.Struct, frozen=True, gc=False, eq=False):
    """What stands between braces, or in a file."""

    attributes: dict[str, Attribute] = {}
    blocks: tuple[Block, ...] = ()


class Fault(msgspec.Struct, frozen=True, gc=False):
    """Lines that are no Terraform. `address` is set where the header could still be read."""

    line: int
    column: int
    end_line: int
    what: str
    type: str = ""
    labels: tuple[str, ...] = ()


class File(msgspec.Struct, frozen=True, gc=False, eq=False):
    """A file as read: its body, and what of it was lost."""

    body: Body
    faults: tuple[Fault, ...] = ()
