"""Names that try to be more than names: markup, control characters, ends of what holds them."""

from __future__ import annotations

from hypothesis import strategies as st

SIGNS = (
    "|", "||", "\\", "\\|", "`", "````", "\n", "\r", "\r\n", "\t", "\x00", "\x1b[31m", "\x85",
    "\u2028", "\u202e", "\ufffe", "\ud800", "]]>", "<!--", "-->", "<script>alert(1)</script>",
    "</details>", "<b>", "&amp;", "&", "'", '"', "::error::x", "::", "%0A", "%", ",", "##[error]x",
    "](http://evil.example)", "[x](1)", "![i](http://evil.example/i.png)", "<http://evil.example>",
    "http://evil.example", "www.evil.example", "@everyone", "#1", "- [ ] x", "# h", "1. x", "$x$",
    "*b*", "_i_", "~~s~~", "/close", "{0}", "../../etc/passwd", "é", "漢", "🔥",
)  # fmt: skip
names = st.lists(st.sampled_from(SIGNS) | st.text(max_size=6), min_size=1, max_size=5).map("".join)
EVERYTHING = " ".join(SIGNS)
