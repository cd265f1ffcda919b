# Who owns which coin. A standby in another zone, and a copy in Oregon.

resource "aws_db_subnet_group" "custody" {
  name       = "custody"
  subnet_ids = values(module.vpc.private_subnet_ids)
}

resource "aws_db_subnet_group" "custody_west" {
  region = local.west

  name       = "custody"
  subnet_ids = values(module.vpc_west.private_subnet_ids)
}

resource "aws_db_instance" "ledger" {
  identifier                  = "custody-ledger"
  engine                      = "postgres"
  instance_class              = "db.r6g.xlarge"
  allocated_storage           = 500
  storage_encrypted           = true
  username                    = "heron"
  manage_master_user_password = true
  multi_az                    = true
  backup_retention_period     = 35
  db_subnet_group_name        = aws_db_subnet_group.custody.name
  vpc_security_group_ids      = [aws_security_group.app.id]
}

data "aws_availability_zone" "ledger_west" {
  region = local.west

  zone_id = "usw2-az2"
}

resource "aws_db_instance" "ledger_west" {
  region = local.west

  identifier           = "custody-ledger-west"
  replicate_source_db  = aws_db_instance.ledger.arn
  instance_class       = "db.r6g.xlarge"
  multi_az             = false
  availability_zone    = data.aws_availability_zone.ledger_west.name
  db_subnet_group_name = aws_db_subnet_group.custody_west.name
}

resource "aws_backup_vault" "custody" {
  name = "custody"
}

resource "aws_backup_plan" "daily" {
  name = "custody-daily"

  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.custody.name
    schedule          = "cron(0 4 * * ? *)"

    lifecycle {
      delete_after = 90
    }

    copy_action {
      destination_vault_arn = data.terraform_remote_state.shared.outputs.copies_vault_arn

      lifecycle {
        delete_after = 90
      }
    }
  }
}

resource "aws_backup_selection" "daily" {
  name         = "stores"
  plan_id      = aws_backup_plan.daily.id
  iam_role_arn = aws_iam_role.backup.arn
  resources    = [aws_db_instance.ledger.arn]
}
