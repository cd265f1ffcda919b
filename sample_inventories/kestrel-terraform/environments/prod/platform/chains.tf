# Bitcoin and Ethereum nodes are ours; the other chains are read through
# providers, two for those that matter.

module "chain_nodes" {
  source = "../../../modules/chain-nodes"

  name           = "${local.name}-chain"
  vpc_id         = local.vpc_id
  vpc_cidr_block = data.aws_vpc.main.cidr_block
  ami_id         = data.aws_ssm_parameter.ami["chain-node"].insecure_value

  nodes = {
    for name, node in var.chain_nodes : name => {
      chain     = node.chain
      client    = node.client
      rpc_port  = node.rpc_port
      disk_gb   = node.disk_gb
      subnet_id = local.private_subnets[node.zone_id]
    }
  }
}

# Deposits on account chains: each watcher reads new blocks and puts what
# belongs to customers on the deposits queue.
module "jobs" {
  source = "../../../modules/scheduled-lambda"

  name_prefix        = local.name
  code_bucket        = var.code_bucket
  subnet_ids         = values(local.private_subnets)
  security_group_ids = [module.services.security_group_id]

  functions = merge(
    {
      for chain, watch in var.deposit_watchers : "watch-${chain}" => {
        handler  = "watcher.run"
        code_key = "watcher/${var.image_tag}.zip"
        schedule = watch.schedule

        environment = {
          CHAIN              = chain
          RPC_URL            = watch.rpc_url
          RPC_FALLBACK_URL   = watch.rpc_fallback_url
          CONFIRMATIONS      = watch.confirmations
          DEPOSITS_QUEUE_URL = module.queues.queues["deposits"].url
          CHAIN_STATE_TABLE  = aws_dynamodb_table.chain_state.name
        }
      }
    },
    {
      status-publisher = {
        handler  = "status.publish"
        code_key = "status-publisher/${var.image_tag}.zip"
        schedule = "rate(1 minute)"

        environment = {
          PROBES      = "https://api.${var.domain}/v1/session,https://md.${var.domain}/v1/market/ping"
          FEED_BUCKET = google_storage_bucket.status_feed.name
          FEED_OBJECT = "status.json"
        }
      }
    },
  )

  policy = [
    {
      Effect   = "Allow"
      Action   = ["sqs:SendMessage"]
      Resource = [module.queues.queues["deposits"].arn]
    },
    {
      Effect   = "Allow"
      Action   = ["dynamodb:GetItem", "dynamodb:PutItem"]
      Resource = [aws_dynamodb_table.chain_state.arn]
    },
    {
      Effect   = "Allow"
      Action   = ["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface"]
      Resource = ["*"]
    },
  ]
}
