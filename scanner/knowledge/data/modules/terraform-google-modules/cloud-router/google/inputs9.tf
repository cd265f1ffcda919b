variable "project_id" {}
locals { project = var.project_id }
