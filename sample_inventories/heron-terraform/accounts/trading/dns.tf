locals {
  zone_id = data.terraform_remote_state.network.outputs.public_zone_id
}

resource "aws_route53_record" "api" {
  provider = aws.dns

  zone_id = local.zone_id
  name    = "api.heron.example"
  type    = "A"

  alias {
    name                   = module.api.dns_name
    zone_id                = module.api.zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "login" {
  provider = aws.dns

  zone_id = local.zone_id
  name    = "login.heron.example"
  type    = "A"

  alias {
    name                   = aws_apigatewayv2_domain_name.login.domain_name_configuration[0].target_domain_name
    zone_id                = aws_apigatewayv2_domain_name.login.domain_name_configuration[0].hosted_zone_id
    evaluate_target_health = false
  }
}

# Prices move to Oregon by themselves, in about a minute.
resource "aws_route53_health_check" "prices" {
  provider = aws.dns

  type              = "HTTPS"
  fqdn              = module.prices.dns_name
  port              = 443
  resource_path     = "/healthz"
  request_interval  = 10
  failure_threshold = 3
}

resource "aws_route53_record" "md" {
  for_each = {
    virginia = { type = "PRIMARY", balancer = module.prices, health_check_id = aws_route53_health_check.prices.id }
    oregon   = { type = "SECONDARY", balancer = module.prices_west, health_check_id = null }
  }
  provider = aws.dns

  zone_id         = local.zone_id
  name            = "md.heron.example"
  type            = "A"
  set_identifier  = each.key
  health_check_id = each.value.health_check_id

  failover_routing_policy {
    type = each.value.type
  }

  alias {
    name                   = each.value.balancer.dns_name
    zone_id                = each.value.balancer.zone_id
    evaluate_target_health = true
  }
}
