output "hostname" {
  value = azurerm_linux_web_app.this.default_hostname
}
