# The site. Its files are copied to Oregon; the distribution knows the bucket at home.

resource "aws_s3_bucket" "site" {
  bucket = "heron-site"
}

resource "aws_s3_bucket_versioning" "site" {
  bucket = aws_s3_bucket.site.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "site_west" {
  region = local.west

  bucket = "heron-site-west"
}

resource "aws_s3_bucket_versioning" "site_west" {
  region = local.west

  bucket = aws_s3_bucket.site_west.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_replication_configuration" "site" {
  bucket = aws_s3_bucket.site.id
  role   = aws_iam_role.replication.arn

  rule {
    id     = "all"
    status = "Enabled"

    destination {
      bucket = aws_s3_bucket.site_west.arn
    }
  }

  depends_on = [aws_s3_bucket_versioning.site, aws_s3_bucket_versioning.site_west]
}

resource "aws_cloudfront_distribution" "site" {
  enabled             = true
  aliases             = ["www.heron.example"]
  default_root_object = "index.html"
  comment             = "site"

  origin {
    origin_id   = "bucket"
    domain_name = aws_s3_bucket.site.bucket_regional_domain_name
  }

  default_cache_behavior {
    target_origin_id       = "bucket"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]

    forwarded_values {
      query_string = false

      cookies {
        forward = "none"
      }
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate.this.arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

resource "aws_route53_record" "site" {
  provider = aws.dns

  zone_id = local.zone_id
  name    = "www.heron.example"
  type    = "A"

  alias {
    name                   = aws_cloudfront_distribution.site.domain_name
    zone_id                = aws_cloudfront_distribution.site.hosted_zone_id
    evaluate_target_health = false
  }
}
