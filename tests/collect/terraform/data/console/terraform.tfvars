from_tfvars  = "from terraform.tfvars"
from_auto    = 1
nullable     = null
not_nullable = null
