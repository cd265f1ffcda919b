# A cluster, the key of its secrets, and the groups of nodes that it runs on.
variable "create" { default = true }
variable "tags" { default = {} }
variable "vpc_id" { default = null }
variable "subnet_ids" { default = [] }
variable "control_plane_subnet_ids" { default = [] }
variable "authentication_mode" { default = "API_AND_CONFIG_MAP" }
variable "create_kms_key" { default = true }
variable "kms_key_aliases" { default = [] }
variable "create_node_security_group" { default = true }
variable "node_security_group_id" { default = "" }
variable "enable_irsa" { default = true }
variable "create_node_iam_role" { default = true }
variable "create_iam_role" { default = true }
variable "iam_role_arn" { default = null }
variable "create_cloudwatch_log_group" { default = true }
variable "cloudwatch_log_group_kms_key_id" { default = null }

resource "aws_eks_cluster" "this" {
  count   = var.create ? 1 : 0
  region  = local.region
  name    = local.name
  version = local.kubernetes_version

  vpc_config {
    security_group_ids      = compact(distinct(concat(local.security_group_ids, [local.create_security_group ? aws_security_group.cluster[0].id : local.security_group_id])))
    subnet_ids              = coalescelist(var.control_plane_subnet_ids, var.subnet_ids)
    endpoint_private_access = local.private_access
    endpoint_public_access  = local.public_access
  }

  dynamic "compute_config" {
    for_each = local.compute_config
    content {
      node_role_arn = length(try(coalesce(compute_config.value.node_pools), [])) > 0 ? try(compute_config.value.node_role_arn, aws_iam_role.eks_auto[0].arn, null) : null
    }
  }

  dynamic "encryption_config" {
    for_each = local.encryption_config
    content {
      provider {
        key_arn = var.create_kms_key ? module.kms.key_arn : encryption_config.value.provider_key_arn
      }
      resources = encryption_config.value.resources
    }
  }

  tags = merge(var.tags, var.cluster_tags)
}

module "kms" {
  source           = "terraform-aws-modules/kms/aws"
  version          = "4.0.0"
  create           = var.create && var.create_kms_key && length(local.encryption_config) > 0
  region           = local.region
  aliases          = var.kms_key_aliases
  computed_aliases = { cluster = { name = "eks/${local.name}" } }
  tags             = var.tags
}

resource "aws_cloudwatch_log_group" "this" {
  count      = var.create && var.create_cloudwatch_log_group ? 1 : 0
  region     = local.region
  name       = "/aws/eks/${local.name}/cluster"
  kms_key_id = var.cloudwatch_log_group_kms_key_id
}

resource "aws_security_group" "cluster" {
  count  = local.create_security_group ? 1 : 0
  region = local.region
  vpc_id = var.vpc_id
}

resource "aws_security_group" "node" {
  count  = var.create && var.create_node_security_group ? 1 : 0
  region = local.region
  vpc_id = var.vpc_id
}

resource "aws_iam_role" "this" {
  count = var.create && var.create_iam_role ? 1 : 0
}

resource "aws_iam_role" "eks_auto" {
  count = var.create && var.create_node_iam_role && try(local.compute_config[0].enabled, false) == true ? 1 : 0
}

resource "aws_iam_openid_connect_provider" "oidc_provider" {
  count = var.create && var.enable_irsa ? 1 : 0
  url   = aws_eks_cluster.this[0].identity[0].oidc[0].issuer
}

resource "aws_eks_addon" "this" {
  for_each     = { for k, v in local.addons : k => v if var.create && !try(coalesce(v.before_compute), false) }
  region       = local.region
  cluster_name = local.cluster
  addon_name   = try(coalesce(each.value.name), each.key)
}

resource "aws_eks_addon" "before_compute" {
  for_each     = { for k, v in local.addons : k => v if var.create && try(coalesce(v.before_compute), false) }
  region       = local.region
  cluster_name = local.cluster
  addon_name   = try(coalesce(each.value.name), each.key)
}

resource "time_sleep" "this" {
  count    = var.create ? 1 : 0
  triggers = local.triggers
}

module "fargate_profile" {
  source          = "./modules/fargate-profile"
  for_each        = { for k, v in local.fargate_profiles : k => v if var.create }
  create          = try(coalesce(each.value.create), true)
  region          = local.region
  cluster_name    = time_sleep.this[0].triggers[local.trigger]
  name            = try(coalesce(each.value.name), each.key)
  subnet_ids      = try(coalesce(each.value.subnet_ids), var.subnet_ids)
  create_iam_role = try(coalesce(each.value.create_iam_role), true)
  iam_role_arn    = try(each.value.iam_role_arn, null)
  tags            = merge(var.tags, try(each.value.tags, {}))
}

module "eks_managed_node_group" {
  kubernetes_version         = try(coalesce(each.value[local.version]), time_sleep.this[0].triggers[local.version])
  source                     = "./modules/eks-managed-node-group"
  for_each                   = { for k, v in local.node_groups : k => v if var.create }
  create                     = try(coalesce(each.value.create), true)
  region                     = local.region
  cluster_name               = time_sleep.this[0].triggers[local.trigger]
  name                       = try(coalesce(each.value.name), each.key)
  use_name_prefix            = try(coalesce(each.value.use_name_prefix), true)
  subnet_ids                 = try(coalesce(each.value.subnet_ids), var.subnet_ids)
  min_size                   = try(coalesce(each.value.min_size), 1)
  max_size                   = try(coalesce(each.value.max_size), 3)
  desired_size               = try(coalesce(each.value.desired_size), 1)
  ami_id                     = try(coalesce(each.value.ami_id), "")
  capacity_type              = try(each.value.capacity_type, null)
  instance_types             = try(each.value.instance_types, null)
  create_launch_template     = try(coalesce(each.value.create_launch_template), true)
  use_custom_launch_template = try(coalesce(each.value.use_custom_launch_template), true)
  launch_template_id         = try(each.value.launch_template_id, "")
  create_placement_group     = try(coalesce(each.value.create_placement_group), false)
  enable_efa_support         = try(coalesce(each.value.enable_efa_support), false)
  create_iam_role            = try(coalesce(each.value.create_iam_role), true)
  iam_role_arn               = try(each.value.iam_role_arn, null)
  tags                       = merge(var.tags, try(each.value.tags, {}))
}

module "self_managed_node_group" {
  source                      = "./modules/self-managed-node-group"
  for_each                    = { for k, v in local.own_node_groups : k => v if var.create }
  create                      = try(coalesce(each.value.create), true)
  create_autoscaling_group    = try(coalesce(each.value.create_autoscaling_group), true)
  region                      = local.region
  cluster_name                = time_sleep.this[0].triggers[local.trigger]
  name                        = try(coalesce(each.value.name), each.key)
  use_name_prefix             = try(coalesce(each.value.use_name_prefix), true)
  availability_zones          = try(each.value.availability_zones, null)
  subnet_ids                  = try(coalesce(each.value.subnet_ids), var.subnet_ids)
  min_size                    = try(coalesce(each.value.min_size), local.fewest)
  max_size                    = try(coalesce(each.value.max_size), 3)
  desired_size                = try(coalesce(each.value.desired_size), 1)
  ami_id                      = try(coalesce(each.value.ami_id), "")
  instance_type               = try(each.value.instance_type, null)
  create_launch_template      = try(coalesce(each.value.create_launch_template), true)
  launch_template_id          = try(each.value.launch_template_id, "")
  placement_group             = try(each.value.placement_group, null)
  create_placement_group      = try(coalesce(each.value.create_placement_group), false)
  use_mixed_instances_policy  = try(coalesce(each.value.use_mixed_instances_policy), false)
  target_group_arns           = try(each.value.target_group_arns, [])
  create_iam_instance_profile = try(coalesce(each.value.create_iam_instance_profile), true)
  tags                        = merge(var.tags, try(each.value.tags, {}))
}

output "cluster_arn" { value = try(aws_eks_cluster.this[0].arn, null) }
output "cluster_certificate_authority_data" { value = try(aws_eks_cluster.this[0].certificate_authority[0].data, null) }
output "cluster_endpoint" { value = try(aws_eks_cluster.this[0].endpoint, null) }
output "cluster_id" { value = try(aws_eks_cluster.this[0].cluster_id, "") }
output "cluster_name" { value = try(aws_eks_cluster.this[0].name, "") }
output "cluster_oidc_issuer_url" { value = try(aws_eks_cluster.this[0].identity[0].oidc[0].issuer, null) }
output "cluster_version" { value = try(aws_eks_cluster.this[0].version, null) }
output "cluster_platform_version" { value = try(aws_eks_cluster.this[0].platform_version, null) }
output "cluster_status" { value = try(aws_eks_cluster.this[0].status, null) }
output "cluster_primary_security_group_id" { value = try(aws_eks_cluster.this[0].vpc_config[0].cluster_security_group_id, null) }
output "cluster_security_group_id" { value = try(aws_security_group.cluster[0].id, null) }
output "cluster_security_group_arn" { value = try(aws_security_group.cluster[0].arn, null) }
output "node_security_group_id" { value = try(aws_security_group.node[0].id, null) }
output "node_security_group_arn" { value = try(aws_security_group.node[0].arn, null) }
output "cluster_iam_role_name" { value = try(aws_iam_role.this[0].name, null) }
output "cluster_iam_role_arn" { value = try(aws_iam_role.this[0].arn, null) }
output "node_iam_role_name" { value = try(aws_iam_role.eks_auto[0].name, null) }
output "node_iam_role_arn" { value = try(aws_iam_role.eks_auto[0].arn, null) }
output "cluster_addons" { value = merge(aws_eks_addon.this, aws_eks_addon.before_compute) }
output "kms_key_arn" { value = module.kms.key_arn }
output "kms_key_id" { value = module.kms.key_id }
output "oidc_provider" { value = try(replace(aws_eks_cluster.this[0].identity[0].oidc[0].issuer, "https://", ""), null) }
output "oidc_provider_arn" { value = try(aws_iam_openid_connect_provider.oidc_provider[0].arn, null) }
output "cloudwatch_log_group_name" { value = try(aws_cloudwatch_log_group.this[0].name, null) }
output "cloudwatch_log_group_arn" { value = try(aws_cloudwatch_log_group.this[0].arn, null) }
output "fargate_profiles" { value = module.fargate_profile }
output "eks_managed_node_groups" { value = module.eks_managed_node_group }
output "eks_managed_node_groups_autoscaling_group_names" { value = compact(flatten([for group in module.eks_managed_node_group : group.node_group_autoscaling_group_names])) }
output "self_managed_node_groups" { value = module.self_managed_node_group }
output "self_managed_node_groups_autoscaling_group_names" { value = compact([for group in module.self_managed_node_group : group.autoscaling_group_name]) }
