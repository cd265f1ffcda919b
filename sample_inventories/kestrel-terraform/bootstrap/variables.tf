variable "shared_account_id" {
  type = string
}

variable "environment_account_ids" {
  type        = map(string)
  description = "Environment -> account that it runs in."
}

variable "services" {
  type        = list(string)
  description = "Services with an image of their own."
}

variable "github_organisation" {
  type = string
}

variable "runner_ami_id" {
  type = string
}

variable "runner_subnet_id" {
  type        = string
  description = "In the tools VPC, which predates this repository."
}
