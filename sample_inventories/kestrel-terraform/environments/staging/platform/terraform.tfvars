account_id = "222233334444"
domain     = "staging.kestrel.example"

region   = "us-east-1"
zone_ids = ["use1-az6", "use1-az1"]

gcp_project        = "kestrel-surveillance-staging"
gcp_project_number = "561220934817"
gcp_region         = "us-east4"

azure_subscription_id   = "a8f4d0c2-7be1-4d6f-9c35-2e9a1b7f6c03"
azure_tenant_id         = "b7d9e7a4-51c2-4f0a-8a57-3c9be2f4a9d0"
azure_location          = "westeurope"
kyc_dba_group_object_id = "0f6b2f38-9e0c-4f7c-a3c0-6a1f5d7be2c4"

registry             = "444455556666.dkr.ecr.us-east-1.amazonaws.com"
image_tag            = "2026.11.4-rc2"
code_bucket          = "kestrel-artifacts"
enclave_image_sha384 = "4e1c9a0b7d6f58324e1c9a0b7d6f58324e1c9a0b7d6f58324e1c9a0b7d6f58324e1c9a0b7d6f58324e1c9a0b7d6f5832"

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

# Sandboxes, where the vendor has one.
vendor_urls = {
  chainalysis        = "https://api.chainalysis.com"
  circle             = "https://api-sandbox.circle.com/v1"
  fireblocks         = "https://sandbox-api.fireblocks.io/v1"
  modulr             = "https://api-sandbox.modulrfinance.com"
  quicknode_ethereum = "https://kestrel-staging.ethereum-sepolia.quiknode.pro"
  sendgrid           = "https://api.sendgrid.com/v3"
  sumsub             = "https://api.sumsub.com"
  twilio_verify      = "https://verify.twilio.com/v2"
}
