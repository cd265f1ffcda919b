locals {
  parts = split("/", google_container_cluster.primary.id)
  name  = element(local.parts, length(local.parts) - 1)
}
