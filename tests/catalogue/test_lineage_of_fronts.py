"""The lineage files of networks, hosts and what stands in front of models, on small estates."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from tests.fakes.blank import blank_estate

from modelkeep.bootstrap import load_catalogue
from modelkeep.catalogue.loader import load_relations
from modelkeep.catalogue.verbs import built_in_parts
from modelkeep.engines.posture.bench import Rows
from modelkeep.engines.posture.cases import ACCOUNT, REGION
from modelkeep.engines.posture.lineage import derive
from modelkeep.engines.posture.schema import insert_rows

RELATIONS = load_catalogue().relations
ENDPOINT = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:endpoint/fraud-scoring"
EC2 = f"arn:aws:ec2:{REGION}:{ACCOUNT}"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function"


@pytest.fixture
def estate() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = blank_estate()
    yield connection
    connection.close()


def relevant(estate: duckdb.DuckDBPyConnection, rows: Rows) -> set[str]:
    for name, each in rows.items():
        insert_rows(estate, name, [{"account": ACCOUNT, "region": REGION, **row} for row in each])
    derive(estate, RELATIONS)
    return {str(row[0]) for row in estate.execute("SELECT arn FROM ai_relevant").fetchall()}


def test_an_api_that_hands_on_to_an_endpoint_with_its_stages_and_names(estate: duckdb.DuckDBPyConnection) -> None:
    uri = f"arn:aws:apigateway:{REGION}:runtime.sagemaker:path//endpoints/Fraud-Scoring/invocations"
    found = relevant(estate, {
        "sagemaker_endpoint": [{"arn": ENDPOINT, "name": "Fraud-Scoring"}],
        "apigateway_rest_api": [{"arn": "api", "rest_api_id": "a1"}, {"arn": "shop", "rest_api_id": "a2"}],
        "apigateway_rest_api_method": [
            {"arn": "api", "integration_uri": uri},
            {"arn": "shop", "integration_uri": "https://shop.example/"},
        ],
        "apigateway_stage": [{"arn": "stage", "rest_api_arn": "api"}, {"arn": "shop-stage", "rest_api_arn": "shop"}],
        "apigateway_domain_name": [{"arn": "domain", "certificate_arn": "certificate"}],
        "apigateway_domain_name_mapping": [{"arn": "domain", "api_id": "a1"}],
    })  # fmt: skip
    assert found == {ENDPOINT, "api", "stage", "domain", "certificate"}
    edges = estate.execute("SELECT dst FROM relation WHERE arn = 'api'").fetchall()
    assert edges == [(ENDPOINT,)]


@pytest.mark.parametrize(
    "uri",
    [
        f"arn:aws:apigateway:{REGION}:bedrock-runtime:path/model/anthropic.claude/converse",
        f"arn:aws:apigateway:{REGION}:runtime.sagemaker:path//endpoints/gone/invocations",
        "https://bedrock-runtime.us-east-1.amazonaws.com/model/x/invoke",
    ],
)
def test_an_api_of_a_model_is_ai_by_itself(estate: duckdb.DuckDBPyConnection, uri: str) -> None:
    rows: Rows = {
        "apigateway_rest_api": [{"arn": "api"}],
        "apigateway_rest_api_method": [{"arn": "api", "integration_uri": uri}],
    }
    assert relevant(estate, rows) == {"api"}


def test_a_function_between_an_api_and_an_endpoint(estate: duckdb.DuckDBPyConnection) -> None:
    uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{FUNCTION}:front:live/invocations"
    found = relevant(estate, {
        "sagemaker_endpoint": [{"arn": ENDPOINT, "name": "fraud-scoring"}],
        "lambda_function": [
            {"arn": f"{FUNCTION}:front", "environment_model_references": ["fraud-scoring"], "log_group": "/aws/lambda/front",
             "role_arn": "role", "kms_key_arn": ""},
            {"arn": f"{FUNCTION}:shop", "environment_model_references": [], "log_group": "", "role_arn": "", "kms_key_arn": ""},
        ],
        "apigateway_rest_api": [{"arn": "api"}],
        "apigateway_rest_api_method": [
            {"arn": "api", "integration_uri": uri},
            {"arn": "api", "integration_uri": uri.replace(":front:live", ":shop")},
        ],
    })  # fmt: skip
    logs = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/front"
    assert found == {ENDPOINT, f"{FUNCTION}:front", "api", "role", logs}


def test_the_methods_that_lead_to_a_model(estate: duckdb.DuckDBPyConnection) -> None:
    uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{FUNCTION}:front:live/invocations"
    model = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:model/fraud"
    relevant(estate, {
        "sagemaker_endpoint": [{"arn": ENDPOINT, "name": "fraud-scoring"}],
        "lambda_function": [{"arn": f"{FUNCTION}:front", "environment_model_references": ["fraud-scoring"]}],
        "apigateway_rest_api": [{"arn": "rest", "rest_api_id": "r1"}],
        "apigateway_rest_api_method": [
            {"arn": "rest", "http_method": "ANY", "path": "/score/{id}/{rest+}", "integration_uri": uri},
            {"arn": "rest", "http_method": "GET", "path": "/shop", "integration_uri": "https://shop.example/"},
        ],
        "apigatewayv2_api": [{"arn": "http", "api_id": "h1", "protocol_type": "HTTP"}],
        "apigatewayv2_api_route": [
            {"arn": "http", "route_key": "POST /score/{id}", "integration_id": "i"},
            {"arn": "http", "route_key": "GET /shop", "integration_id": "j"},
        ],
        "apigatewayv2_api_integration": [
            {"arn": "http", "integration_id": "i", "integration_uri": f"{FUNCTION}:front"},
            {"arn": "http", "integration_id": "j", "integration_uri": f"{FUNCTION}:shop"},
        ],
    })  # fmt: skip
    insert_rows(estate, "model_resource", [{"arn": ENDPOINT, "model": model, "distance": 1}])
    (front,) = [each for each in load_relations(built_in_parts(), None) if each.kind == "front"]
    called = f":execute-api:{REGION}:{ACCOUNT}"
    found = {(str(src), str(dst).partition(called)[2]) for src, dst in estate.execute(front.sql).fetchall()}
    assert found == {(model, ":r1/*/*/score/*/*"), (model, ":h1/*/POST/score/*")}


def test_a_gpu_host_with_its_disk_network_and_load_balancer(estate: duckdb.DuckDBPyConnection) -> None:
    host = {"instance_type": "g5.xlarge", "vpc_id": "vpc-1", "subnet_id": "subnet-1", "security_group_ids": ["sg-1"]}
    web = {"instance_type": "m7i.large", "vpc_id": "vpc-1", "subnet_id": "subnet-2", "security_group_ids": ["sg-2"]}
    found = relevant(estate, {
        "ec2_instance": [
            {"arn": "host", "instance_id": "i-1", "private_ip_addresses": ["10.0.0.5"], **host},
            {"arn": "web", "instance_id": "i-2", "private_ip_addresses": ["10.0.0.6"], **web},
        ],
        "ec2_volume": [
            {"arn": "disk", "instance_ids": ["i-1"], "kms_key_id": ""},
            {"arn": "web-disk", "instance_ids": ["i-2"], "kms_key_id": ""},
        ],
        "ec2_subnet": [
            {"arn": f"{EC2}:subnet/subnet-1", "subnet_id": "subnet-1", "vpc_id": "vpc-1"},
            {"arn": f"{EC2}:subnet/subnet-2", "subnet_id": "subnet-2", "vpc_id": "vpc-1"},
        ],
        "ec2_security_group": [{"arn": "group", "group_id": "sg-1"}, {"arn": "web-group", "group_id": "sg-2"}],
        "ec2_vpc_endpoint": [{"arn": f"{EC2}:vpc-endpoint/vpce-1", "vpc_id": "vpc-1", "security_group_ids": []}],
        "elasticloadbalancingv2_load_balancer": [{"arn": "balancer", "subnet_ids": [], "security_group_ids": []}],
        "elasticloadbalancingv2_listener": [
            {"arn": "listener", "load_balancer_arn": "balancer", "certificate_arns": ["certificate"]},
            {"arn": "web-listener", "load_balancer_arn": "balancer", "certificate_arns": []},
        ],
        "elasticloadbalancingv2_listener_action": [
            {"arn": "listener", "target_group_arn": "targets"},
            {"arn": "web-listener", "target_group_arn": "web-targets"},
        ],
        "elasticloadbalancingv2_target_group": [
            {"arn": "targets", "vpc_id": "vpc-1"},
            {"arn": "web-targets", "vpc_id": "vpc-1"},
        ],
        "elasticloadbalancingv2_target_group_target": [
            {"arn": "targets", "target_id": "10.0.0.5"},
            {"arn": "web-targets", "target_id": "i-2"},
        ],
    })  # fmt: skip
    network = {f"{EC2}:subnet/subnet-1", f"{EC2}:vpc/vpc-1", f"{EC2}:vpc-endpoint/vpce-1", "group"}
    assert found == {"host", "disk", "listener", "balancer", "certificate"} | network


@pytest.mark.parametrize(
    ("instance_type", "tags", "is_ai"),
    [
        ("p5.48xlarge", {}, True),
        ("inf2.xlarge", {}, True),
        ("trn1n.32xlarge", {}, True),
        ("gr6.4xlarge", {}, True),
        ("m7i.large", {"modelkeep:ai": "true"}, True),
        ("m7i.large", {"modelkeep:ai": "false"}, False),
        ("m7i.large", {}, False),
        ("i4i.large", None, False),
    ],
)
def test_hosts_that_are_there_for_models(
    estate: duckdb.DuckDBPyConnection, instance_type: str, tags: dict[str, str] | None, *, is_ai: bool
) -> None:
    found = relevant(estate, {"ec2_instance": [{"arn": "host", "instance_type": instance_type, "tags": tags}]})
    assert found == ({"host"} if is_ai else set())


def test_a_subnet_that_another_account_shares_leads_to_that_accounts_vpc(estate: duckdb.DuckDBPyConnection) -> None:
    theirs = EC2.replace(ACCOUNT, "999988887777")
    found = relevant(estate, {
        "sagemaker_notebook_instance": [{"arn": "notebook", "subnet_id": "subnet-1", "security_groups": ["sg-1"]}],
        "ec2_subnet": [{"arn": f"{theirs}:subnet/subnet-1", "subnet_id": "subnet-1", "vpc_id": "vpc-9"}],
    })  # fmt: skip
    assert found == {"notebook", f"{theirs}:subnet/subnet-1", f"{theirs}:vpc/vpc-9"}


@pytest.mark.parametrize(
    ("destination", "group", "expected"),
    [
        ("arn:aws:s3:::flows/vpc/", "", "arn:aws:s3:::flows"),
        (
            f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:flows:*",
            "flows",
            f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:flows",
        ),
        ("", "flows", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:flows"),
    ],
)
def test_where_flow_logs_go(estate: duckdb.DuckDBPyConnection, destination: str, group: str, expected: str) -> None:
    log = {
        "arn": f"{EC2}:vpc-flow-log/fl-1",
        "resource_id": "vpc-1",
        "log_destination": destination,
        "log_group_name": group,
    }
    relevant(estate, {"ec2_flow_log": [log]})
    assert estate.execute("SELECT arn, kind, dst FROM relation").fetchall() == [
        (f"{EC2}:vpc/vpc-1", "logs_to", expected)
    ]
