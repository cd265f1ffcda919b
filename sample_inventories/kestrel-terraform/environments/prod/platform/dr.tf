# Dublin. Public market data only, read-only, from the replica of the
# instruments table. Runs all the time; md.kestrel.example decides who asks it.

data "aws_ssm_parameter" "dr_vpc_id" {
  provider = aws.dr

  name = "/kestrel/prod/${var.dr_region}/vpc-id"
}

data "aws_ssm_parameter" "dr_public_subnet_ids" {
  provider = aws.dr

  name = "/kestrel/prod/${var.dr_region}/public-subnet-ids"
}

data "aws_ssm_parameter" "dr_private_subnet_id" {
  for_each = toset(var.dr_zone_ids)
  provider = aws.dr

  name = "/kestrel/prod/${var.dr_region}/private-subnet-id/${each.key}"
}

# Issued by hand when the region was set up; renews itself.
data "aws_acm_certificate" "dr" {
  provider = aws.dr

  domain   = "*.${var.domain}"
  statuses = ["ISSUED"]
}

locals {
  dr_vpc_id             = data.aws_ssm_parameter.dr_vpc_id.insecure_value
  dr_public_subnet_ids  = split(",", data.aws_ssm_parameter.dr_public_subnet_ids.insecure_value)
  dr_private_subnet_ids = [for zone in var.dr_zone_ids : data.aws_ssm_parameter.dr_private_subnet_id[zone].insecure_value]
}

module "load_balancer_dr" {
  source = "../../../modules/load-balancer"

  providers = {
    aws = aws.dr
  }

  name            = "${local.name}-dr"
  vpc_id          = local.dr_vpc_id
  subnet_ids      = local.dr_public_subnet_ids
  certificate_arn = data.aws_acm_certificate.dr.arn
}

resource "aws_ecs_cluster" "dr" {
  provider = aws.dr

  name = "${local.name}-dr"
}

resource "aws_cloudwatch_log_group" "dr" {
  provider = aws.dr

  name              = "/kestrel/prod/services"
  retention_in_days = 30
}

resource "aws_security_group" "dr_services" {
  provider = aws.dr

  name        = "${local.name}-dr-services"
  description = "Market data in Dublin"
  vpc_id      = local.dr_vpc_id

  ingress {
    from_port       = 8080
    to_port         = 8080
    protocol        = "tcp"
    security_groups = [module.load_balancer_dr.security_group_id]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

module "market_data_dr" {
  source = "../../../modules/ecs-service"

  providers = {
    aws = aws.dr
  }

  name         = "market-data"
  name_prefix  = "${local.name}-dr"
  cluster_arn  = aws_ecs_cluster.dr.arn
  cluster_name = aws_ecs_cluster.dr.name
  log_group    = aws_cloudwatch_log_group.dr.name

  execution_role_arn    = module.services.execution_role_arn
  default_task_role_arn = module.services.shared_task_role_arn

  vpc_id             = local.dr_vpc_id
  subnet_ids         = local.dr_public_subnet_ids
  security_group_ids = [aws_security_group.dr_services.id]
  assign_public_ip   = true # no NAT gateway here

  listener_arn = module.load_balancer_dr.listener_arn
  route        = { priority = 40, paths = ["/v1/market/*"] }

  image         = "${var.registry}/kestrel/market-data:${var.image_tag}"
  desired_count = 2

  environment = {
    ENVIRONMENT       = local.environment
    MODE              = "read-only"
    INSTRUMENTS_TABLE = aws_dynamodb_table.instruments.name
    TABLE_REGION      = var.dr_region
  }
}
