"""Files that another template language fills in before Terraform reads them: Jinja, ERB, Go.

As they stand they are no Terraform. So that the rest can be read, each placeholder is shown
to the parser as something of the same length: a name in code (`{{ size }}` as `___size___`),
an interpolation in a text (`${_size__}`), blanks for a directive (`{% if x %}`). All keeps its
place. What such a name stands for nobody knows, and what a directive decides neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_PLACE = re.compile(rb"\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}|<%[^\n]*?%>")
_HEADER = re.compile(rb'[ \t]*[a-z_]+(?:[ \t]+(?:"[^"\n]*"|[\w-]+))+[ \t]*\{')
_HEREDOC = re.compile(rb"<<-?([A-Za-z_]\w*)[ \t]*\r?$")
_WORD = re.compile(rb"\W")


@dataclass
class Filled:
    """A file with its placeholders replaced."""

    content: bytes
    names: dict[str, str] = field(default_factory=dict)
    """Name shown to the parser -> the placeholder as written."""
    directives: list[int] = field(default_factory=list)
    """Lines, from 1, that the other language decides about."""


def filled(content: bytes) -> Filled | None:
    """`content` with its placeholders replaced; None where there are none in its code."""
    if not _PLACE.search(content):
        return None
    found = Filled(b"")
    lines: list[bytes] = []
    ends = b""
    for number, line in enumerate(content.split(b"\n"), 1):
        if ends and line.strip() == ends:
            ends = b""
        lines.append(_line(line, number, found, in_heredoc=bool(ends)))
        if not ends and (begins := _HEREDOC.search(line)):
            ends = begins[1]
    found.content = b"\n".join(lines)
    return found


def is_template(content: bytes) -> bool:
    """Whether a block's header has a placeholder in it: as code that is no name."""
    return any(
        (header := _HEADER.match(line)) and _PLACE.search(header.group())
        for line in content.split(b"\n")
        if b"{{" in line or b"<%" in line
    )


def _line(line: bytes, number: int, found: Filled, *, in_heredoc: bool) -> bytes:
    header = _HEADER.match(line)
    labels = header.end() if header else 0

    def replace(match: re.Match[bytes]) -> bytes:
        text = match.group()
        if text[:2] == b"{%" or (text[:2] == b"<%" and text[2:3] != b"="):
            found.directives.append(number)
            return b" " * len(text)
        if line.strip() == text and not in_heredoc:
            found.directives.append(number)  # it may put anything here
            return b" " * len(text)
        name = _WORD.sub(b"_", text)
        if match.start() >= labels and (in_heredoc or _in_text(line[: match.start()])):
            name = name[2:-1]
            found.names[name.decode()] = text.decode("utf-8", "replace")
            return b"${" + name + b"}"
        found.names[name.decode()] = text.decode("utf-8", "replace")
        return name

    return _PLACE.sub(replace, line)


def _in_text(before: bytes) -> bool:
    """Whether what follows `before` on its line stands in a quoted text, not in code."""
    open_: list[bytes] = []
    for sign in re.findall(rb'\\.|[$%]\{|["{}]', before):
        if sign == b'"':
            if open_ and open_[-1] == b'"':
                open_.pop()
            else:
                open_.append(sign)
        elif sign == b"}":
            if open_ and open_[-1] != b'"':
                open_.pop()
        elif sign[-1:] == b"{" and (len(sign) == 2 or not open_ or open_[-1] != b'"'):
            open_.append(sign)
    return bool(open_) and open_[-1] == b'"'
