# A cluster and the services in it.
variable "create" { default = true }
variable "tags" { default = {} }
variable "cluster_tags" { default = {} }
variable "cluster_name" { default = "" }
variable "services" { default = {} }
variable "create_cloudwatch_log_group" { default = true }
variable "cloudwatch_log_group_name" { default = null }
variable "cloudwatch_log_group_kms_key_id" { default = null }
variable "create_task_exec_iam_role" { default = false }

output "cluster_arn" { value = module.cluster.arn }
output "cluster_id" { value = module.cluster.id }
output "cluster_name" { value = module.cluster.name }
output "cloudwatch_log_group_name" { value = module.cluster.cloudwatch_log_group_name }
output "cloudwatch_log_group_arn" { value = module.cluster.cloudwatch_log_group_arn }
output "task_exec_iam_role_name" { value = module.cluster.task_exec_iam_role_name }
output "task_exec_iam_role_arn" { value = module.cluster.task_exec_iam_role_arn }
output "services" { value = module.service }
