terraform {
  required_version = ">= 1.9"

  backend "s3" {
    bucket         = "kestrel-terraform-state"
    key            = "staging/network/terraform.tfstate"
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
