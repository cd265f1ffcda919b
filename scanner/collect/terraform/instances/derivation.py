"""How a value came about, in words: from name to name to the place where it is written."""

from __future__ import annotations

from scanner.collect.terraform.language import Scope, Trace
from scanner.collect.terraform.syntax import Attr, Expression, Template, Traversal
from scanner.model import FileOrigin

MAX_LINKS = 12


def derivation(first: Trace, value: str) -> str:
    """The way of a value from `first` on; with an empty `value` it is not known.

    `provider aws.dr (providers.tf:9) -> var.dr_region = eu-west-1 (prod.tfvars:3)`
    """
    links = [first]
    while len(links) < MAX_LINKS:
        last = links[-1]
        if last.expression is None or last.scope is None:
            break
        following = _next(last.expression, last.scope)
        if following is None:
            break
        links.append(following)
    texts = [f"{link.name} ({_place(link.origin)})" for link in links[:-1]]
    name, place = links[-1].name, _place(links[-1].origin)
    texts.append(f"{name} = {value} ({place})" if value else f"{name} ({place})")
    return " -> ".join(texts)


def _place(origin: FileOrigin | None) -> str:
    return f"{origin.path}:{origin.line}" if origin else "command line"


def _next(expression: Expression, scope: Scope) -> Trace | None:
    """The name that an expression is, where it is just a name."""
    if isinstance(expression, Template) and len(expression.parts) == 1:
        only = expression.parts[0]
        return _next(only, scope) if isinstance(only, Expression) else None
    if not isinstance(expression, Traversal) or expression.root in scope.names:
        return None
    names = [step.name for step in expression.steps if isinstance(step, Attr)]
    traced = scope.owner.trace(expression.root, names[0]) if names else None
    written = scope.owner.address + ".".join([expression.root, *names])
    return traced or Trace(written, scope.at(expression))
