"""Several processes find what one finds, and say of the directory what one was answered."""

from __future__ import annotations

from pathlib import Path

from scanner.collect.terraform import Options, collect
from scanner.collect.terraform.parallel import FEW
from scanner.collect.tree import Tree
from scanner.knowledge import load
from scanner.model import Inventory

ROOT = """
terraform {{
  backend "s3" {{
    bucket = "state"
    key    = "{number}"
  }}
}}
provider "aws" {{
  region = "eu-west-1"
}}
data "terraform_remote_state" "before" {{
  backend = "s3"
  config = {{
    bucket = "state"
    key    = "{before}"
  }}
}}
resource "aws_sqs_queue" "q" {{
  name                      = templatefile("name.tpl", {{ number = {number} }})
  kms_master_key_id         = try(data.terraform_remote_state.before.outputs.queue, null)
  message_retention_seconds = var.nowhere
}}
output "queue" {{
  value = aws_sqs_queue.q.arn
}}
"""


def estate(folder: Path) -> Path:
    for number in range(FEW + 9):
        root = folder / f"r{number:02}"
        root.mkdir()
        (root / "main.tf").write_text(ROOT.format(number=number, before=number - 1))
        (root / "name.tpl").write_text("q-${number}")
    return folder


def test_two_processes_find_what_one_finds(tmp_path: Path) -> None:
    folder = estate(tmp_path)
    found: list[tuple[Inventory, dict[str, str]]] = []
    for processes in (1, 2):
        tree = Tree(folder)
        found.append((collect(tree, load(), Options(processes=processes)), tree.answers))
    (alone, told_alone), (together, told_together) = found
    assert together == alone
    assert told_together == told_alone
    assert any(question.endswith("name.tpl") for question in told_alone)
    queues = [r for r in alone.resources if r.type == "aws_sqs_queue"]
    assert len(queues) == FEW + 9
    assert sum(bool(queue.references) for queue in queues) == FEW + 8
