# What the platform root needs from here. It reads these instead of our state:
# no root reads the state of another.

resource "aws_ssm_parameter" "vpc_id" {
  name  = "${var.handover_prefix}/vpc-id"
  type  = "String"
  value = aws_vpc.this.id
}

resource "aws_ssm_parameter" "public_subnet_ids" {
  name  = "${var.handover_prefix}/public-subnet-ids"
  type  = "StringList"
  value = join(",", [for zone in var.zone_ids : aws_subnet.public[zone].id])
}

resource "aws_ssm_parameter" "private_subnet_id" {
  for_each = aws_subnet.private

  name  = "${var.handover_prefix}/private-subnet-id/${each.key}"
  type  = "String"
  value = each.value.id
}
