# Fiat payments. Small, but the auditors read it every day: finance in Dublin
# has a replica of its own, so that their month-end queries stay off the primary.

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

resource "aws_db_instance" "this" {
  identifier     = var.name
  engine         = "postgres"
  engine_version = "16.6"
  instance_class = var.instance_class
  db_name        = "payments"

  username                    = "payments_admin"
  manage_master_user_password = true

  multi_az               = var.multi_az
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.this.id]

  storage_type          = "gp3"
  allocated_storage     = 200
  max_allocated_storage = 1000
  storage_encrypted     = true

  backup_retention_period   = var.backup_days
  backup_window             = "03:00-04:00"
  deletion_protection       = var.deletion_protection
  final_snapshot_identifier = "${var.name}-final"

  tags = { "kestrel:backup" = "payments" }
}
