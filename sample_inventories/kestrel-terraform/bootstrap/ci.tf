# GitHub Actions, on a runner of our own: it is the only address that may use
# the deploy roles.

resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "runner" {
  name = "ci-runner"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { Service = "ec2.amazonaws.com" }
      },
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
        Condition = {
          StringLike = { "token.actions.githubusercontent.com:sub" = "repo:${var.github_organisation}/*" }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "runner" {
  name = "deploy"
  role = aws_iam_role.runner.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["sts:AssumeRole"]
        Resource = [for id in values(var.environment_account_ids) : "arn:aws:iam::${id}:role/terraform-deploy"]
      },
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject", "s3:ListBucket"]
        Resource = [aws_s3_bucket.state.arn, "${aws_s3_bucket.state.arn}/*"]
      },
      {
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"]
        Resource = [aws_dynamodb_table.lock.arn]
      },
      {
        Effect   = "Allow"
        Action   = ["ecr:*"]
        Resource = [for repository in aws_ecr_repository.service : repository.arn]
      },
    ]
  })
}

resource "aws_iam_instance_profile" "runner" {
  name = "ci-runner"
  role = aws_iam_role.runner.name
}

resource "aws_instance" "runner" {
  ami                  = var.runner_ami_id
  instance_type        = "m7i.2xlarge"
  subnet_id            = var.runner_subnet_id
  iam_instance_profile = aws_iam_instance_profile.runner.name

  user_data = <<-EOT
    #!/bin/sh
    /opt/runner/register --url https://github.com/${var.github_organisation} --labels kestrel-deploy
  EOT

  metadata_options {
    http_tokens = "required"
  }

  tags = { Name = "ci-runner" }
}
