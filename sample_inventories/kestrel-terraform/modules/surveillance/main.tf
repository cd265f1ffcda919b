# Market surveillance and risk scoring. The data team lives on Google Cloud.

resource "google_pubsub_topic" "executions" {
  name                       = "${var.name}-executions"
  message_retention_duration = "604800s"

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }
}

resource "google_bigquery_dataset" "surveillance" {
  dataset_id = replace("${var.name}_surveillance", "-", "_")
  location   = var.region
}

resource "google_bigquery_table" "executions" {
  dataset_id          = google_bigquery_dataset.surveillance.dataset_id
  table_id            = "executions"
  deletion_protection = true

  time_partitioning {
    type  = "DAY"
    field = "executed_at"
  }

  schema = jsonencode([
    { name = "execution_id", type = "STRING", mode = "REQUIRED" },
    { name = "executed_at", type = "TIMESTAMP", mode = "REQUIRED" },
    { name = "instrument", type = "STRING", mode = "REQUIRED" },
    { name = "payload", type = "JSON", mode = "NULLABLE" },
  ])
}

resource "google_pubsub_subscription" "warehouse" {
  name  = "${var.name}-warehouse"
  topic = google_pubsub_topic.executions.id

  bigquery_config {
    table = "${google_bigquery_table.executions.project}.${google_bigquery_table.executions.dataset_id}.${google_bigquery_table.executions.table_id}"
  }
}
