# The organization and its accounts. Nothing of the exchange runs here.

resource "aws_organizations_organization" "this" {
  feature_set                   = "ALL"
  enabled_policy_types          = ["SERVICE_CONTROL_POLICY"]
  aws_service_access_principals = ["ram.amazonaws.com"]
}

resource "aws_organizations_organizational_unit" "this" {
  for_each = toset(["infrastructure", "production"])

  name      = each.key
  parent_id = aws_organizations_organization.this.roots[0].id
}

locals {
  accounts = {
    network = "infrastructure"
    shared  = "infrastructure"
    trading = "production"
    custody = "production"
  }
}

resource "aws_organizations_account" "this" {
  for_each = local.accounts

  name      = "heron-${each.key}"
  email     = "aws-${each.key}@heron.example"
  parent_id = aws_organizations_organizational_unit.this[each.value].id
  role_name = "heron-admin"

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_organizations_policy" "regions" {
  name = "heron-regions"
  type = "SERVICE_CONTROL_POLICY"

  content = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      NotAction = ["iam:*", "organizations:*", "route53:*", "cloudfront:*", "sts:*", "support:*"]
      Resource  = "*"
      Condition = {
        StringNotEquals = { "aws:RequestedRegion" = ["us-east-1", "us-west-2", "eu-west-1"] }
      }
    }]
  })
}

resource "aws_organizations_policy_attachment" "regions" {
  policy_id = aws_organizations_policy.regions.id
  target_id = aws_organizations_organizational_unit.this["production"].id
}
