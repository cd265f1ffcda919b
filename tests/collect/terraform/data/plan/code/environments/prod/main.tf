terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = var.region
}

provider "aws" {
  alias  = "dr"
  region = var.dr_region
}

module "network" {
  source = "../../modules/network"

  name        = local.name
  cidr        = var.cidr
  zones       = var.zones
  nat_per_all = var.environment != "prod"
}

module "network_dr" {
  source = "../../modules/network"
  providers = {
    aws = aws.dr
  }

  name  = "${local.name}-dr"
  cidr  = cidrsubnet(var.cidr, 2, 3)
  zones = ["eu-west-1a"]
}

module "service" {
  source   = "../../modules/service"
  for_each = local.services

  name        = "${local.name}-${each.key}"
  subnet_ids  = module.network.private_subnet_ids
  vpc_id      = module.network.vpc_id
  port        = each.value.port
  copies      = lookup(each.value, "copies", 1)
  environment = merge(local.common_environment, each.value.environment)
  ingress     = each.value.ingress
}

locals {
  name = "kestrel-${var.environment}"

  common_environment = {
    DATABASE_HOST = aws_db_instance.ledger.address
    DATABASE_URL  = "postgres://ledger@${aws_db_instance.ledger.address}:${aws_db_instance.ledger.port}/ledger"
    QUEUE         = aws_sqs_queue.jobs["deposits"].name
    STAGE         = upper(var.environment)
  }

  services = {
    orders = {
      port        = 8080
      copies      = 3
      environment = { PRICES = "redis.${local.name}.internal" }
      ingress     = [{ port = 8080, cidrs = [var.cidr] }, { port = 9090, cidrs = ["10.0.0.0/8"] }]
    }
    withdrawals = {
      port        = 8081
      environment = {}
      ingress     = []
    }
  }

  queues = toset(["deposits", "withdrawals"])
}

resource "aws_db_instance" "ledger" {
  identifier             = "${local.name}-ledger"
  engine                 = "postgres"
  engine_version         = "16.${length(var.zones)}"
  instance_class         = var.environment == "prod" ? "db.r6g.xlarge" : "db.t4g.medium"
  multi_az               = var.environment == "prod" && length(var.zones) > 1
  db_subnet_group_name   = aws_db_subnet_group.ledger.name
  vpc_security_group_ids = [for group in [aws_security_group.ledger] : group.id]
  port                   = 5432

  tags = merge(var.tags, { Name = title("ledger") })
}

resource "aws_db_subnet_group" "ledger" {
  name       = "${local.name}-ledger"
  subnet_ids = module.network.private_subnet_ids
}

resource "aws_security_group" "ledger" {
  name   = "${local.name}-ledger"
  vpc_id = module.network.vpc_id

  dynamic "ingress" {
    for_each = { for name, service in local.services : name => service if service.port > 0 }
    iterator = caller

    content {
      description = "from ${caller.key}"
      from_port   = 5432
      to_port     = 5432
      protocol    = "tcp"
      cidr_blocks = module.network.private_cidrs
    }
  }
}

resource "aws_db_instance" "replica" {
  count    = var.replica ? 1 : 0
  provider = aws.dr

  identifier          = "${local.name}-ledger-replica"
  replicate_source_db = aws_db_instance.ledger.arn
  instance_class      = aws_db_instance.ledger.instance_class
}

resource "aws_db_instance" "unused" {
  count      = var.environment == "staging" ? 1 : 0
  identifier = "never"
}

resource "aws_sqs_queue" "jobs" {
  for_each = local.queues

  name                       = "${local.name}-${each.key}"
  visibility_timeout_seconds = each.value == "deposits" ? 60 : 30
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "dead" {
  name = join("-", [local.name, "dead"])
}

resource "aws_iam_policy" "jobs" {
  name = "${local.name}-jobs"

  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"],
          "Resource": ${jsonencode([for queue in aws_sqs_queue.jobs : queue.arn])}
        }
      ]
    }
  JSON
}

output "services" {
  value = { for name, service in module.service : name => service.discovery_name }
}
