module "kyc" {
  source = "../../../modules/kyc"

  name                = "kestrel-prod-kyc"
  location            = var.azure_location
  tenant_id           = var.azure_tenant_id
  dba_group_object_id = var.kyc_dba_group_object_id

  plan_sku             = "P1v3"
  worker_count         = 3
  zone_balancing       = true
  document_replication = "GZRS"

  sumsub_url   = var.vendor_urls.sumsub
  callback_url = "https://api.${var.domain}/v1/onboarding/kyc-results"
}
