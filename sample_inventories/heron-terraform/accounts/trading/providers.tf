provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["310030030030"]

  assume_role {
    role_arn = "arn:aws:iam::310030030030:role/terraform-deploy"
  }
}

# Public names are in the network account.
provider "aws" {
  alias               = "dns"
  region              = "us-east-1"
  allowed_account_ids = ["310020020020"]

  assume_role {
    role_arn = "arn:aws:iam::310020020020:role/terraform-dns"
  }
}
