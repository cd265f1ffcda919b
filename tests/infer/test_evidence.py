"""What follows from code: input, question, answer. Each case is a repository of a few lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from scanner.measure import Judgement
from scanner.model import Instant
from scanner.pipeline import Request, Scan, scan

AWS = 'provider "aws" {\n  region = "eu-west-1"\n}\n'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return tmp_path


def read(tree: Path, code: str = "", **files: str) -> Scan:
    for name, text in {"main": AWS + code, **files}.items():
        path = tree / f"{name.replace('__', '/')}.tf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return scan(Request(paths=(tree,)))


def needs(done: Scan, node: str, *, strength: str = "strong", effect: str = "stop") -> set[str]:
    """Ids, without root, of what `node` needs directly or by way of a gate."""
    graph, found = done.graph, set()
    start = next(n for n in graph if n == node or n.partition(":")[2] == node)
    for _, member, edge in graph.out_edges(start, data=True):
        if edge["strength"] != strength or edge["effect"] != effect:
            continue
        inner = [member]
        while inner:
            name = inner.pop()
            if graph.nodes[name]["kind"] == "gate":
                inner += [m for _, m in graph.out_edges(name)]
            else:
                found.add(name.partition(":")[2] or name)
    return found


def state(done: Scan, journey: str, loss: str, at: Instant = Instant.NOW) -> tuple[str, str]:
    """The journey's states in both readings when `loss` is lost."""
    judgement: Judgement = done.judgement
    node = next(j for j in judgement.journeys if j.startswith(f"journey:{journey}"))
    judged = judgement.judged(node, judgement.scenario(loss), at)
    return judged.surely.name.lower(), judged.possibly.name.lower()


# --- references -------------------------------------------------------------------------


def test_a_consumer_needs_its_queue_and_the_queue_not_its_consumer(tree: Path) -> None:
    done = read(
        tree,
        """
        resource "aws_sqs_queue" "jobs" { name = "jobs" }
        resource "aws_lambda_function" "worker" { function_name = "worker" }
        resource "aws_lambda_event_source_mapping" "m" {
          event_source_arn = aws_sqs_queue.jobs.arn
          function_name    = aws_lambda_function.worker.arn
        }
        """,
    )
    assert "aws_sqs_queue.jobs" in needs(done, "aws_lambda_function.worker")
    assert "aws_lambda_function.worker" not in needs(done, "aws_sqs_queue.jobs")


def test_a_dead_letter_queue_only_slows(tree: Path) -> None:
    done = read(
        tree,
        """
        resource "aws_sqs_queue" "dead" { name = "dead" }
        resource "aws_lambda_function" "f" {
          function_name = "f"
          dead_letter_config { target_arn = aws_sqs_queue.dead.arn }
        }
        """,
    )
    assert "aws_sqs_queue.dead" in needs(done, "aws_lambda_function.f", effect="slow")
    assert "aws_sqs_queue.dead" not in needs(done, "aws_lambda_function.f")


CLUSTER = """
resource "aws_rds_cluster" "c" {
  cluster_identifier = "orders"
  engine             = "aurora-postgresql"
}
resource "aws_rds_cluster_instance" "i" {
  count              = 2
  identifier         = "orders-${count.index}"
  cluster_identifier = aws_rds_cluster.c.id
  engine             = aws_rds_cluster.c.engine
  availability_zone  = ["eu-west-1a", "eu-west-1b"][count.index]
}
resource "aws_lambda_function" "api" {
  function_name = "api"
  environment { variables = { DB = aws_rds_cluster.c.endpoint } }
}
resource "aws_lambda_function_url" "api" { function_name = aws_lambda_function.api.function_name }
"""


def test_members_are_judged_with_their_cluster(tree: Path) -> None:
    done = read(tree, CLUSTER)
    assert needs(done, "aws_rds_cluster.c") >= {
        "aws_rds_cluster_instance.i[0]",
        "aws_rds_cluster_instance.i[1]",
    }
    assert "aws_rds_cluster.c" not in needs(done, "aws_rds_cluster_instance.i[0]")
    assert state(done, "aws-lambda", ".:aws_rds_cluster_instance.i[0]")[0] == "ok"
    assert state(done, "aws-lambda", ".:aws_rds_cluster.c")[0] == "stopped"


def test_a_read_replica_is_no_failover(tree: Path) -> None:
    done = read(
        tree,
        """
        resource "aws_db_instance" "main" { identifier = "main" }
        resource "aws_db_instance" "replica" {
          identifier          = "replica"
          replicate_source_db = aws_db_instance.main.identifier
          availability_zone   = "eu-west-1b"
        }
        resource "aws_lambda_function" "api" {
          function_name = "api"
          environment { variables = { DB = aws_db_instance.main.address } }
        }
        resource "aws_lambda_function_url" "api" {
          function_name = aws_lambda_function.api.function_name
        }
        """,
    )
    assert state(done, "aws-lambda", ".:aws_db_instance.main") == ("stopped", "stopped")
    assert state(done, "aws-lambda", ".:aws_db_instance.main", Instant.RTO)[0] == "stopped"
    assert "aws_db_instance.main" in needs(done, "aws_db_instance.replica", effect="stale")


def test_a_list_of_equals_may_stand_in_for_each_other(tree: Path) -> None:
    done = read(
        tree,
        """
        resource "aws_instance" "node" {
          count             = 2
          availability_zone = "eu-west-1a"
        }
        resource "aws_lambda_function" "api" {
          function_name = "api"
          environment { variables = { NODES = join(",", aws_instance.node[*].private_ip) } }
        }
        resource "aws_lambda_function_url" "api" {
          function_name = aws_lambda_function.api.function_name
        }
        """,
    )
    assert state(done, "aws-lambda", ".:aws_instance.node[0]") == ("ok", "stopped")


# --- what roots hand over ---------------------------------------------------------------


def test_a_parameter_of_another_root_is_what_it_holds(tree: Path) -> None:
    done = read(
        tree,
        network__main=AWS
        + """
        resource "aws_subnet" "a" { availability_zone = "eu-west-1a" }
        resource "aws_ssm_parameter" "subnet" {
          name  = "/shop/subnet"
          type  = "String"
          value = aws_subnet.a.id
        }
        """,
        app__main=AWS
        + """
        data "aws_ssm_parameter" "subnet" { name = "/shop/subnet" }
        resource "aws_instance" "web" { subnet_id = data.aws_ssm_parameter.subnet.value }
        """,
    )
    assert "aws_subnet.a" in needs(done, "aws_instance.web")


# --- hosts, names, policies -------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "needed"),
    [
        ("https://mainnet.infura.io/v3/x", "vendor/infura"),
        ("https://sqs.us-east-1.amazonaws.com/111122223333/q", "aws/service/us-east-1/sqs"),
        ("arn:aws:dynamodb:us-east-1:111122223333:table/t", "aws/service/us-east-1/dynamodb"),
        ("postgres://u@db.cluster-c1.us-west-2.rds.amazonaws.com/x", "aws/service/us-west-2/rds"),
        ("bucket.s3.eu-central-1.amazonaws.com", "aws/service/eu-central-1/s3"),
    ],
)
def test_a_host_or_arn_in_a_setting_is_a_requirement(tree: Path, value: str, needed: str) -> None:
    done = read(
        tree,
        f"""
        resource "aws_lambda_function" "f" {{
          function_name = "f"
          environment {{ variables = {{ TARGET = "{value}" }} }}
        }}
        """,
    )
    assert needed in needs(done, "aws_lambda_function.f")


def test_two_vendors_for_one_job_stand_in_for_each_other_in_the_better_reading(tree: Path) -> None:
    done = read(
        tree,
        """
        resource "aws_lambda_function" "f" {
          function_name = "f"
          environment {
            variables = { A = "https://mainnet.infura.io/v3", B = "https://x.g.alchemy.com/v2" }
          }
        }
        resource "aws_lambda_function_url" "f" {
          function_name = aws_lambda_function.f.function_name
        }
        """,
    )
    assert state(done, "aws-lambda", "vendor/alchemy") == ("ok", "stopped")


def test_an_observability_vendor_stops_nobody(tree: Path) -> None:
    done = read(
        tree,
        """
        resource "aws_lambda_function" "f" {
          function_name = "f"
          environment { variables = { DD = "https://api.datadoghq.com" } }
        }
        """,
    )
    assert "vendor/datadog" in needs(done, "aws_lambda_function.f", effect="slow")


def test_a_policy_for_exactly_one_table_counts_in_the_worse_reading_only(tree: Path) -> None:
    done = read(
        tree,
        """
        resource "aws_dynamodb_table" "t" { name = "t" }
        resource "aws_iam_role" "r" { name = "r" }
        resource "aws_iam_role_policy" "p" {
          role   = aws_iam_role.r.id
          policy = jsonencode({
            Statement = [{ Action = "dynamodb:*", Resource = aws_dynamodb_table.t.arn }]
          })
        }
        resource "aws_lambda_function" "f" {
          function_name = "f"
          role          = aws_iam_role.r.arn
        }
        resource "aws_lambda_function_url" "f" {
          function_name = aws_lambda_function.f.function_name
        }
        """,
    )
    assert "aws_dynamodb_table.t" in needs(done, "aws_iam_role.r", strength="medium")
    assert state(done, "aws-lambda", ".:aws_dynamodb_table.t") == ("ok", "stopped")


def test_a_firewall_rule_is_listed_and_never_counts(tree: Path) -> None:
    done = read(
        tree,
        """
        resource "aws_security_group" "app" {}
        resource "aws_security_group" "db" {}
        resource "aws_security_group_rule" "r" {
          type                     = "ingress"
          security_group_id        = aws_security_group.db.id
          source_security_group_id = aws_security_group.app.id
        }
        """,
    )
    assert "aws_security_group.db" in needs(done, "aws_security_group.app", strength="weak")


# --- ways in ----------------------------------------------------------------------------

FRONT = """
resource "aws_lb" "front" { load_balancer_type = "application" }
resource "aws_lb_target_group" "a" {}
resource "aws_lb_target_group" "b" {}
resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.front.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.a.arn
  }
}
resource "aws_lb_listener_rule" "b" {
  listener_arn = aws_lb_listener.https.arn
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.b.arn
  }
  condition { host_header { values = ["b.shop.example"] } }
}
resource "aws_instance" "a" { availability_zone = "eu-central-1a" }
resource "aws_instance" "b" { availability_zone = "eu-central-1b" }
resource "aws_lb_target_group_attachment" "a" {
  target_group_arn = aws_lb_target_group.a.arn
  target_id        = aws_instance.a.id
}
resource "aws_lb_target_group_attachment" "b" {
  target_group_arn = aws_lb_target_group.b.arn
  target_id        = aws_instance.b.id
}
resource "aws_route53_record" "host" {
  for_each = toset(["a.shop.example", "b.shop.example"])
  zone_id  = "Z1"
  name     = each.key
  type     = "A"
  alias {
    name                   = aws_lb.front.dns_name
    zone_id                = aws_lb.front.zone_id
    evaluate_target_health = true
  }
}
"""


def test_a_rule_of_a_load_balancer_belongs_to_the_host_it_answers(tree: Path) -> None:
    done = read(tree, FRONT)
    assert state(done, "a.shop.example", ".:aws_instance.b") == ("ok", "ok")
    assert state(done, "b.shop.example", ".:aws_instance.b")[0] == "stopped"
    assert state(done, "a.shop.example", ".:aws_instance.a")[0] == "stopped"


def test_a_target_group_with_no_target_is_a_question(tree: Path) -> None:
    bare = FRONT[: FRONT.index('resource "aws_lb_target_group_attachment" "a"')]
    done = read(tree, bare)
    questions = [gap.question for gap in done.inference.gaps]
    assert any("targets" in question for question in questions)


FAILOVER = """
resource "aws_instance" "one" { availability_zone = "eu-central-1a" }
resource "aws_instance" "two" { availability_zone = "eu-central-1b" }
resource "aws_route53_record" "first" {
  zone_id         = "Z1"
  name            = "shop.example"
  type            = "A"
  set_identifier  = "first"
  records         = [aws_instance.one.public_ip]
  health_check_id = "h1"
  failover_routing_policy { type = "PRIMARY" }
}
resource "aws_route53_record" "second" {
  zone_id        = "Z1"
  name           = "shop.example"
  type           = "A"
  set_identifier = "second"
  records        = [aws_instance.two.public_ip]
  failover_routing_policy { type = "SECONDARY" }
}
"""


def test_failover_records_answer_for_each_other_after_a_while(tree: Path) -> None:
    done = read(tree, FAILOVER)
    assert [j.name for j in done.inference.journeys] == ["shop.example"]
    assert state(done, "shop.example", ".:aws_instance.one")[0] == "stopped"
    assert state(done, "shop.example", ".:aws_instance.one", Instant.RTO)[0] == "ok"


def test_two_plain_records_of_one_name_are_both_needed(tree: Path) -> None:
    code = FAILOVER.replace("failover_routing_policy", "unknown_policy")
    done = read(tree, code)
    assert state(done, "shop.example", ".:aws_instance.two", Instant.RTO)[0] == "stopped"


def test_a_name_in_a_private_zone_is_no_way_in(tree: Path) -> None:
    done = read(
        tree,
        """
        resource "aws_route53_zone" "inner" {
          name = "corp.example"
          vpc { vpc_id = "vpc-1" }
        }
        resource "aws_route53_record" "db" {
          zone_id = aws_route53_zone.inner.zone_id
          name    = "db.corp.example"
          type    = "CNAME"
          records = ["x"]
        }
        resource "aws_instance" "i" { availability_zone = "eu-central-1a" }
        """,
    )
    assert [journey.name for journey in done.inference.journeys] == ["background"]


# --- environments -----------------------------------------------------------------------


def environments(tree: Path, *judged: str) -> set[str]:
    for name in ("prod", "staging"):
        folder = tree / "envs" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "main.tf").write_text(AWS + 'resource "aws_sqs_queue" "q" { name = "q" }\n')
    done = scan(Request(paths=(tree,), environments=judged))
    return {resource.environment for resource in done.inference.inventory.resources}


def test_beside_production_nothing_else_is_judged_unasked(tree: Path) -> None:
    assert environments(tree) == {"prod"}


def test_another_environment_is_judged_on_request(tree: Path) -> None:
    assert environments(tree, "staging") == {"staging"}


def test_what_is_left_out_is_counted_and_says_why(tree: Path) -> None:
    environments(tree)
    done = scan(Request(paths=(tree,)))
    left_out = [e for source in done.inference.inventory.sources for e in source.excluded]
    assert [e.id for e in left_out] == ["envs/staging:aws_sqs_queue.q"]
    assert "on request" in left_out[0].reason


def test_a_host_in_a_start_up_script_may_be_needed_at_the_start_only(tree: Path) -> None:
    done = read(
        tree,
        """
        resource "aws_instance" "i" {
          availability_zone = "eu-central-1a"
          user_data         = "curl https://bucket.s3.us-east-1.amazonaws.com/agent.rpm"
        }
        """,
    )
    assert state(done, "background", "aws/service/us-east-1/s3") == ("ok", "stopped")
    assert any("after it has started" in gap.question for gap in done.inference.gaps)


def test_a_subnet_without_a_route_table_uses_its_networks_main_one(tree: Path) -> None:
    done = read(
        tree,
        """
        resource "aws_vpc" "v" {}
        resource "aws_subnet" "public" {
          vpc_id            = aws_vpc.v.id
          availability_zone = "eu-central-1a"
        }
        resource "aws_subnet" "private" {
          vpc_id            = aws_vpc.v.id
          availability_zone = "eu-central-1b"
        }
        resource "aws_nat_gateway" "n" { subnet_id = aws_subnet.public.id }
        resource "aws_default_route_table" "main" {
          default_route_table_id = aws_vpc.v.default_route_table_id
          route {
            cidr_block     = "0.0.0.0/0"
            nat_gateway_id = aws_nat_gateway.n.id
          }
        }
        resource "aws_route_table" "public" { vpc_id = aws_vpc.v.id }
        resource "aws_route_table_association" "public" {
          subnet_id      = aws_subnet.public.id
          route_table_id = aws_route_table.public.id
        }
        resource "aws_instance" "i" { subnet_id = aws_subnet.private.id }
        """,
    )
    assert "aws_default_route_table.main" in needs(done, "aws_subnet.private")
    assert "aws_default_route_table.main" not in needs(done, "aws_subnet.public")
    assert state(done, "background", ".:aws_nat_gateway.n") == ("ok", "stopped")
