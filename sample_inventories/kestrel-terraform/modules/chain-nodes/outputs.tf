output "rpc_urls" {
  description = "Chain -> comma-separated RPC addresses."
  value = {
    for chain in distinct([for node in var.nodes : node.chain]) : chain => join(",", [
      for key, node in var.nodes : "http://${aws_instance.node[key].private_ip}:${node.rpc_port}" if node.chain == chain
    ])
  }
}
