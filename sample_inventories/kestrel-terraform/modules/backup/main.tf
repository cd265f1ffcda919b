# Daily backups, chosen by tag: a store takes part by carrying
# "kestrel:backup" = <plan>.

resource "aws_backup_vault" "this" {
  name = var.name
}

resource "aws_backup_vault" "copy" {
  count  = var.copy_region == null ? 0 : 1
  region = var.copy_region

  name = "${var.name}-copy"
}

resource "aws_backup_plan" "this" {
  for_each = var.plans

  name = "${var.name}-${each.key}"

  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.this.name
    schedule          = "cron(0 4 * * ? *)"

    lifecycle {
      delete_after = each.value.keep_days
    }

    dynamic "copy_action" {
      for_each = each.value.copy ? [var.copy_region] : []

      content {
        destination_vault_arn = aws_backup_vault.copy[0].arn

        lifecycle {
          delete_after = each.value.keep_days
        }
      }
    }
  }
}

resource "aws_backup_selection" "this" {
  for_each = var.plans

  name         = each.key
  plan_id      = aws_backup_plan.this[each.key].id
  iam_role_arn = aws_iam_role.this.arn

  selection_tag {
    type  = "STRINGEQUALS"
    key   = "kestrel:backup"
    value = each.key
  }
}

resource "aws_iam_role" "this" {
  name = "${var.name}-backup"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "backup.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "this" {
  role       = aws_iam_role.this.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"
}
