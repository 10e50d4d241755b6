"""The private network of the accounts that train and serve, and how other seeds find it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from modelkeep.lab.seed import MANAGEMENT, PRODUCTION, RESEARCH, Acme, seeds

NETWORK_NAME = "acme-ml"
"""The Name tag of the VPC, its subnets and its security group."""

_PRIVATE_SERVICES = (
    "sagemaker.api",
    "sagemaker.runtime",
    "bedrock",
    "bedrock-runtime",
    "bedrock-agent",
    "bedrock-agent-runtime",
    "ecr.api",
    "ecr.dkr",
    "kms",
    "sts",
    "logs",
)


@dataclass(frozen=True, slots=True)
class Network:
    """IDs of one account's "acme-ml" network."""

    vpc_id: str
    subnet_ids: tuple[str, ...]
    security_group_ids: tuple[str, ...]


def private_network(acme: Acme) -> Network:
    """The "acme-ml" network of PRODUCTION or RESEARCH; its IDs are random, so that it is looked up by its Name tag."""
    ec2 = acme.client("ec2")
    named = [{"Name": "tag:Name", "Values": [NETWORK_NAME]}]
    (vpc,) = ec2.describe_vpcs(Filters=named)["Vpcs"]
    return Network(
        vpc_id=vpc["VpcId"],
        subnet_ids=tuple(sorted(subnet["SubnetId"] for subnet in ec2.describe_subnets(Filters=named)["Subnets"])),
        security_group_ids=tuple(
            group["GroupId"] for group in ec2.describe_security_groups(Filters=named)["SecurityGroups"]
        ),
    )


@seeds(order=15)
def networks(acme: Acme) -> None:
    """A VPC with two private subnets, one security group, and VPC endpoints, in each account that trains or serves."""
    for account in (PRODUCTION, RESEARCH):
        within = acme.within(account)
        _network(within)
        _endpoints(within)


def _network(acme: Acme) -> None:
    ec2 = acme.client("ec2")
    vpc_id = ec2.create_vpc(CidrBlock="10.20.0.0/16", TagSpecifications=named("vpc"))["Vpc"]["VpcId"]
    for number, zone in enumerate("ab"):
        ec2.create_subnet(
            VpcId=vpc_id,
            CidrBlock=f"10.20.{number}.0/24",
            AvailabilityZone=f"{acme.region}{zone}",
            TagSpecifications=named("subnet"),
        )
    group_id = ec2.create_security_group(
        GroupName=NETWORK_NAME,
        Description="Models, training jobs and notebooks",
        VpcId=vpc_id,
        TagSpecifications=named("security-group"),
    )["GroupId"]
    offices = [{"PrefixListId": _offices(acme)}]
    if acme.hardened:
        own = [{"GroupId": group_id}]
        ec2.authorize_security_group_ingress(
            GroupId=group_id, IpPermissions=[_https(UserIdGroupPairs=own), _https(PrefixListIds=offices)]
        )
        ec2.revoke_security_group_egress(
            GroupId=group_id, IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
        )
        s3 = [{"PrefixListId": _prefix_list(acme, f"com.amazonaws.{acme.region}.s3")}]
        ec2.authorize_security_group_egress(
            GroupId=group_id, IpPermissions=[_https(UserIdGroupPairs=own), _https(PrefixListIds=s3)]
        )
    else:
        ec2.authorize_security_group_ingress(
            GroupId=group_id,
            IpPermissions=[
                {"IpProtocol": "tcp", "FromPort": 8000, "ToPort": 8999, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
                {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "PrefixListIds": offices},
            ],
        )


def _offices(acme: Acme) -> str:
    """The ID of a new prefix list of the offices' addresses. Insecure: somebody added everybody's."""
    cidrs = ["198.51.100.0/24"] if acme.hardened else ["198.51.100.0/24", "0.0.0.0/0"]
    made = acme.client("ec2").create_managed_prefix_list(
        PrefixListName="acme-offices",
        AddressFamily="IPv4",
        MaxEntries=5,
        Entries=[{"Cidr": cidr} for cidr in cidrs],
    )
    return str(made["PrefixList"]["PrefixListId"])


def _endpoints(acme: Acme) -> None:
    """Hardened: every service that models need, for the organisation's own identities and resources only."""
    ec2 = acme.client("ec2")
    network = private_network(acme)
    services = _PRIVATE_SERVICES if acme.hardened else ("sagemaker.runtime", "bedrock-runtime")
    own: dict[str, Any] = {"PolicyDocument": json.dumps(_perimeter(acme))} if acme.hardened else {}
    for service in services:
        ec2.create_vpc_endpoint(
            VpcEndpointType="Interface",
            VpcId=network.vpc_id,
            ServiceName=f"com.amazonaws.{acme.region}.{service}",
            SubnetIds=network.subnet_ids,
            SecurityGroupIds=network.security_group_ids,
            PrivateDnsEnabled=acme.hardened,
            **own,
        )
    ec2.create_vpc_endpoint(
        VpcEndpointType="Gateway",
        VpcId=network.vpc_id,
        ServiceName=f"com.amazonaws.{acme.region}.s3",
        RouteTableIds=[table["RouteTableId"] for table in _route_tables(acme, network)],
        **own,
    )


def named(resource_type: str, name: str = NETWORK_NAME) -> list[dict[str, Any]]:
    """TagSpecifications that name a new EC2 resource."""
    return [{"ResourceType": resource_type, "Tags": [{"Key": "Name", "Value": name}]}]


def _perimeter(acme: Acme) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "OwnIdentitiesToOwnResources",
                "Effect": "Allow",
                "Principal": "*",
                "Action": "*",
                "Resource": "*",
                "Condition": {
                    "StringEquals": {
                        "aws:PrincipalOrgID": organisation_id(acme),
                        "aws:ResourceOrgID": organisation_id(acme),
                    }
                },
            }
        ],
    }


def organisation_id(acme: Acme) -> str:
    """The organisation's ID, as policies name it; a fixed one where the lab has no organisation."""
    organizations = acme.within(MANAGEMENT).client("organizations")
    try:
        return str(organizations.describe_organization()["Organization"]["Id"])
    except organizations.exceptions.AWSOrganizationsNotInUseException:
        return "o-acmeml0001"


def _https(**peers: Any) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, **peers}


def _prefix_list(acme: Acme, name: str) -> str:
    """The ID of one of AWS's own prefix lists."""
    lists = acme.client("ec2").describe_managed_prefix_lists(Filters=[{"Name": "prefix-list-name", "Values": [name]}])[
        "PrefixLists"
    ]
    return str(lists[0]["PrefixListId"])


def _route_tables(acme: Acme, network: Network) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = acme.client("ec2").describe_route_tables(
        Filters=[{"Name": "vpc-id", "Values": [network.vpc_id]}]
    )["RouteTables"]
    return found
