# A load balancer with one listener and one group of targets: each of ours serves one thing.

resource "aws_lb" "this" {
  region = var.region

  name               = var.name
  internal           = var.network
  load_balancer_type = var.network ? "network" : "application"
  subnets            = var.subnet_ids
  security_groups    = var.security_group_ids
}

resource "aws_lb_target_group" "this" {
  region = var.region

  name        = "${var.name}-targets"
  vpc_id      = var.vpc_id
  port        = var.port
  protocol    = var.network ? "TCP" : "HTTP"
  target_type = var.target_type
}

resource "aws_lb_listener" "this" {
  region = var.region

  load_balancer_arn = aws_lb.this.arn
  port              = var.network ? var.port : 443
  protocol          = var.network ? "TCP" : "HTTPS"
  certificate_arn   = var.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }
}
