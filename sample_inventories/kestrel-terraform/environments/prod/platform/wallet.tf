module "wallet" {
  source = "../../../modules/wallet"

  name       = "${local.name}-wallet"
  account_id = var.account_id
  region     = var.region
  vpc_id     = local.vpc_id

  ami_id               = data.aws_ssm_parameter.ami["signer"].insecure_value
  enclave_image_sha384 = var.enclave_image_sha384
  signer_count         = 2
  signer_subnet_ids    = [for zone in ["use1-az6", "use1-az1"] : local.private_subnets[zone]]

  sign_queue_url = module.queues.queues["sign-requests"].url
  sign_queue_arn = module.queues.queues["sign-requests"].arn
  copy_region    = var.dr_region
}
