resource "aws_s3_bucket" "copy" {
  count  = var.copy_region == null ? 0 : 1
  region = var.copy_region

  bucket = "${var.name}-copy"
}

resource "aws_s3_bucket_versioning" "copy" {
  count  = var.copy_region == null ? 0 : 1
  region = var.copy_region

  bucket = aws_s3_bucket.copy[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_replication_configuration" "this" {
  count = var.copy_region == null ? 0 : 1

  bucket = aws_s3_bucket.this.id
  role   = aws_iam_role.replication[0].arn

  rule {
    id     = "all"
    status = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Disabled"
    }

    # Objects under a customer key need a key on the other side as well.
    dynamic "source_selection_criteria" {
      for_each = var.copy_kms_key_arn == null ? [] : [var.copy_kms_key_arn]

      content {
        sse_kms_encrypted_objects {
          status = "Enabled"
        }
      }
    }

    destination {
      bucket        = aws_s3_bucket.copy[0].arn
      storage_class = "STANDARD_IA"

      dynamic "encryption_configuration" {
        for_each = var.copy_kms_key_arn == null ? [] : [var.copy_kms_key_arn]

        content {
          replica_kms_key_id = encryption_configuration.value
        }
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this, aws_s3_bucket_versioning.copy]
}

resource "aws_iam_role" "replication" {
  count = var.copy_region == null ? 0 : 1

  name = "${var.name}-replication"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "s3.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "replication" {
  count = var.copy_region == null ? 0 : 1

  name = "replication"
  role = aws_iam_role.replication[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetReplicationConfiguration", "s3:ListBucket", "s3:GetObjectVersion*"]
        Resource = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
      },
      {
        Effect   = "Allow"
        Action   = ["s3:ReplicateObject", "s3:ReplicateTags"]
        Resource = ["${aws_s3_bucket.copy[0].arn}/*"]
      },
    ]
  })
}
