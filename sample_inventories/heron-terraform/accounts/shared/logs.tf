resource "aws_s3_bucket" "logs" {
  bucket = "heron-logs"
}

resource "aws_s3_bucket" "state" {
  bucket = "heron-terraform-state"
}

resource "aws_s3_bucket_versioning" "state" {
  bucket = aws_s3_bucket.state.id

  versioning_configuration {
    status = "Enabled"
  }
}

# Backups of the other accounts are copied here: an administrator there cannot delete them.
resource "aws_backup_vault" "copies" {
  name = "heron-copies"
}
