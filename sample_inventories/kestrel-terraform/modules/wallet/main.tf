# Hot wallet. Signers run in Nitro enclaves and take requests from the
# sign-requests queue. Key shares rest in S3, sealed by the enclave with the
# wallet key before they leave it; only an attested enclave may unseal them.

resource "aws_kms_key" "wallet" {
  description             = "${var.name}: seals key shares, only for attested enclaves"
  key_usage               = "ENCRYPT_DECRYPT"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Administration"
        Effect    = "Allow"
        Action    = "kms:*"
        Resource  = "*"
        Principal = { AWS = "arn:aws:iam::${var.account_id}:root" }
      },
      {
        Sid       = "AttestedEnclavesOnly"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Principal = { AWS = aws_iam_role.signer.arn }
        Condition = {
          StringEqualsIgnoreCase = { "kms:RecipientAttestation:ImageSha384" = var.enclave_image_sha384 }
        }
      },
    ]
  })
}

resource "aws_security_group" "signer" {
  name        = "${var.name}-signer"
  description = "No way in; signers poll"
  vpc_id      = var.vpc_id

  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_launch_template" "signer" {
  name                   = "${var.name}-signer"
  image_id               = var.ami_id
  instance_type          = var.instance_type
  vpc_security_group_ids = [aws_security_group.signer.id]
  update_default_version = true

  enclave_options {
    enabled = true
  }

  iam_instance_profile {
    name = aws_iam_instance_profile.signer.name
  }

  metadata_options {
    http_tokens = "required"
  }

  user_data = base64encode(templatefile("${path.module}/templates/signer.yaml.tftpl", {
    region        = var.region
    queue_url     = var.sign_queue_url
    shares_bucket = module.shares.name
    wallet_key    = aws_kms_key.wallet.arn
  }))
}

resource "aws_autoscaling_group" "signer" {
  name                = "${var.name}-signer"
  min_size            = var.signer_count
  max_size            = var.signer_count + 1
  desired_capacity    = var.signer_count
  vpc_zone_identifier = var.signer_subnet_ids
  health_check_type   = "EC2"

  launch_template {
    id      = aws_launch_template.signer.id
    version = aws_launch_template.signer.latest_version
  }

  tag {
    key                 = "Name"
    value               = "${var.name}-signer"
    propagate_at_launch = true
  }
}
