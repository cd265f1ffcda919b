# Images of all services. Services in Oregon start from the copies there.

locals {
  images = ["order-entry", "market-data", "credit-worker", "withdrawals", "signer", "deposit-worker"]
}

resource "aws_ecr_repository" "this" {
  for_each = toset(local.images)
  region   = "us-east-1"

  name                 = "heron/${each.key}"
  image_tag_mutability = "IMMUTABLE"
}

resource "aws_ecr_repository" "west" {
  for_each = toset(["market-data"])
  region   = "us-west-2"

  name                 = "heron/${each.key}"
  image_tag_mutability = "IMMUTABLE"
}

resource "aws_ecr_replication_configuration" "this" {
  region = "us-east-1"

  replication_configuration {
    rule {
      destination {
        region      = "us-west-2"
        registry_id = "310050050050"
      }
    }
  }
}
