locals {
  pool_parts = split("/", element(values(google_container_node_pool.pools)[*].id, 0))
  name       = element(local.pool_parts, length(local.pool_parts) - 3)
}
