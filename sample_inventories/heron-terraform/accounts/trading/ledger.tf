# Balances and orders. The copy in Oregon is promoted by a person, if ever.

resource "aws_rds_global_cluster" "ledger" {
  global_cluster_identifier = "heron-ledger"
  engine                    = "aurora-postgresql"
  engine_version            = "16.6"
}

resource "aws_db_subnet_group" "trading" {
  name       = "trading"
  subnet_ids = values(module.vpc.private_subnet_ids)
}

resource "aws_db_subnet_group" "trading_west" {
  region = local.west

  name       = "trading"
  subnet_ids = values(module.vpc_west.private_subnet_ids)
}

data "aws_availability_zone" "ledger" {
  for_each = toset(["use1-az1", "use1-az2"])

  zone_id = each.key
}

resource "aws_rds_cluster" "ledger" {
  cluster_identifier          = "ledger"
  global_cluster_identifier   = aws_rds_global_cluster.ledger.id
  engine                      = aws_rds_global_cluster.ledger.engine
  engine_version              = aws_rds_global_cluster.ledger.engine_version
  master_username             = "heron"
  manage_master_user_password = true
  db_subnet_group_name        = aws_db_subnet_group.trading.name
  vpc_security_group_ids      = [aws_security_group.app.id]
  backup_retention_period     = 14
}

resource "aws_rds_cluster_instance" "ledger" {
  for_each = data.aws_availability_zone.ledger

  identifier           = "ledger-${each.key}"
  cluster_identifier   = aws_rds_cluster.ledger.id
  engine               = aws_rds_cluster.ledger.engine
  instance_class       = "db.r6g.2xlarge"
  availability_zone    = each.value.name
  db_subnet_group_name = aws_db_subnet_group.trading.name
}

resource "aws_rds_cluster" "ledger_west" {
  region = local.west

  cluster_identifier        = "ledger-west"
  global_cluster_identifier = aws_rds_global_cluster.ledger.id
  engine                    = aws_rds_global_cluster.ledger.engine
  engine_version            = aws_rds_global_cluster.ledger.engine_version
  db_subnet_group_name      = aws_db_subnet_group.trading_west.name
  vpc_security_group_ids    = [aws_security_group.app_west.id]
  backup_retention_period   = 14

  depends_on = [aws_rds_cluster_instance.ledger]
}

data "aws_availability_zone" "ledger_west" {
  region = local.west

  zone_id = "usw2-az1"
}

resource "aws_rds_cluster_instance" "ledger_west" {
  region = local.west

  identifier           = "ledger-west-usw2-az1"
  cluster_identifier   = aws_rds_cluster.ledger_west.id
  engine               = aws_rds_cluster.ledger_west.engine
  instance_class       = "db.r6g.2xlarge"
  availability_zone    = data.aws_availability_zone.ledger_west.name
  db_subnet_group_name = aws_db_subnet_group.trading_west.name
}
