# The status page must not run on what it reports about: the page is on
# Cloudflare Pages, its numbers in a bucket on Google Cloud. A job writes the
# numbers every minute (chains.tf, module.jobs).

resource "cloudflare_pages_project" "status" {
  account_id        = var.cloudflare_account_id
  name              = "kestrel-status"
  production_branch = "main"

  deployment_configs = {
    production = {
      env_vars = {
        FEED_URL = {
          type  = "plain_text"
          value = "https://storage.googleapis.com/${google_storage_bucket.status_feed.name}/status.json"
        }
      }
    }
  }
}

resource "cloudflare_pages_domain" "status" {
  account_id   = var.cloudflare_account_id
  project_name = cloudflare_pages_project.status.name
  name         = "status.${var.domain}"
}

resource "aws_route53_record" "status" {
  zone_id = data.aws_route53_zone.public.zone_id
  name    = "status.${var.domain}"
  type    = "CNAME"
  ttl     = 300
  records = [cloudflare_pages_project.status.subdomain]
}

resource "google_storage_bucket" "status_feed" {
  name                        = "kestrel-status-feed"
  location                    = "US"
  uniform_bucket_level_access = true
}

resource "google_storage_bucket_iam_member" "status_feed_public" {
  bucket = google_storage_bucket.status_feed.name
  role   = "roles/storage.objectViewer"
  member = "allUsers"
}
