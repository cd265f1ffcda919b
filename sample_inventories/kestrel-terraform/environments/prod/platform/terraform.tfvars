account_id = "111122223333"
domain     = "kestrel.example"

region   = "us-east-1"
zone_ids = ["use1-az4", "use1-az6", "use1-az1"]

dr_region   = "eu-west-1"
dr_zone_ids = ["euw1-az1", "euw1-az2"]

gcp_project        = "kestrel-surveillance-prod"
gcp_project_number = "803915527761"
gcp_region         = "us-east4"

azure_subscription_id   = "5c1f0c7e-3a52-4c55-9d0e-0b8f6a2e7d11"
azure_tenant_id         = "b7d9e7a4-51c2-4f0a-8a57-3c9be2f4a9d0"
azure_location          = "westeurope"
kyc_dba_group_object_id = "0f6b2f38-9e0c-4f7c-a3c0-6a1f5d7be2c4"

cloudflare_account_id = "4f3c9a1de07b4b4f9c55d0a7e2b86f31"

market_data_region = "us-east-1"

# --- releases: moved by the pipeline -------------------------------------------

registry             = "444455556666.dkr.ecr.us-east-1.amazonaws.com"
image_tag            = "2026.11.3"
code_bucket          = "kestrel-artifacts"
enclave_image_sha384 = "9b0a6f1d5ce7a2348f7d1c0be4a9937265d80f1e2c3b4a5968778695a4b3c2d1e0f9182736455463728190aabbccddee"

# --- sizes and placement ---------------------------------------------------------

service_sizes = {
  auth         = { count = 6, cpu = 1024, memory = 2048 }
  deposits     = { count = 3 }
  fiat         = { count = 3 }
  ledger-core  = { count = 6, cpu = 2048, memory = 4096 }
  market-data  = { count = 4, cpu = 1024, memory = 2048 }
  onboarding   = { count = 2 }
  order-cancel = { count = 3 }
  order-entry  = { count = 9, max = 30, cpu = 2048, memory = 4096 }
  trade-export = { count = 1 }
  withdrawals  = { count = 3 }
  ws-gateway   = { count = 6, cpu = 1024, memory = 2048 }
}

engine_zone_id    = "use1-az4"
engine_node_count = 5

ledger_instances = {
  one = { class = "db.r7g.4xlarge", zone_id = "use1-az4", tier = 0 }
  two = { class = "db.r7g.4xlarge", zone_id = "use1-az6", tier = 1 }
}

kafka_zone_ids     = ["use1-az4", "use1-az6"]
kafka_broker_count = 4

cache_zone_ids = ["use1-az4", "use1-az6"]

queues = {
  deposits      = { retention_s = 1209600 }
  fiat-events   = { retention_s = 1209600 }
  sign-requests = { retention_s = 3600, visibility_timeout_s = 120 }
  withdrawals   = {}
}

chain_nodes = {
  bitcoin-1  = { chain = "bitcoin", client = "bitcoind", zone_id = "use1-az4", rpc_port = 8332, disk_gb = 1200 }
  bitcoin-2  = { chain = "bitcoin", client = "bitcoind", zone_id = "use1-az6", rpc_port = 8332, disk_gb = 1200 }
  ethereum-1 = { chain = "ethereum", client = "geth", zone_id = "use1-az6", rpc_port = 8545, disk_gb = 2400 }
}

# --- vendors -------------------------------------------------------------------

deposit_watchers = {
  ethereum = {
    rpc_url          = "https://mainnet.infura.io/v3"
    rpc_fallback_url = "https://eth-mainnet.g.alchemy.com/v2"
    confirmations    = 32
  }
  polygon = {
    rpc_url          = "https://polygon-mainnet.infura.io/v3"
    rpc_fallback_url = "https://polygon-mainnet.g.alchemy.com/v2"
    confirmations    = 128
  }
  solana = {
    rpc_url       = "https://kestrel-prod.solana-mainnet.quiknode.pro"
    confirmations = 32
  }
}

vendor_urls = {
  chainalysis        = "https://api.chainalysis.com"
  circle             = "https://api.circle.com/v1"
  fireblocks         = "https://api.fireblocks.io/v1"
  modulr             = "https://api.modulrfinance.com"
  quicknode_ethereum = "https://kestrel-prod.quiknode.pro"
  sendgrid           = "https://api.sendgrid.com/v3"
  sumsub             = "https://api.sumsub.com"
  twilio_verify      = "https://verify.twilio.com/v2"
}
