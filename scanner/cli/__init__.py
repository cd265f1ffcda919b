"""The command line: one file a verb. Each parses, calls the pipeline, writes, exits."""

from __future__ import annotations


def main() -> None:
    """Entry point of the commands `scan` and `cutset`."""
    import sys

    if sys.argv[1:] == ["--version"]:  # answered without importing anything else
        from scanner import __version__

        print(f"cutset {__version__}")  # noqa: T201
        return
    from scanner.cli.group import scan

    scan(prog_name="scan")
