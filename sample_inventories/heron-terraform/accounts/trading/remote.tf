data "terraform_remote_state" "network" {
  backend = "s3"

  config = {
    bucket = "heron-terraform-state"
    key    = "network/terraform.tfstate"
    region = "eu-west-1"
  }
}

data "terraform_remote_state" "shared" {
  backend = "s3"

  config = {
    bucket = "heron-terraform-state"
    key    = "shared/terraform.tfstate"
    region = "eu-west-1"
  }
}
