"""EC2 and VPC: what becomes of rules, addresses, policies and shared resources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.fakes.collecting import ACCOUNT, collect

from modelkeep.adapters.aws.collect import ec2
from modelkeep.core.kinds.ec2 import (
    Instance,
    PrefixList,
    PrefixListEntry,
    SecurityGroupEgress,
    SecurityGroupIngress,
    VpcEndpointPolicyStatement,
)
from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

REGION = "eu-south-2"
"""A region of its own, since the lab's state outlives a server."""


@pytest.fixture
def acme() -> Iterator[Acme]:
    with LabServer() as lab:
        yield Acme(lab.url, hardened=False, region=REGION)


@pytest.fixture
def vpc_id(acme: Acme) -> str:
    return str(acme.client("ec2").create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"])


def group(acme: Acme, vpc_id: str, name: str, *rules: dict[str, Any]) -> str:
    client = acme.client("ec2")
    group_id = str(client.create_security_group(GroupName=name, Description=name, VpcId=vpc_id)["GroupId"])
    client.authorize_security_group_ingress(GroupId=group_id, IpPermissions=list(rules))
    return f"arn:aws:ec2:{REGION}:{ACCOUNT}:security-group/{group_id}"


def test_every_peer_of_a_rule_is_a_row(acme: Acme, vpc_id: str) -> None:
    arn = group(
        acme, vpc_id, "peers",
        {
            "IpProtocol": "tcp", "FromPort": 8000, "ToPort": 8080,
            "IpRanges": [{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
        },
    )  # fmt: skip
    rows = [r for r in collect(acme.endpoint_url, ec2.security_groups, region=REGION).rows if r.arn == arn]
    ingress = [row for row in rows if isinstance(row, SecurityGroupIngress)]
    assert {(r.cidr_ip, r.cidr_ipv6, r.from_port, r.to_port) for r in ingress} == {
        ("10.0.0.0/8", "", 8000, 8080),
        ("0.0.0.0/0", "", 8000, 8080),
        ("", "::/0", 8000, 8080),
    }
    egress = [row for row in rows if isinstance(row, SecurityGroupEgress)]
    assert [(r.ip_protocol, r.cidr_ip, r.from_port, r.to_port) for r in egress] == [("-1", "0.0.0.0/0", 0, 65535)]


def test_ranges_are_read_of_prefix_lists_that_are_not_aws_own(acme: Acme) -> None:
    made = acme.client("ec2").create_managed_prefix_list(
        PrefixListName="office", MaxEntries=2, AddressFamily="IPv4", Entries=[{"Cidr": "198.51.100.0/24"}]
    )["PrefixList"]
    journal = collect(acme.endpoint_url, ec2.prefix_lists, region=REGION)
    assert [r.cidr for r in journal.rows if isinstance(r, PrefixListEntry) and r.arn == made["PrefixListArn"]] == [
        "198.51.100.0/24"
    ]
    aws_own = {r.arn for r in journal.rows if isinstance(r, PrefixList) and r.owner_id == "AWS"}
    assert aws_own
    assert not aws_own & {e.read.resource for e in journal.entries.values()}


def test_an_endpoint_without_a_policy_lets_everything_through(acme: Acme, vpc_id: str) -> None:
    made = acme.client("ec2").create_vpc_endpoint(
        VpcId=vpc_id, VpcEndpointType="Gateway", ServiceName=f"com.amazonaws.{REGION}.s3"
    )
    arn = f"arn:aws:ec2:{REGION}:{ACCOUNT}:vpc-endpoint/{made['VpcEndpoint']['VpcEndpointId']}"
    rows = collect(acme.endpoint_url, ec2.vpc_endpoints, region=REGION).rows
    (statement,) = [r for r in rows if isinstance(r, VpcEndpointPolicyStatement) and r.arn == arn]
    assert (statement.effect, statement.principals, statement.actions, statement.resources) == (
        "Allow",
        ("*",),
        ("*",),
        ("*",),
    )


def test_terminated_instances_are_left_out_and_addresses_of_all_interfaces_count(acme: Acme, vpc_id: str) -> None:
    client = acme.client("ec2")
    subnet = client.create_subnet(VpcId=vpc_id, CidrBlock="10.9.1.0/24")["Subnet"]["SubnetId"]
    wanted = [{"DeviceIndex": 0, "SubnetId": subnet, "AssociatePublicIpAddress": True}]
    made = client.run_instances(
        ImageId="ami-12c6146b", MinCount=2, MaxCount=2, InstanceType="g5.xlarge", NetworkInterfaces=wanted
    )["Instances"]
    kept, gone = (instance["InstanceId"] for instance in made)
    client.terminate_instances(InstanceIds=[gone])
    rows = [r for r in collect(acme.endpoint_url, ec2.instances, region=REGION).rows if isinstance(r, Instance)]
    found = {row.instance_id: row for row in rows}
    assert gone not in found
    assert len(found[kept].public_ip_addresses or ()) == 1
    assert found[kept].http_tokens in ("optional", "required")


def test_shared_resources_carry_their_owners_account() -> None:
    class Here:
        partition, region, account = "aws", "us-east-1", "111122223333"

    arn_of = ec2._arn_of(Here(), "vpc")  # type: ignore[arg-type]  # only what an ARN needs
    assert arn_of({"OwnerId": "444455556666"}, "vpc-1") == "arn:aws:ec2:us-east-1:444455556666:vpc/vpc-1"
    assert arn_of({}, "vpc-1") == "arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1"
