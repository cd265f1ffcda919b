# What expressions.txt names. Evaluated by the real `terraform console` when recorded.

variable "plain" {
  default = "plain value"
}

variable "list" {
  type    = list(string)
  default = ["one", "two", 3]
}

variable "map" {
  type    = map(number)
  default = { x = "1", y = 2 }
}

variable "object" {
  type = object({
    name  = string
    port  = optional(number, 8080)
    zones = set(string)
    tags  = optional(map(string))
  })
  default = {
    name  = "web"
    zones = ["b", "a", "b"]
  }
}

variable "settings" {
  type = object({
    name     = optional(string)
    replicas = optional(number, 2)
    limits = optional(object({
      cpu    = optional(string, "500m")
      memory = optional(string, "1Gi")
    }), {})
    list = list(object({ port = optional(number, 443) }))
  })
  default = {
    list = [{}, { port = "80" }]
  }
}

variable "number_as_text" {
  type    = string
  default = 42
}

variable "from_tfvars" {}

variable "from_auto" {
  type    = number
  default = 0
}

variable "nullable" {
  default = "default"
}

variable "not_nullable" {
  default  = "default"
  nullable = false
}

locals {
  joined = join("-", [var.plain, var.object.name])
  zones  = { for z in var.object.zones : z => upper(z) }
  nested = { list = [{ id = 1 }, { id = 2 }] }
}

locals {
  heredoc = <<EOT
first ${var.plain}
  "quoted" \n stays, $${not} and %%{not} too
last
EOT

  indented = <<-EOT
    one
      two ${upper("x")}

    three
  EOT

  directives = <<-EOT
    %{for z in ["a", "b"]~}
    item ${z}
    %{endfor~}
    %{if length(var.list) > 2}
    many
    %{else}
    few
    %{endif}
    end
  EOT

  crossed = <<-EOT
      deep ${"x"}
    	tab
    ${"first"}
    EOT

  trimmed = <<EOT
%{if true~}

    yes
%{else}
no
%{endif~}

   tail ${~"x"~}
   more
EOT
}
