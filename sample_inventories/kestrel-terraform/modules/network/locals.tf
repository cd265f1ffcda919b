locals {
  # zone id -> index, e.g. { use1-az4 = 0, use1-az6 = 1 }
  zones = { for index, zone in var.zone_ids : zone => index }
}
