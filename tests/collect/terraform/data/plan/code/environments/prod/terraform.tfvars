environment = "prod"
dr_region   = "eu-west-1"
zones       = ["us-east-1a", "us-east-1b", "us-east-1c"]
replica     = true
tags = {
  team = "ledger"
  cost = 42
}
