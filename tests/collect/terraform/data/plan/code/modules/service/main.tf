variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "port" {
  type = number
}

variable "copies" {
  type    = number
  default = 1
}

variable "environment" {
  type    = map(string)
  default = {}
}

variable "ingress" {
  type = list(object({
    port     = number
    cidrs    = list(string)
    protocol = optional(string, "tcp")
  }))
  default = []
}

module "secrets" {
  source = "./secrets"
  count  = length(var.environment) > 4 ? 2 : 1

  name = "${var.name}/${count.index}"
}

resource "aws_security_group" "this" {
  name   = var.name
  vpc_id = var.vpc_id

  dynamic "ingress" {
    for_each = var.ingress
    content {
      from_port   = ingress.value.port
      to_port     = ingress.value.port
      protocol    = ingress.value.protocol
      cidr_blocks = ingress.value.cidrs
      description = "${ingress.key}: ${ingress.value.protocol}/${ingress.value.port}"
    }
  }
}

resource "aws_ecs_task_definition" "this" {
  family = var.name
  container_definitions = jsonencode([
    {
      name      = "app"
      image     = "registry.example/${var.name}:${try(var.environment.VERSION, "latest")}"
      essential = true
      portMappings = [
        { containerPort = var.port }
      ]
      environment = [for key, value in var.environment : { name = key, value = value }]
      secrets     = [for secret in module.secrets : { name = "KEY_${secret.index}", valueFrom = secret.arn }]
    }
  ])
}

resource "aws_ecs_service" "this" {
  name            = var.name
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = max(var.copies, 1)

  network_configuration {
    subnets         = var.subnet_ids
    security_groups = [aws_security_group.this.id]
  }
}

output "discovery_name" {
  value = "${aws_ecs_service.this.name}.local"
}
