"""What is secret in the code is in no output, whatever the verb or format."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from scanner.cli.group import scan

SECRET = "hunter2-Xq9"
CODE = """
variable "db_password" {
  default   = "hunter2-Xq9"
  sensitive = true
}
provider "aws" {
  region     = "eu-west-1"
  secret_key = "hunter2-Xq9"
}
resource "aws_db_instance" "main" {
  identifier = "main"
  username   = "app"
  password   = var.db_password
}
resource "aws_secretsmanager_secret_version" "s" {
  secret_string = jsonencode({ password = "hunter2-Xq9" })
}
resource "aws_lambda_function" "api" {
  function_name = "api"
  environment {
    variables = {
      DATABASE_URL = "postgres://app:hunter2-Xq9@main.abc123.eu-west-1.rds.amazonaws.com/app"
      API_TOKEN    = "hunter2-Xq9"
      RPC          = "https://mainnet.infura.io/v3/hunter2-Xq9"
    }
  }
}
resource "aws_lambda_function_url" "api" {
  function_name = aws_lambda_function.api.function_name
}
"""
VERBS = {
    "terminal": [],
    "tables": ["--color", "always"],
    "json": ["--format", "json"],
    "collect": ["collect"],
    "graph": ["graph"],
    "dot": ["graph", "--as", "dot"],
    "graphml": ["graph", "--as", "graphml"],
    "whatif": ["whatif", "--lose", "vendor/infura"],
    "why": ["why", "aws_lambda_function_url.api", "--if", "vendor/infura"],
}


@pytest.mark.parametrize("verb", VERBS)
def test_no_secret_in_any_output(verb: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(CODE)
    done = CliRunner().invoke(scan, [*VERBS[verb], "--path", str(tmp_path)])
    assert done.exit_code in (0, 1), done.output
    assert "main" in done.output
    assert SECRET not in done.output


def test_the_hosts_beside_the_secrets_are_still_seen(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(CODE)
    text = CliRunner().invoke(scan, ["--path", str(tmp_path)]).output
    assert "Infura" in text
