provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["310010010010"]

  assume_role {
    role_arn = "arn:aws:iam::310010010010:role/terraform-deploy"
  }
}
