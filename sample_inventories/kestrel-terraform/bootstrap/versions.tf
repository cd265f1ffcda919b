terraform {
  required_version = ">= 1.9"

  # Created by hand once, imported afterwards. See README.
  backend "s3" {
    bucket         = "kestrel-terraform-state"
    key            = "bootstrap/terraform.tfstate"
    region         = "us-east-1"
    dynamodb_table = "kestrel-terraform-lock"
    encrypt        = true
  }

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = [var.shared_account_id]

  default_tags {
    tags = {
      "kestrel:environment" = "shared"
      "kestrel:repository"  = "kestrel-terraform"
    }
  }
}
