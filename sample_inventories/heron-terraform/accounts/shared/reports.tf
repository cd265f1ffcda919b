# Statements and tax reports: jobs on Kubernetes, and the database they write to.

module "vpc" {
  source = "../../modules/vpc"

  name         = "shared-ireland"
  region       = "eu-west-1"
  cidr_block   = "10.50.0.0/16"
  zone_ids     = ["euw1-az1", "euw1-az2", "euw1-az3"]
  nat_zone_ids = ["euw1-az1"]
}

resource "aws_security_group" "reports" {
  name        = "reports"
  description = "Report jobs and their database"
  vpc_id      = module.vpc.vpc_id
}

resource "aws_iam_role" "reports" {
  name = "heron-reports"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = ["eks.amazonaws.com", "ec2.amazonaws.com"] }
    }]
  })
}

resource "aws_eks_cluster" "reports" {
  name     = "reports-cluster"
  role_arn = aws_iam_role.reports.arn

  vpc_config {
    subnet_ids = values(module.vpc.private_subnet_ids)
  }
}

# One zone: the jobs share volumes.
resource "aws_eks_node_group" "reports" {
  cluster_name    = aws_eks_cluster.reports.name
  node_group_name = "reports-nodes"
  node_role_arn   = aws_iam_role.reports.arn
  subnet_ids      = [module.vpc.private_subnet_ids["euw1-az1"]]

  scaling_config {
    desired_size = 2
    min_size     = 2
    max_size     = 4
  }

  tags = { "heron:journey" = "reports" }
}

resource "aws_db_subnet_group" "reports" {
  name       = "reports"
  subnet_ids = values(module.vpc.private_subnet_ids)
}

resource "aws_db_instance" "reports" {
  identifier                  = "reports"
  engine                      = "postgres"
  instance_class              = "db.r6g.large"
  allocated_storage           = 200
  username                    = "heron"
  manage_master_user_password = true
  multi_az                    = true
  backup_retention_period     = 14
  db_subnet_group_name        = aws_db_subnet_group.reports.name
  vpc_security_group_ids      = [aws_security_group.reports.id]

  tags = { "heron:journey" = "reports" }
}
