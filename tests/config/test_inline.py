"""Acceptances in comments: what counts, about which line, and what is told of those that do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scanner.config.inline import MOST_IN_A_FILE, acceptances_in

GOOD = 'cutset: accept[one-copy] until=2027-03-31 owner=sre reason="moves in spring"'

COUNTS = {  # file, the line that it covers
    "above": ("main.tf", f"# {GOOD}\nresource x y {{\n}}\n", 2),
    "beside": ("main.tf", f"a = 1\nresource x y {{ # {GOOD}\n}}\n", 2),
    "slashes": ("main.tf", f"// {GOOD}\nresource x y {{\n}}\n", 2),
    "a block comment": ("main.tf", f"/* {GOOD} */\nresource x y {{\n}}\n", 2),
    "inside a block comment": ("main.tf", f"/*\n * {GOOD}\n */\nresource x y {{\n}}\n", 4),
    "behind other marks": ("main.tf", f"#/*# {GOOD}\nresource x y {{\n}}\n", 2),
    "other comments between": ("main.tf", f"# {GOOD}\n# the ledger\nresource x y {{\n}}\n", 3),
    "indented": ("main.tf", f"resource x y {{\n  # {GOOD}\n  zone = 1\n}}\n", 3),
    "no blank": ("a.hcl", f"#{GOOD}\nx = 1\n", 2),
    "after a text": ("main.tf", f'a = "#"  # {GOOD}\n', 1),
    "after a heredoc": ("main.tf", f"a = <<-EOT\n  x\n  EOT\nb = 1 # {GOOD}\n", 4),
    "yaml": ("a.yaml", f"a: 1\nb: 2  # {GOOD}\n", 2),
    "yaml with an apostrophe": ("a.yml", f"why: it's so  # {GOOD}\n", 1),
    "yaml after a block": ("a.yaml", f"a: |\n  text\nb: 2  # {GOOD}\n", 3),
    "carriage returns": ("main.tf", f"# {GOOD}\r\nresource x y {{\r\n}}\r\n", 2),
    "last of the file": ("main.tf", f"# {GOOD}", 2),
    "one word quoted": ("main.tf", "# " + GOOD.replace("=sre", '="team sre"') + "\nx = 1\n", 2),
}


@pytest.mark.parametrize("case", COUNTS)
def test_what_counts(case: str) -> None:
    path, text, line = COUNTS[case]
    found = acceptances_in(text.encode(), path)
    assert not found.warnings
    (one,) = found.acceptances
    assert (one.rule, one.until, one.covers) == ("one-copy", "2027-03-31", line)
    assert "sre" in one.owner
    assert one.reason == "moves in spring"


TOLD = {  # the comment, what is said of it
    "no reason": ("# " + GOOD.partition(" reason")[0], "has no reason"),
    "an empty reason": ("# " + GOOD.replace("moves in spring", " "), "has no reason"),
    "no owner": ("# " + GOOD.replace("owner=sre ", ""), "has no owner"),
    "nothing but a rule": ("# cutset: accept[one-copy]", "no until and no owner and no reason"),
    "no rule": ("# " + GOOD.replace("one-copy", " "), "names no rule"),
    "no brackets": ("# " + GOOD.replace("[one-copy]", ""), "names no rule"),
    "no date": ("# " + GOOD.replace("2027-03-31", "spring"), "which is no date"),
    "no such day": ("# " + GOOD.replace("03-31", "02-31"), "which is no date"),
    "a date of another form": ("# " + GOOD.replace("2027-03-31", "20270331"), "which is no date"),
    "a slip in a field": ("# " + GOOD.replace("owner", "ownr"), "did you mean owner?"),
    "a slip in the verb": ("# " + GOOD.replace("accept[", "acept["), '"acept" is nothing'),
    "another tool's verb": ("# cutset: ignore", '"ignore" is nothing'),
    "an unquoted reason": ("# " + GOOD.replace('"', ""), "belongs to no field"),
    "in a text": (f'x = "# {GOOD}"', "in a text"),
    "in a heredoc": (f"x = <<EOT\n# {GOOD}\nEOT", "in a text"),
}


@pytest.mark.parametrize("case", TOLD)
def test_what_does_not_count_is_told_with_its_line(case: str) -> None:
    text, says = TOLD[case]
    found = acceptances_in(f"a = 1\n{text}\n".encode(), "main.tf")
    assert not found.acceptances
    (warning,) = found.warnings
    assert warning.startswith(("main.tf:2: ", "main.tf:3: "))
    assert says in warning


def test_in_a_yaml_block_it_is_a_text() -> None:
    found = acceptances_in(f"run: |\n  # {GOOD}\n  echo\n".encode(), "a.yaml")
    assert not found.acceptances
    assert "in a text" in found.warnings[0]


@pytest.mark.parametrize("path", ["plan.json", "main.tf.json", "script.sh", "README.md"])
def test_other_files_hold_none(path: str) -> None:
    assert acceptances_in(f"# {GOOD}\n".encode(), path) == acceptances_in(b"", path)


@pytest.mark.parametrize(
    "text", ["# see cutset: it finds", "# cutset", "cutset = 1", "# CUTSET: x"]
)
def test_other_comments_are_left_alone(text: str) -> None:
    found = acceptances_in(text.encode(), "main.tf")
    assert not found.acceptances
    assert not found.warnings


def test_several_rules_at_once() -> None:
    text = f"# {GOOD.replace('one-copy', 'one-copy, single-zone-resource')}\nx = 1\n"
    found = acceptances_in(text.encode(), "main.tf")
    assert [a.rule for a in found.acceptances] == ["one-copy", "single-zone-resource"]


def test_without_end_is_cut_and_told() -> None:
    found = acceptances_in(f"# {GOOD}\n".encode() * (MOST_IN_A_FILE + 1), "main.tf")
    assert len(found.acceptances) == MOST_IN_A_FILE
    assert "the rest do not count" in found.warnings[-1]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                GOOD,
                "#",
                "//",
                "/*",
                "*/",
                '"',
                "'",
                "\\",
                "<<EOT",
                "EOT",
                "|",
                "\n",
                " ",
                "x",
                "\x00",
            ]
        ),
        max_size=30,
    ).map("".join),
    st.sampled_from(["a.tf", "a.yaml"]),
)
def test_any_text_is_read_and_nothing_is_passed_over(text: str, path: str) -> None:
    found = acceptances_in(text.encode(), path)
    lines = text.splitlines()
    assert all(1 < one.covers + 1 <= len(lines) + 2 for one in found.acceptances)
    opens = any(sign in text.replace(GOOD, "") for sign in ("<<", "|", "/*", '"', "'"))
    marked = [line for line in lines if line.lstrip().startswith(f"# {GOOD}")]
    assert opens or len(found.acceptances) + len(found.warnings) >= bool(marked)
