output "credits_queue_url" {
  value = aws_sqs_queue.credits.url
}
