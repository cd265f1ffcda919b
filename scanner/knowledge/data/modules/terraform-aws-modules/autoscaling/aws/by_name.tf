locals { group = try(aws_autoscaling_group.this[0].name, aws_autoscaling_group.idc[0].name) }
