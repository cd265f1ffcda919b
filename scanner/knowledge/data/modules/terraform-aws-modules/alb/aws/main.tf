# A load balancer, what it listens to, and what stands behind it.
variable "create" { default = true }
variable "tags" { default = {} }
variable "name" { default = null }
variable "name_prefix" { default = null }
variable "internal" { default = null }
variable "load_balancer_type" { default = "application" }
variable "subnets" { default = null }
variable "subnet_mapping" { default = null }
variable "security_groups" { default = [] }
variable "create_security_group" { default = true }
variable "vpc_id" { default = null }
variable "enable_cross_zone_load_balancing" { default = true }
variable "default_port" { default = 80 }
variable "default_protocol" { default = "HTTP" }
variable "listeners" { default = {} }
variable "target_groups" { default = {} }
variable "additional_target_group_attachments" { default = {} }
variable "route53_records" { default = {} }

locals {
  groups = var.create && var.target_groups != null ? var.target_groups : {}
}

resource "aws_lb" "this" {
  count                            = var.create ? 1 : 0
  region                           = local.region
  name                             = var.name
  name_prefix                      = var.name_prefix
  internal                         = var.internal
  load_balancer_type               = var.load_balancer_type
  enable_cross_zone_load_balancing = var.enable_cross_zone_load_balancing
  subnets                          = var.subnets
  security_groups                  = var.create_security_group ? concat([aws_security_group.this[0].id], var.security_groups) : var.security_groups
  dynamic "subnet_mapping" {
    for_each = var.subnet_mapping == null ? [] : var.subnet_mapping
    content {
      subnet_id     = subnet_mapping.value.subnet_id
      allocation_id = try(subnet_mapping.value.allocation_id, null)
    }
  }
  tags = var.tags
}

resource "aws_security_group" "this" {
  count  = var.create && var.create_security_group ? 1 : 0
  region = local.region
  vpc_id = var.vpc_id
}

resource "aws_lb_listener" "this" {
  for_each          = { for k, v in var.listeners : k => v if var.create }
  region            = local.region
  load_balancer_arn = aws_lb.this[0].arn
  certificate_arn   = try(each.value.certificate_arn, null)

  dynamic "default_action" {
    for_each = [for kind in ["authenticate_cognito", "authenticate_oidc", "jwt_validation", "fixed_response"] : kind if try(each.value[kind], null) != null]
    content {
      type = replace(default_action.value, "_", "-")
    }
  }
  dynamic "default_action" {
    for_each = try([coalesce(each.value.forward)], try(each.value.forward, null) == null ? [] : [each.value.forward])
    content {
      type             = "forward"
      target_group_arn = try(aws_lb_target_group.this[default_action.value.target_group_key].arn, default_action.value[local.target_arns], null)
    }
  }
  dynamic "default_action" {
    for_each = try(each.value.weighted_forward, null) == null ? [] : [each.value.weighted_forward]
    content {
      type = "forward"
      forward {
        dynamic "target_group" {
          for_each = try(coalesce(default_action.value.target_groups), default_action.value.target_groups)
          content {
            arn    = try(aws_lb_target_group.this[target_group.value.target_group_key].arn, target_group.value[local.target_arns])
            weight = try(target_group.value.weight, null)
          }
        }
      }
    }
  }
  dynamic "default_action" {
    for_each = try(each.value.redirect, null) == null ? [] : [each.value.redirect]
    content {
      type = "redirect"
    }
  }
}

resource "aws_lb_listener_rule" "this" {
  for_each     = { for k, v in local.rules : k => v if var.create }
  region       = local.region
  listener_arn = each.value.arn != null ? each.value.arn : aws_lb_listener.this[each.value.listener].arn

  dynamic "action" {
    for_each = each.value.actions
    content {
      type             = trimprefix(action.value.kind, "weighted-")
      target_group_arn = action.value.kind == "forward" ? try(aws_lb_target_group.this[action.value.target_group_key].arn, action.value.target_group_arn, null) : null
      dynamic "forward" {
        for_each = action.value.kind == "weighted-forward" ? [action.value] : []
        content {
          dynamic "target_group" {
            for_each = forward.value.target_groups
            content {
              arn    = try(aws_lb_target_group.this[target_group.value.target_group_key].arn, target_group.value[local.target_arns])
              weight = try(target_group.value.weight, null)
            }
          }
        }
      }
    }
  }

  dynamic "condition" {
    for_each = each.value.conditions
    content {
      dynamic "host_header" {
        for_each = condition.value.hosts == null ? [] : [condition.value.hosts]
        content {
          values = host_header.value
        }
      }
    }
  }
}

resource "aws_lb_target_group" "this" {
  for_each    = local.groups
  region      = local.region
  name        = try(each.value.name, null)
  name_prefix = try(each.value.name_prefix, null)
  target_type = try(each.value.target_type, null)
  vpc_id      = try(coalesce(each.value.vpc_id), var.vpc_id)
}

resource "aws_lb_target_group_attachment" "this" {
  for_each          = { for k, v in local.groups : k => v if try(coalesce(v.create_attachment), true) }
  region            = local.region
  target_group_arn  = aws_lb_target_group.this[each.key].arn
  target_id         = each.value.target_id
  availability_zone = try(each.value.availability_zone, null)
}

resource "aws_lb_target_group_attachment" "additional" {
  for_each          = var.create && var.additional_target_group_attachments != null ? var.additional_target_group_attachments : {}
  region            = local.region
  target_group_arn  = aws_lb_target_group.this[each.value.target_group_key].arn
  target_id         = each.value.target_id
  availability_zone = try(each.value.availability_zone, null)
}

resource "aws_route53_record" "this" {
  for_each = var.create && var.route53_records != null ? var.route53_records : {}
  zone_id  = each.value.zone_id
  name     = try(coalesce(each.value.name), each.key)
  type     = each.value.type
  alias {
    name                   = aws_lb.this[0].dns_name
    zone_id                = aws_lb.this[0].zone_id
    evaluate_target_health = try(coalesce(each.value.evaluate_target_health), true)
  }
}

output "id" { value = try(aws_lb.this[0].id, null) }
output "arn" { value = try(aws_lb.this[0].arn, null) }
output "arn_suffix" { value = try(aws_lb.this[0].arn_suffix, null) }
output "dns_name" { value = try(aws_lb.this[0].dns_name, null) }
output "zone_id" { value = try(aws_lb.this[0].zone_id, null) }
output "listeners" { value = aws_lb_listener.this }
output "listener_rules" { value = aws_lb_listener_rule.this }
output "target_groups" { value = aws_lb_target_group.this }
output "security_group_arn" { value = try(aws_security_group.this[0].arn, null) }
output "security_group_id" { value = try(aws_security_group.this[0].id, null) }
output "route53_records" { value = aws_route53_record.this }
