data "pagerduty_escalation_policy" "platform" {
  name = "Platform on-call"
}

module "alerts" {
  source = "../../../modules/alerts"

  name                 = local.name
  escalation_policy_id = data.pagerduty_escalation_policy.platform.id

  alarms = {
    kafka-offline-partitions = {
      namespace  = "AWS/Kafka"
      metric     = "OfflinePartitionsCount"
      dimensions = { "Cluster Name" = module.market_data.kafka_cluster_name }
      threshold  = 0
      minutes    = 1
    }
    sign-requests-age = {
      namespace  = "AWS/SQS"
      metric     = "ApproximateAgeOfOldestMessage"
      dimensions = { QueueName = module.queues.names["sign-requests"] }
      threshold  = 120
    }
    api-5xx = {
      namespace  = "AWS/ApplicationELB"
      metric     = "HTTPCode_ELB_5XX_Count"
      dimensions = { LoadBalancer = module.load_balancer.arn_suffix }
      statistic  = "Sum"
      threshold  = 200
    }
  }
}

# Datadog sees what customers see, from outside.
resource "datadog_synthetics_test" "ping" {
  for_each = {
    api         = "https://api.${var.domain}/v1/session"
    market-data = "https://md.${var.domain}/v1/market/ping"
  }

  name      = "${each.key} answers"
  type      = "api"
  subtype   = "http"
  status    = "live"
  message   = "${each.key} does not answer from outside. @pagerduty-Platform"
  locations = ["aws:eu-central-1", "aws:ap-northeast-1", "aws:us-west-2"]

  request_definition {
    method = "GET"
    url    = each.value
  }

  assertion {
    type     = "statusCode"
    operator = "is"
    target   = "200"
  }

  options_list {
    tick_every = 60
  }
}
