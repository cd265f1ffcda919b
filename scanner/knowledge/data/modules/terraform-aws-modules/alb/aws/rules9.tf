# How version 9 writes what its listeners do.
locals {
  region = null
  rules = { for rule in flatten([for listener, values in var.listeners : [for name, rule in try(values.rules, {}) : {
    key      = "${listener}/${name}"
    listener = listener
    arn      = try(rule.listener_arn, null)
    actions = flatten([for type in ["authenticate-cognito", "authenticate-oidc", "redirect", "fixed-response", "forward", "weighted-forward"] :
      [for action in rule.actions : merge({ kind = type }, action) if action.type == type]
    ])
    conditions = flatten([for kind in ["host_header", "http_header", "http_request_method", "path_pattern", "query_string", "source_ip"] :
      [for condition in rule.conditions : { hosts = try(condition.host_header.values, null) } if contains(keys(condition), kind)]
    ])
  }]]) : rule.key => rule }
  target_arns = "arn"
}
