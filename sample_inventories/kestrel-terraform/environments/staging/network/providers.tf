provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]

  assume_role {
    role_arn = "arn:aws:iam::${var.account_id}:role/terraform-deploy"
  }

  default_tags {
    tags = {
      "kestrel:environment" = "staging"
      "kestrel:repository"  = "kestrel-terraform"
    }
  }
}
