# Finance's replica. Only the reporting tool connects to it, through the
# Dublin VPN; nothing on the payment path knows its address.

# The account's default key for RDS in that region.
data "aws_kms_alias" "rds" {
  count    = var.reporting == null ? 0 : 1
  provider = aws.reporting

  name = "alias/aws/rds"
}

resource "aws_db_subnet_group" "reporting" {
  count    = var.reporting == null ? 0 : 1
  provider = aws.reporting

  name       = "${var.name}-reporting"
  subnet_ids = var.reporting.subnet_ids
}

resource "aws_db_instance" "reporting" {
  count    = var.reporting == null ? 0 : 1
  provider = aws.reporting

  identifier          = "${var.name}-reporting"
  replicate_source_db = aws_db_instance.this.arn
  instance_class      = var.reporting.instance_class

  db_subnet_group_name = aws_db_subnet_group.reporting[0].name
  kms_key_id           = data.aws_kms_alias.rds[0].target_key_arn
  storage_encrypted    = true

  # No backups of its own: the primary has them.
  backup_retention_period = 0
  skip_final_snapshot     = true

  tags = { "kestrel:purpose" = "finance-reporting" }
}
