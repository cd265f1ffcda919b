provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["310020020020"]

  assume_role {
    role_arn = "arn:aws:iam::310020020020:role/terraform-deploy"
  }
}
