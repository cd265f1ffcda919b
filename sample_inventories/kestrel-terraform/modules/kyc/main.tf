# Identity checks. On Azure because Compliance came with the Lumen acquisition
# and its document store may not leave the EU tenant.

resource "azurerm_resource_group" "this" {
  name     = var.name
  location = var.location
}

resource "azurerm_service_plan" "this" {
  name                   = var.name
  resource_group_name    = azurerm_resource_group.this.name
  location               = azurerm_resource_group.this.location
  os_type                = "Linux"
  sku_name               = var.plan_sku
  worker_count           = var.worker_count
  zone_balancing_enabled = var.zone_balancing
}

resource "azurerm_linux_web_app" "this" {
  name                = var.name
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  service_plan_id     = azurerm_service_plan.this.id
  https_only          = true

  identity {
    type = "SystemAssigned"
  }

  site_config {
    always_on         = true
    health_check_path = "/healthz"

    application_stack {
      node_version = "22-lts"
    }
  }

  app_settings = {
    SUMSUB_URL          = var.sumsub_url
    SUMSUB_KEY          = "@Microsoft.KeyVault(VaultName=${azurerm_key_vault.this.name};SecretName=sumsub)"
    SQL_HOST            = azurerm_mssql_server.this.fully_qualified_domain_name
    SQL_DATABASE        = azurerm_mssql_database.this.name
    DOCUMENTS_URL       = azurerm_storage_account.documents.primary_blob_endpoint
    RESULT_CALLBACK_URL = var.callback_url
  }
}

resource "azurerm_mssql_server" "this" {
  name                = var.name
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  version             = "12.0"
  minimum_tls_version = "1.2"

  azuread_administrator {
    login_username              = "kyc-dba"
    object_id                   = var.dba_group_object_id
    azuread_authentication_only = true
  }
}

resource "azurerm_mssql_database" "this" {
  name                 = "kyc"
  server_id            = azurerm_mssql_server.this.id
  sku_name             = var.database_sku
  zone_redundant       = var.database_zone_redundant
  storage_account_type = "Zone"
  geo_backup_enabled   = false
}

# Passports and selfies. Kept twelve years.
resource "azurerm_storage_account" "documents" {
  name                            = replace("${var.name}docs", "-", "")
  resource_group_name             = azurerm_resource_group.this.name
  location                        = azurerm_resource_group.this.location
  account_tier                    = "Standard"
  account_replication_type        = var.document_replication
  allow_nested_items_to_be_public = false
  shared_access_key_enabled       = false
}

resource "azurerm_key_vault" "this" {
  name                       = var.name
  resource_group_name        = azurerm_resource_group.this.name
  location                   = azurerm_resource_group.this.location
  tenant_id                  = var.tenant_id
  sku_name                   = "standard"
  rbac_authorization_enabled = true
  purge_protection_enabled   = true
}
