account_id = "222233334444"
domain     = "staging.kestrel.example"

region     = "us-east-1"
cidr_block = "10.40.0.0/16"
zone_ids   = ["use1-az6", "use1-az1"]
