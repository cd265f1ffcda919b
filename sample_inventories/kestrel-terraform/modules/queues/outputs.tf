output "queues" {
  value = { for name, queue in aws_sqs_queue.this : name => { url = queue.url, arn = queue.arn } }
}

output "names" {
  value = { for name, queue in aws_sqs_queue.this : name => queue.name }
}
