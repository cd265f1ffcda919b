# Before 7.20: policies of their own.

resource "aws_iam_policy" "logs" {
  count  = local.own_role && var.attach_cloudwatch_logs_policy ? 1 : 0
  policy = data.aws_iam_policy_document.logs[0].json
}

resource "aws_iam_role_policy_attachment" "logs" {
  count      = local.own_role && var.attach_cloudwatch_logs_policy ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = aws_iam_policy.logs[0].arn
}

resource "aws_iam_policy" "dead_letter" {
  count  = local.own_role && var.attach_dead_letter_policy ? 1 : 0
  policy = data.aws_iam_policy_document.dead_letter[0].json
}

resource "aws_iam_role_policy_attachment" "dead_letter" {
  count      = local.own_role && var.attach_dead_letter_policy ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = aws_iam_policy.dead_letter[0].arn
}

resource "aws_iam_policy" "vpc" {
  count = local.own_role && var.attach_network_policy ? 1 : 0
}

resource "aws_iam_role_policy_attachment" "vpc" {
  count      = local.own_role && var.attach_network_policy ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = aws_iam_policy.vpc[0].arn
}

resource "aws_iam_policy" "tracing" {
  count = local.own_role && var.attach_tracing_policy ? 1 : 0
}

resource "aws_iam_role_policy_attachment" "tracing" {
  count      = local.own_role && var.attach_tracing_policy ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = aws_iam_policy.tracing[0].arn
}

resource "aws_iam_policy" "async" {
  count  = local.own_role && var.attach_async_event_policy ? 1 : 0
  policy = data.aws_iam_policy_document.async[0].json
}

resource "aws_iam_role_policy_attachment" "async" {
  count      = local.own_role && var.attach_async_event_policy ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = aws_iam_policy.async[0].arn
}

resource "aws_iam_policy" "additional_json" {
  count  = local.own_role && var.attach_policy_json ? 1 : 0
  policy = var.policy_json
}

resource "aws_iam_role_policy_attachment" "additional_json" {
  count      = local.own_role && var.attach_policy_json ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = aws_iam_policy.additional_json[0].arn
}

resource "aws_iam_policy" "additional_jsons" {
  count  = local.own_role && var.attach_policy_jsons ? var.number_of_policy_jsons : 0
  policy = var.policy_jsons[count.index]
}

resource "aws_iam_role_policy_attachment" "additional_jsons" {
  count      = local.own_role && var.attach_policy_jsons ? var.number_of_policy_jsons : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = aws_iam_policy.additional_jsons[count.index].arn
}

resource "aws_iam_policy" "additional_inline" {
  count  = local.own_role && var.attach_policy_statements ? 1 : 0
  policy = data.aws_iam_policy_document.additional_inline[0].json
}

resource "aws_iam_role_policy_attachment" "additional_inline" {
  count      = local.own_role && var.attach_policy_statements ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = aws_iam_policy.additional_inline[0].arn
}
