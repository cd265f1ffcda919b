variable "min_size" { default = 0 }
