variable "min_size" { default = 1 }
