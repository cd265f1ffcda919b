"""The parser's tree of an expression, read into syntax nodes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tree_sitter import Node as Cst

from scanner.collect.terraform.syntax.nodes import (
    Access,
    Attr,
    Binary,
    Call,
    Conditional,
    Expression,
    ForList,
    ForObject,
    Index,
    Literal,
    ObjectOf,
    Placeholder,
    Splat,
    Step,
    Traversal,
    TupleOf,
    Unary,
)
from scanner.collect.terraform.syntax.source import MAX_DEPTH, Source, UnreadableError, number
from scanner.collect.terraform.syntax.templates import read_heredoc, read_quoted

_STEPS = frozenset({"get_attr", "index", "splat"})


class ExpressionReader:
    """Reads expressions of one file. Raises UnreadableError for what nests too deep."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._depth = 0

    def read(self, node: Cst) -> Expression:
        """The `expression` at `node`."""
        return self._operand([child for child in node.children if child.type != "comment"])

    def _operand(self, parts: Sequence[Cst]) -> Expression:
        """A term and the steps from it; a term in parentheses is three parts."""
        if not parts:
            raise UnreadableError("an expression is missing")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise UnreadableError(f"nested more than {MAX_DEPTH} levels deep")
        if parts[0].type == "(":
            term, rest = self.read(parts[1]), parts[3:]
        else:
            term, rest = self._term(parts[0]), parts[1:]
        steps = self._steps(rest) if rest else ()
        self._depth -= 1
        if not steps:
            return term
        if isinstance(term, Traversal) and not term.steps:
            return Traversal(term.line, term.column, term.root, steps)
        return Access(term.line, term.column, term, steps)

    def _term(self, node: Cst) -> Expression:
        read = _TERMS.get(node.type)
        if read is None:
            raise UnreadableError(f"a {node.type} is not understood here")
        return read(self, node)

    # --- names and what follows them ----------------------------------------------------

    def _variable(self, node: Cst) -> Expression:
        name = self.source.text(node)
        if name in self.source.placeholders:
            return Placeholder(*self.source.place(node), self.source.placeholders[name])
        return Traversal(*self.source.place(node), name)

    def _steps(self, nodes: Sequence[Cst]) -> tuple[Step, ...]:
        """Steps in order. What follows `[*]` is taken from each element; what follows `.*`
        only as far as names go (HCL specification, "Splat Operators")."""
        steps: list[Step] = []
        for position, node in enumerate(nodes):
            if node.type == "splat":
                steps += self._splat(node.children[0], nodes[position + 1 :])
                break
            steps.append(self._step(node))
        return tuple(steps)

    def _step(self, node: Cst) -> Step:
        if node.type == "get_attr":
            return Attr(self.source.text(node.children[-1]))
        if node.type != "index":
            raise UnreadableError(f"a {node.type} is not understood here")
        index = node.children[0]
        if index.type == "legacy_index":
            digits = self.source.text(index).lstrip(".").strip()
            return Index(Literal(*self.source.place(index), number(digits)))
        inner = [child for child in index.children if child.type == "expression"]
        return Index(self.read(inner[0]))

    def _splat(self, node: Cst, after: Sequence[Cst]) -> list[Step]:
        own = [child for child in node.children if child.type in _STEPS]
        if node.type == "full_splat":
            return [Splat(self._steps([*own, *after]))]
        cut = next((i for i, child in enumerate(own) if child.type != "get_attr"), len(own))
        each = Splat(self._steps(own[:cut]))
        return [each, *self._steps([*own[cut:], *after])]

    # --- literals and collections -------------------------------------------------------

    def _literal(self, node: Cst) -> Expression:
        line, column = self.source.place(node)
        inner = node.children[0]
        if inner.type == "string_lit":
            return read_quoted(self, inner)
        text = self.source.text(inner)
        if inner.type == "numeric_lit":
            return Literal(line, column, number(text))
        return Literal(line, column, {"true": True, "false": False, "null": None}[text])

    def _template(self, node: Cst) -> Expression:
        inner = node.children[0]
        if inner.type == "heredoc_template":
            return read_heredoc(self, inner)
        return read_quoted(self, inner)

    def _collection(self, node: Cst) -> Expression:
        line, column = self.source.place(node)
        inner = node.children[0]
        if inner.type == "tuple":
            items = [self.read(item) for item in inner.children if item.type == "expression"]
            return TupleOf(line, column, tuple(items))
        elements = (item for item in inner.children if item.type == "object_elem")
        return ObjectOf(line, column, tuple(self._element(item) for item in elements))

    def _element(self, node: Cst) -> tuple[Expression, Expression]:
        key, value = (child for child in node.children if child.type == "expression")
        return self._key(key), self.read(value)

    def _key(self, node: Cst) -> Expression:
        """A bare word as key is that word; in parentheses it is an expression."""
        children = node.children
        plain = len(children) == 1 and (
            children[0].type == "variable_expr"
            or (
                children[0].type == "literal_value" and children[0].children[0].type != "string_lit"
            )
        )
        if plain:
            return Literal(*self.source.place(node), self.source.text(node))
        return self.read(node)

    # --- operations ---------------------------------------------------------------------

    def _call(self, node: Cst) -> Expression:
        line, column = self.source.place(node)
        name = self.source.text(node.children[0])
        arguments: list[Expression] = []
        expand = False
        for group in node.children:
            if group.type == "function_arguments":
                arguments = [self.read(a) for a in group.children if a.type == "expression"]
                expand = any(child.type == "ellipsis" for child in group.children)
        return Call(line, column, name, tuple(arguments), expand)

    def _operation(self, node: Cst) -> Expression:
        line, column = self.source.place(node)
        inner = node.children[0]
        parts = [child for child in inner.children if child.type != "comment"]
        if inner.type == "unary_operation":
            return Unary(line, column, self.source.text(parts[0]), self._operand(parts[1:]))
        at = next(i for i, part in enumerate(parts) if part.type in _OPERATORS)
        left, right = self._operand(parts[:at]), self._operand(parts[at + 1 :])
        return Binary(line, column, parts[at].type, left, right)

    def _conditional(self, node: Cst) -> Expression:
        """The grammar groups `a ? b : c ? d : e` from the left; Terraform does from the right."""
        links: list[tuple[Cst, Cst]] = []
        inner = node
        while True:
            condition, yes, no = (c for c in inner.children if c.type == "expression")
            links.append((yes, no))
            if len(links) > MAX_DEPTH:
                raise UnreadableError(f"a chain of more than {MAX_DEPTH} conditions")
            if len(condition.children) != 1 or condition.children[0].type != "conditional":
                break
            inner = condition.children[0]
        terms = [condition, *(term for link in reversed(links) for term in link)]
        found = self.read(terms[-1])
        for position in range(len(terms) - 3, -1, -2):
            test, yes = terms[position : position + 2]
            found = Conditional(*self.source.place(test), self.read(test), self.read(yes), found)
        return found

    def _for(self, node: Cst) -> Expression:
        inner = node.children[0]
        line, column = self.source.place(node)
        intro = next(child for child in inner.children if child.type == "for_intro")
        key, name, over = self.for_intro(intro)
        bodies = [self.read(child) for child in inner.children if child.type == "expression"]
        condition = None
        for child in inner.children:
            if child.type == "for_cond":
                condition = self.read(child.children[-1])
        if inner.type == "for_tuple_expr":
            return ForList(line, column, key, name, over, bodies[0], condition)
        group = any(child.type == "ellipsis" for child in inner.children)
        return ForObject(line, column, key, name, over, bodies[0], bodies[1], condition, group)

    def for_intro(self, node: Cst) -> tuple[str, str, Expression]:
        """Key name (or empty), value name and collection of `for k, v in x`."""
        names = [self.source.text(c) for c in node.children if c.type == "identifier"]
        over = next(child for child in node.children if child.type == "expression")
        return names[0] if len(names) > 1 else "", names[-1], self.read(over)


_TERMS: dict[str, Callable[[ExpressionReader, Cst], Expression]] = {
    "variable_expr": ExpressionReader._variable,
    "literal_value": ExpressionReader._literal,
    "template_expr": ExpressionReader._template,
    "collection_value": ExpressionReader._collection,
    "function_call": ExpressionReader._call,
    "operation": ExpressionReader._operation,
    "conditional": ExpressionReader._conditional,
    "for_expr": ExpressionReader._for,
}
_OPERATORS = frozenset({"+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||"})
