# A bucket, and where asked for a copy of it in another region.

resource "aws_s3_bucket" "this" {
  bucket = var.name
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

# Without a key of ours, S3 encrypts with its own.
resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count = var.encryption == null ? 0 : 1

  bucket = aws_s3_bucket.this.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.encryption.kms_key_arn
    }
  }
}
