# No Cloudflare and no site here: testers come through the office VPN's address.

resource "aws_acm_certificate" "public" {
  domain_name       = "*.${var.domain}"
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "certificate" {
  zone_id         = data.aws_route53_zone.public.zone_id
  name            = tolist(aws_acm_certificate.public.domain_validation_options)[0].resource_record_name
  type            = tolist(aws_acm_certificate.public.domain_validation_options)[0].resource_record_type
  records         = [tolist(aws_acm_certificate.public.domain_validation_options)[0].resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

module "load_balancer" {
  source = "../../../modules/load-balancer"

  name                = "${local.name}-public"
  vpc_id              = local.vpc_id
  subnet_ids          = local.public_subnet_ids
  certificate_arn     = aws_acm_certificate.public.arn
  deletion_protection = false
}

resource "aws_route53_record" "api" {
  zone_id = data.aws_route53_zone.public.zone_id
  name    = "api.${var.domain}"
  type    = "A"

  alias {
    name                   = module.load_balancer.dns_name
    zone_id                = module.load_balancer.zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "login" {
  zone_id = data.aws_route53_zone.public.zone_id
  name    = "login.${var.domain}"
  type    = "A"

  alias {
    name                   = module.identity.login_distribution
    zone_id                = module.identity.login_distribution_zone_id
    evaluate_target_health = false
  }
}
