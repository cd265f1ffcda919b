provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]

  assume_role {
    role_arn = "arn:aws:iam::${var.account_id}:role/terraform-deploy"
  }

  default_tags {
    tags = local.tags
  }
}

provider "aws" {
  alias               = "dr"
  region              = var.dr_region
  allowed_account_ids = [var.account_id]

  assume_role {
    role_arn = "arn:aws:iam::${var.account_id}:role/terraform-deploy"
  }

  default_tags {
    tags = local.tags
  }
}

provider "google" {
  project = var.gcp_project
  region  = var.gcp_region
}

provider "azurerm" {
  features {}

  subscription_id = var.azure_subscription_id
  tenant_id       = var.azure_tenant_id
}

# Tokens and keys of these come from the pipeline's environment.
provider "cloudflare" {}

provider "datadog" {
  api_url = "https://api.datadoghq.com/"
}

provider "pagerduty" {}
