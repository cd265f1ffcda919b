module "load_balancer" {
  source = "../../../modules/load-balancer"

  name            = "${local.name}-public"
  vpc_id          = local.vpc_id
  subnet_ids      = local.public_subnet_ids
  certificate_arn = aws_acm_certificate.public.arn
  idle_timeout_s  = 120
}

module "site" {
  source = "../../../modules/site"

  name                  = local.name
  domain                = var.domain
  zone_id               = data.aws_route53_zone.public.zone_id
  certificate_arn       = aws_acm_certificate.public.arn
  cloudflare_account_id = var.cloudflare_account_id
}

# --- Cloudflare: DDoS protection and rate limits in front of the API -----------

resource "cloudflare_zone" "public" {
  name = var.domain
  type = "partial"

  account = {
    id = var.cloudflare_account_id
  }
}

resource "cloudflare_dns_record" "api" {
  zone_id = cloudflare_zone.public.id
  name    = "api.${var.domain}"
  type    = "CNAME"
  content = aws_route53_record.origin.fqdn
  ttl     = 1
  proxied = true
}

resource "cloudflare_ruleset" "rate_limits" {
  zone_id = cloudflare_zone.public.id
  name    = "API rate limits"
  kind    = "zone"
  phase   = "http_ratelimit"

  rules = [{
    description = "Orders, per key"
    expression  = "(http.host eq \"api.${var.domain}\" and starts_with(http.request.uri.path, \"/v1/orders\"))"
    action      = "block"

    ratelimit = {
      characteristics     = ["cf.colo.id", "http.request.headers[\"x-api-key\"]"]
      period              = 10
      requests_per_period = 3000
      mitigation_timeout  = 10
    }
  }]
}
