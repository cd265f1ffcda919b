output "risk_score_url" {
  value = google_cloud_run_v2_service.risk.uri
}

output "executions_topic" {
  value = google_pubsub_topic.executions.id
}
