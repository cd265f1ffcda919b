module "ledger" {
  source = "../../../modules/ledger"

  name                      = "${local.name}-ledger"
  vpc_id                    = local.vpc_id
  subnet_ids                = values(local.private_subnets)
  client_security_group_ids = [module.services.security_group_id]

  instances = {
    for name, instance in var.ledger_instances : name => {
      class = instance.class
      zone  = local.zone_names[instance.zone_id]
      tier  = instance.tier
    }
  }
}

module "payments_db" {
  source = "../../../modules/payments-db"

  providers = {
    aws           = aws
    aws.reporting = aws.dr
  }

  name                      = "${local.name}-payments"
  vpc_id                    = local.vpc_id
  subnet_ids                = values(local.private_subnets)
  client_security_group_ids = [module.services.security_group_id]
  multi_az                  = true

  reporting = {
    subnet_ids     = local.dr_private_subnet_ids
    instance_class = "db.t4g.medium"
  }
}

# The ledger is also kept in Dublin, a day behind at worst (board decision
# 2024-06). Payments can be rebuilt from the banks' statements.
module "backup" {
  source = "../../../modules/backup"

  name        = local.name
  copy_region = var.dr_region

  plans = {
    ledger   = { keep_days = 365, copy = true }
    payments = { keep_days = 90, copy = false }
  }
}
