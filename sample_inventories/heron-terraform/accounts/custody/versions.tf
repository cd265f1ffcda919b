terraform {
  required_version = ">= 1.9"

  backend "s3" {
    bucket       = "heron-terraform-state"
    key          = "custody/terraform.tfstate"
    region       = "eu-west-1"
    use_lockfile = true
  }

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}
