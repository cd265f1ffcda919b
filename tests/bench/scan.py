"""What a whole `scan` costs: CPU seconds and peak memory of the command, started afresh.

    python -m tests.bench.scan [DIRECTORY ...]

Without directories, the Terraform repository of the sample exchange. Beside it stands what
parsing the same files alone costs, so that the rest can be told from it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import tree_sitter_hcl
from tree_sitter import Language, Parser

SAMPLE = Path(__file__).resolve().parents[2] / "sample_inventories" / "kestrel-terraform"


def whole(directory: Path) -> tuple[float, float, str]:
    """CPU seconds, peak MB and the last line but one of a scan of `directory`."""
    code = "from scanner.cli import main; main()"
    command = [sys.executable, "-c", code, "--path", str(directory), "--fail-on", "never"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    lines = process.stdout.read().splitlines()
    _, _, usage = os.wait4(process.pid, 0)
    told = next((line for line in lines if "declared" in line), "")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, told


def parsing(directory: Path) -> tuple[float, int]:
    """CPU seconds to parse every .tf file, and their number."""
    parser = Parser(Language(tree_sitter_hcl.language()))
    files = [file.read_bytes() for file in directory.rglob("*.tf") if file.is_file()]
    started = time.process_time()
    for text in files:
        parser.parse(text)
    return time.process_time() - started, len(files)


def main() -> None:
    """Measure each directory once and print."""
    for directory in [Path(text) for text in sys.argv[1:]] or [SAMPLE]:
        seconds, peak, told = whole(directory)
        parse, files = parsing(directory)
        ratio = seconds / parse if parse else 0
        print(f"{directory.name}: {files} files, {seconds:.2f} s CPU, {peak:.0f} MB")
        print(f"  parsing alone {parse:.2f} s ({ratio:.0f} times)  {told}")


if __name__ == "__main__":
    main()
