# The ledger: balances, holds and postings of every customer. Aurora PostgreSQL,
# one writer, readers in other zones. Everything that moves money waits for it.

resource "aws_kms_key" "this" {
  description             = "${var.name}: storage, backups and the master password"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_db_subnet_group" "this" {
  name       = var.name
  subnet_ids = var.subnet_ids
}

resource "aws_security_group" "this" {
  name        = var.name
  description = "PostgreSQL from the services"
  vpc_id      = var.vpc_id

  ingress {
    from_port       = 5432
    to_port         = 5432
    protocol        = "tcp"
    security_groups = var.client_security_group_ids
  }
}

resource "aws_rds_cluster" "this" {
  cluster_identifier = var.name
  engine             = "aurora-postgresql"
  engine_version     = var.engine_version
  database_name      = "ledger"

  master_username               = "ledger_admin"
  manage_master_user_password   = true
  master_user_secret_kms_key_id = aws_kms_key.this.key_id

  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.this.id]

  storage_encrypted = true
  kms_key_id        = aws_kms_key.this.arn

  backup_retention_period   = var.backup_days
  preferred_backup_window   = "02:00-03:00"
  copy_tags_to_snapshot     = true
  deletion_protection       = var.deletion_protection
  final_snapshot_identifier = "${var.name}-final"

  tags = { "kestrel:backup" = "ledger" }
}

# instance name -> zone. The lowest tier is promoted first.
resource "aws_rds_cluster_instance" "this" {
  for_each = var.instances

  identifier           = "${var.name}-${each.key}"
  cluster_identifier   = aws_rds_cluster.this.id
  engine               = aws_rds_cluster.this.engine
  engine_version       = aws_rds_cluster.this.engine_version
  instance_class       = each.value.class
  availability_zone    = each.value.zone
  promotion_tier       = each.value.tier
  db_subnet_group_name = aws_db_subnet_group.this.name

  performance_insights_enabled = true
}
