# How version 10 writes what its listeners do.
variable "region" { default = null }

locals {
  region = var.region
  kinds = {
    "authenticate-cognito" = "authenticate_cognito", "authenticate-oidc" = "authenticate_oidc", "jwt-validation" = "jwt_validation",
    "fixed-response"       = "fixed_response", "forward" = "forward", "redirect" = "redirect", "weighted-forward" = "weighted_forward"
  }
  rules = { for rule in flatten([for listener, values in var.listeners : [for name, rule in try(coalesce(values.rules), {}) : {
    key      = "${listener}/${name}"
    listener = listener
    arn      = try(rule.listener_arn, null)
    actions = flatten([for kind in ["authenticate-cognito", "authenticate-oidc", "jwt-validation", "fixed-response", "forward", "redirect", "weighted-forward"] :
      [for action in rule.actions : merge({ kind = kind }, action[local.kinds[kind]]) if try(action[local.kinds[kind]], null) != null]
    ])
    conditions = [for condition in rule.conditions : { hosts = try(condition.host_header.values, null) }]
  }]]) : rule.key => rule }
  target_arns = "target_group_arn"
}
