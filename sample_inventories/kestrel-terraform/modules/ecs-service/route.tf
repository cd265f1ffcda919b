resource "aws_lb_target_group" "this" {
  count = var.route == null ? 0 : 1

  name                 = var.name
  vpc_id               = var.vpc_id
  port                 = var.port
  protocol             = "HTTP"
  target_type          = "ip"
  deregistration_delay = 15

  health_check {
    path                = "/healthz"
    interval            = 10
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

resource "aws_lb_listener_rule" "this" {
  count = var.route == null ? 0 : 1

  listener_arn = var.listener_arn
  priority     = var.route.priority

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[0].arn
  }

  condition {
    path_pattern {
      values = var.route.paths
    }
  }

  dynamic "condition" {
    for_each = length(var.route.methods) > 0 ? [var.route.methods] : []

    content {
      http_request_method {
        values = condition.value
      }
    }
  }
}
