# The matching engine: one process, which a group starts again where it was.

resource "aws_launch_template" "engine" {
  name          = "matching-engine-template"
  image_id      = "ami-0e2c8caa4b6378d8c"
  instance_type = "c6in.4xlarge"

  vpc_security_group_ids = [aws_security_group.app.id]

  user_data = base64encode(templatefile("${path.module}/engine.sh.tftpl", {
    brokers = aws_msk_cluster.orders.bootstrap_brokers_tls
  }))
}

module "engine" {
  source = "../../modules/balancer"

  name        = "engine"
  region      = local.home
  network     = true
  vpc_id      = module.vpc.vpc_id
  subnet_ids  = values(module.vpc.private_subnet_ids)
  port        = 7000
  target_type = "instance"
}

resource "aws_autoscaling_group" "engine" {
  name                = "matching-engine"
  min_size            = 1
  desired_capacity    = 1
  max_size            = 1
  vpc_zone_identifier = [module.vpc.private_subnet_ids["use1-az1"]]
  target_group_arns   = [module.engine.target_group_arn]

  launch_template {
    id      = aws_launch_template.engine.id
    version = "$Latest"
  }
}
