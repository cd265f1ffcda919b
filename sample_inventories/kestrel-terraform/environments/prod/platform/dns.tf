# Public names. What is not here: www (module.site) and status (status.tf).

# Customers reach the API and its websocket through Cloudflare. The zone there is a partial one:
# we keep our own DNS and point single names at Cloudflare. To go around it in
# an emergency, set api_behind_cloudflare to false and run the pipeline.
resource "aws_route53_record" "api" {
  zone_id = data.aws_route53_zone.public.zone_id
  name    = "api.${var.domain}"
  type    = "CNAME"
  ttl     = 60
  records = [var.api_behind_cloudflare ? "api.${var.domain}.cdn.cloudflare.net" : aws_route53_record.origin.fqdn]
}

# The load balancer itself; Cloudflare's origin.
resource "aws_route53_record" "origin" {
  zone_id = data.aws_route53_zone.public.zone_id
  name    = "origin.${var.domain}"
  type    = "A"

  alias {
    name                   = module.load_balancer.dns_name
    zone_id                = module.load_balancer.zone_id
    evaluate_target_health = true
  }
}

# Public market data, straight to the load balancer of the region that serves
# it. Moving it is a decision (the books in Dublin are older), so not a health
# check: set market_data_region and run the pipeline. Runbook: MD-2.
resource "aws_route53_record" "market_data" {
  zone_id = data.aws_route53_zone.public.zone_id
  name    = "md.${var.domain}"
  type    = "CNAME"
  ttl     = 300
  records = [var.market_data_region == var.region ? module.load_balancer.dns_name : module.load_balancer_dr.dns_name]
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

resource "aws_route53_record" "kyc" {
  zone_id = data.aws_route53_zone.public.zone_id
  name    = "kyc.${var.domain}"
  type    = "CNAME"
  ttl     = 3600
  records = [module.kyc.hostname]
}

# --- certificate: one wildcard for CloudFront, Cognito and the load balancer ---

resource "aws_acm_certificate" "public" {
  domain_name               = var.domain
  subject_alternative_names = ["*.${var.domain}"]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

# Both names of the certificate validate with the same record.
resource "aws_route53_record" "certificate" {
  zone_id         = data.aws_route53_zone.public.zone_id
  name            = tolist(aws_acm_certificate.public.domain_validation_options)[0].resource_record_name
  type            = tolist(aws_acm_certificate.public.domain_validation_options)[0].resource_record_type
  records         = [tolist(aws_acm_certificate.public.domain_validation_options)[0].resource_record_value]
  ttl             = 300
  allow_overwrite = true
}
