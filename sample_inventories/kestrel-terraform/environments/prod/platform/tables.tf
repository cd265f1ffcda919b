# Instruments, fees and the last ticker of each. Read everywhere, so a global
# table; Dublin's market data is served from its replica.
resource "aws_dynamodb_table" "instruments" {
  name             = "${local.name}-instruments"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "symbol"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  attribute {
    name = "symbol"
    type = "S"
  }

  replica {
    region_name = var.dr_region
  }

  point_in_time_recovery {
    enabled = true
  }
}

# Deposit addresses of customers, and how far each watcher has read its chain.
resource "aws_dynamodb_table" "chain_state" {
  name         = "${local.name}-chain-state"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "pk"
  range_key    = "sk"

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }
}
