locals {
  host = "www.${var.domain}"
}

resource "aws_route53_health_check" "primary" {
  type              = "HTTPS"
  fqdn              = aws_cloudfront_distribution.site.domain_name
  port              = 443
  resource_path     = "/healthz.txt"
  request_interval  = 10
  failure_threshold = 3

  tags = { Name = "${var.name}-site" }
}

resource "aws_route53_record" "primary" {
  zone_id         = var.zone_id
  name            = local.host
  type            = "CNAME"
  ttl             = 60
  records         = [aws_cloudfront_distribution.site.domain_name]
  set_identifier  = "cloudfront"
  health_check_id = aws_route53_health_check.primary.id

  failover_routing_policy {
    type = "PRIMARY"
  }
}

resource "aws_route53_record" "fallback" {
  zone_id        = var.zone_id
  name           = local.host
  type           = "CNAME"
  ttl            = 60
  records        = [cloudflare_pages_project.fallback.subdomain]
  set_identifier = "pages"

  failover_routing_policy {
    type = "SECONDARY"
  }
}

resource "cloudflare_pages_project" "fallback" {
  account_id        = var.cloudflare_account_id
  name              = "${var.name}-www"
  production_branch = "main"
}

resource "cloudflare_pages_domain" "fallback" {
  account_id   = var.cloudflare_account_id
  project_name = cloudflare_pages_project.fallback.name
  name         = local.host
}
