# The status page: in Ireland, in an account that runs nothing of the exchange.

resource "aws_s3_bucket" "status" {
  bucket = "heron-status"
}

resource "aws_acm_certificate" "status" {
  region = "us-east-1"

  domain_name       = "status.heron.example"
  validation_method = "EMAIL"
}

resource "aws_cloudfront_distribution" "status" {
  enabled             = true
  aliases             = ["status.heron.example"]
  default_root_object = "index.html"
  comment             = "status page"

  origin {
    origin_id   = "bucket"
    domain_name = aws_s3_bucket.status.bucket_regional_domain_name
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
    acm_certificate_arn      = aws_acm_certificate.status.arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

resource "aws_route53_record" "status" {
  provider = aws.dns

  zone_id = data.terraform_remote_state.network.outputs.public_zone_id
  name    = "status.heron.example"
  type    = "A"

  alias {
    name                   = aws_cloudfront_distribution.status.domain_name
    zone_id                = aws_cloudfront_distribution.status.hosted_zone_id
    evaluate_target_health = false
  }
}
