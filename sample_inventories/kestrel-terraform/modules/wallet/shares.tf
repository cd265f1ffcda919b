# The shares are copied to the DR region, so that losing the bucket is not
# losing the wallet. What is copied is what the enclave wrote: sealed shares.
module "shares" {
  source = "../replicated-bucket"

  name        = "${var.name}-shares"
  copy_region = var.copy_region
}
