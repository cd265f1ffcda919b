# Full nodes of our own. A fresh node syncs for days, so they are pets.

resource "aws_security_group" "this" {
  name        = var.name
  description = "RPC from inside the VPC"
  vpc_id      = var.vpc_id

  ingress {
    from_port   = 8332
    to_port     = 8545
    protocol    = "tcp"
    cidr_blocks = [var.vpc_cidr_block]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "node" {
  for_each = var.nodes

  ami                    = var.ami_id
  instance_type          = each.value.instance_type
  subnet_id              = each.value.subnet_id
  vpc_security_group_ids = [aws_security_group.this.id]

  user_data = templatefile("${path.module}/templates/node.yaml.tftpl", {
    client  = each.value.client
    chain   = each.value.chain
    rpc     = each.value.rpc_port
    pruning = each.value.pruned
  })

  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = 50
    encrypted   = true
  }

  ebs_block_device {
    device_name           = "/dev/sdf"
    volume_type           = "gp3"
    volume_size           = each.value.disk_gb
    iops                  = 12000
    throughput            = 500
    encrypted             = true
    delete_on_termination = false
  }

  tags = { Name = "${var.name}-${each.key}" }

  lifecycle {
    ignore_changes = [ami, user_data]
  }
}
