# Daily, with a copy in an account and a region that nothing else of ours is in.

resource "aws_backup_vault" "trading" {
  name = "trading"
}

resource "aws_backup_plan" "daily" {
  name = "trading-daily"

  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.trading.name
    schedule          = "cron(0 4 * * ? *)"

    lifecycle {
      delete_after = 35
    }

    copy_action {
      destination_vault_arn = data.terraform_remote_state.shared.outputs.copies_vault_arn

      lifecycle {
        delete_after = 35
      }
    }
  }
}

resource "aws_backup_selection" "daily" {
  name         = "stores"
  plan_id      = aws_backup_plan.daily.id
  iam_role_arn = aws_iam_role.backup.arn

  resources = [
    aws_db_instance.identity.arn,
    aws_rds_cluster.ledger.arn,
  ]
}
