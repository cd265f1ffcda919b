account_id = "111122223333"
domain     = "kestrel.example"

region      = "us-east-1"
cidr_block  = "10.20.0.0/16"
zone_ids    = ["use1-az4", "use1-az6", "use1-az1"]
nat_zone_id = "use1-az4"

dr_region     = "eu-west-1"
dr_cidr_block = "10.30.0.0/16"
dr_zone_ids   = ["euw1-az1", "euw1-az2"]
