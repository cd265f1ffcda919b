# Scores a withdrawal before it is signed. Called from AWS, answers in 200 ms.

resource "google_service_account" "risk" {
  account_id   = "${var.name}-risk"
  display_name = "Risk scoring"
}

resource "google_sql_database_instance" "risk" {
  name                = "${var.name}-risk"
  region              = var.region
  database_version    = "POSTGRES_16"
  deletion_protection = true

  settings {
    tier              = var.database_tier
    availability_type = var.database_availability

    backup_configuration {
      enabled                        = true
      point_in_time_recovery_enabled = true
      location                       = var.region
    }
  }
}

resource "google_cloud_run_v2_service" "risk" {
  name                = "${var.name}-risk-score"
  location            = var.region
  ingress             = "INGRESS_TRAFFIC_ALL"
  deletion_protection = false

  template {
    service_account = google_service_account.risk.email
    timeout         = "5s"

    scaling {
      min_instance_count = var.min_instances
      max_instance_count = 40
    }

    volumes {
      name = "cloudsql"

      cloud_sql_instance {
        instances = [google_sql_database_instance.risk.connection_name]
      }
    }

    containers {
      image = "${var.region}-docker.pkg.dev/${var.project}/services/risk-score:${var.image_tag}"

      env {
        name  = "FEATURES_DB"
        value = "features"
      }

      env {
        name  = "FEATURES_DB_SOCKET"
        value = "/cloudsql/${google_sql_database_instance.risk.connection_name}"
      }

      volume_mounts {
        name       = "cloudsql"
        mount_path = "/cloudsql"
      }
    }
  }
}

# Withdrawals come in with a federated AWS identity.
resource "google_cloud_run_v2_service_iam_member" "withdrawals" {
  name     = google_cloud_run_v2_service.risk.name
  location = google_cloud_run_v2_service.risk.location
  role     = "roles/run.invoker"
  member   = var.caller
}
