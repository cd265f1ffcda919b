# Images of all services. Every environment pulls from here, in both regions.

resource "aws_ecr_repository" "service" {
  for_each = toset(var.services)

  name                 = "kestrel/${each.key}"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_repository" "datadog_agent" {
  name = "mirror/datadog-agent"
}

resource "aws_ecr_registry_policy" "pull" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "EnvironmentsPull"
      Effect    = "Allow"
      Principal = { AWS = [for id in values(var.environment_account_ids) : "arn:aws:iam::${id}:root"] }
      Action    = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      Resource  = "*"
    }]
  })
}

# Packages of the Lambda functions.
resource "aws_s3_bucket" "artifacts" {
  bucket = "kestrel-artifacts"
}
