# One Fargate service: task definition, service, and where asked for a public
# route, a task role of its own and scaling.

data "aws_region" "current" {}

locals {
  container = {
    name      = var.name
    image     = var.image
    essential = true

    portMappings = [{ name = "http", containerPort = var.port, protocol = "tcp" }]

    environment = [
      for key in sort(keys(var.environment)) : { name = key, value = var.environment[key] }
    ]
    secrets = [
      for key in sort(keys(var.secrets)) : { name = key, valueFrom = var.secrets[key] }
    ]

    healthCheck = {
      command  = ["CMD-SHELL", "wget -qO- http://localhost:${var.port}/healthz || exit 1"]
      interval = 10
      retries  = 3
    }

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = var.log_group
        awslogs-region        = data.aws_region.current.region
        awslogs-stream-prefix = var.name
        mode                  = "non-blocking"
      }
    }
  }

  # Metrics only. Not essential: a broken agent must not take a service down.
  datadog = {
    name        = "datadog"
    image       = var.datadog_image
    essential   = false
    environment = [{ name = "DD_SITE", value = "datadoghq.com" }, { name = "ECS_FARGATE", value = "true" }]
  }
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = var.execution_role_arn
  task_role_arn            = var.policy == null ? var.default_task_role_arn : aws_iam_role.task[0].arn

  container_definitions = jsonencode(concat(
    [local.container],
    var.datadog_image == null ? [] : [local.datadog],
  ))
}

resource "aws_ecs_service" "this" {
  name            = var.name
  cluster         = var.cluster_arn
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = var.desired_count
  launch_type     = "FARGATE"

  health_check_grace_period_seconds = var.route == null ? null : 30

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = var.security_group_ids
    assign_public_ip = var.assign_public_ip
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  dynamic "service_connect_configuration" {
    for_each = var.service_connect_namespace == null ? [] : [var.service_connect_namespace]

    content {
      enabled   = true
      namespace = service_connect_configuration.value

      service {
        port_name      = "http"
        discovery_name = var.name

        client_alias {
          dns_name = "${var.name}.svc"
          port     = var.port
        }
      }
    }
  }

  dynamic "load_balancer" {
    for_each = aws_lb_target_group.this

    content {
      target_group_arn = load_balancer.value.arn
      container_name   = var.name
      container_port   = var.port
    }
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}
