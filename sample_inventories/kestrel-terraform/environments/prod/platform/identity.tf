module "identity" {
  source = "../../../modules/identity"

  name                 = local.name
  login_domain         = "login.${var.domain}"
  callback_url         = "${module.site.url}/signed-in"
  certificate_arn      = aws_acm_certificate.public.arn
  google_client_id     = jsondecode(data.aws_secretsmanager_secret_version.google.secret_string)["client_id"]
  google_client_secret = jsondecode(data.aws_secretsmanager_secret_version.google.secret_string)["client_secret"]
}

data "aws_secretsmanager_secret_version" "google" {
  secret_id = aws_secretsmanager_secret.vendor["google-oauth"].id
}
