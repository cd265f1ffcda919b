shared_account_id = "444455556666"

environment_account_ids = {
  prod    = "111122223333"
  staging = "222233334444"
}

services = [
  "auth",
  "deposits",
  "fiat",
  "ledger-core",
  "market-data",
  "onboarding",
  "order-cancel",
  "order-entry",
  "trade-export",
  "withdrawals",
  "ws-gateway",
]

github_organisation = "kestrel-exchange"

runner_ami_id    = "ami-0c1f44f890950b53c"
runner_subnet_id = "subnet-0d3f2a7b91c64e058"
