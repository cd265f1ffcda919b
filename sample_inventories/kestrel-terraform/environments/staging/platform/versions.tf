terraform {
  required_version = ">= 1.9"

  backend "s3" {
    bucket         = "kestrel-terraform-state"
    key            = "staging/platform/terraform.tfstate"
    region         = "us-east-1"
    dynamodb_table = "kestrel-terraform-lock"
    encrypt        = true
  }

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
    google = {
      source  = "hashicorp/google"
      version = ">= 6.0, < 8.0"
    }
    pagerduty = {
      source  = "PagerDuty/pagerduty"
      version = "~> 3.0"
    }
  }
}
