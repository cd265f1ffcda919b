module "surveillance" {
  source = "../../../modules/surveillance"

  name          = "kestrel-prod"
  project       = var.gcp_project
  region        = var.gcp_region
  image_tag     = var.image_tag
  min_instances = 2
  caller        = "principalSet://iam.googleapis.com/projects/${var.gcp_project_number}/locations/global/workloadIdentityPools/aws/attribute.account/${var.account_id}"
}
