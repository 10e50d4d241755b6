"""EC2 and VPC: hosts, the networks that models run in, and the ways in and out of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, TypeVar

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.ec2 import (
    FlowLog,
    Instance,
    PrefixList,
    PrefixListEntry,
    SecurityGroup,
    SecurityGroupEgress,
    SecurityGroupIngress,
    Subnet,
    Volume,
    Vpc,
    VpcEndpoint,
    VpcEndpointPolicyStatement,
)
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row

T = TypeVar("T")
RuleT = TypeVar("RuleT", SecurityGroupIngress, SecurityGroupEgress)

LAST_PORT = 65535

ArnOf = Callable[[Reply, str], str]


@collector(Instance)
async def instances(aws: Reader) -> None:
    """DescribeInstances."""

    def page(reply: Reply) -> Iterator[Instance]:
        for reservation in reply.get("Reservations", ()):
            for item in reservation.get("Instances", ()):
                if item["State"]["Name"] != "terminated":
                    yield _instance(item, _arn_of(aws, "instance"))

    await aws.pages("ec2:DescribeInstances", page)


@collector(Volume)
async def volumes(aws: Reader) -> None:
    """DescribeVolumes."""
    arn_of = _arn_of(aws, "volume")
    await aws.list("ec2:DescribeVolumes", "Volumes", lambda item: _volume(item, arn_of))


@collector(SecurityGroup, SecurityGroupIngress, SecurityGroupEgress)
async def security_groups(aws: Reader) -> None:
    """DescribeSecurityGroups."""
    arn_of = _arn_of(aws, "security-group")
    await aws.pages("ec2:DescribeSecurityGroups", _rows_of_each("SecurityGroups", lambda i: _security_group(i, arn_of)))


@collector(PrefixList, PrefixListEntry)
async def prefix_lists(aws: Reader) -> None:
    """DescribeManagedPrefixLists, then GetManagedPrefixListEntries for those that are not AWS's own."""

    async def entries(listed: PrefixList) -> None:
        await aws.list(
            "ec2:GetManagedPrefixListEntries",
            "Entries",
            lambda item: PrefixListEntry(arn=listed.arn, cidr=item["Cidr"]),
            resource=listed.arn,
            PrefixListId=listed.prefix_list_id,
        )

    listed = await aws.list("ec2:DescribeManagedPrefixLists", "PrefixLists", _prefix_list)
    await aws.each([each for each in listed if each.owner_id != "AWS"], entries)


@collector(Vpc)
async def vpcs(aws: Reader) -> None:
    """DescribeVpcs."""
    arn_of = _arn_of(aws, "vpc")
    await aws.pages(
        "ec2:DescribeVpcs",
        lambda reply: (
            _vpc(item, arn_of) for item in reply.get("Vpcs", ()) if item.get("OwnerId", aws.account) == aws.account
        ),
    )


@collector(Subnet)
async def subnets(aws: Reader) -> None:
    """DescribeSubnets."""
    arn_of = _arn_of(aws, "subnet")
    await aws.list("ec2:DescribeSubnets", "Subnets", lambda item: _subnet(item, arn_of))


@collector(VpcEndpoint, VpcEndpointPolicyStatement)
async def vpc_endpoints(aws: Reader) -> None:
    """DescribeVpcEndpoints."""
    arn_of = _arn_of(aws, "vpc-endpoint")
    await aws.pages("ec2:DescribeVpcEndpoints", _rows_of_each("VpcEndpoints", lambda i: _vpc_endpoint(i, arn_of)))


@collector(FlowLog)
async def flow_logs(aws: Reader) -> None:
    """DescribeFlowLogs."""
    arn_of = _arn_of(aws, "vpc-flow-log")
    await aws.list("ec2:DescribeFlowLogs", "FlowLogs", lambda item: _flow_log(item, arn_of))


def _arn_of(aws: Reader, resource_type: str) -> ArnOf:
    """ARNs of a resource type of this region; most EC2 replies leave them out. Shared ones carry their owner's account."""

    def arn_of(item: Reply, resource_id: str) -> str:
        owner = item.get("OwnerId") or aws.account
        return f"arn:{aws.partition}:ec2:{aws.region}:{owner}:{resource_type}/{resource_id}"

    return arn_of


def _rows_of_each(key: str, rows: Callable[[Reply], Iterable[Row]]) -> Callable[[Reply], Iterable[Row]]:
    """A page parser for lists whose items give several rows each."""
    return lambda reply: chain.from_iterable(rows(item) for item in reply.get(key, ()))


def _tags(item: Reply) -> Mapping[str, str]:
    return {tag["Key"]: tag["Value"] for tag in item.get("Tags", ())}


def _name(item: Reply, resource_id: str) -> str:
    return _tags(item).get("Name") or resource_id


def _instance(item: Reply, arn_of: ArnOf) -> Instance:
    metadata = item.get("MetadataOptions", {})
    instance_id = str(item["InstanceId"])
    return Instance(
        arn=arn_of(item, instance_id),
        name=_name(item, instance_id),
        tags=_tags(item),
        instance_id=instance_id,
        state=item["State"]["Name"],
        instance_type=item["InstanceType"],
        image_id=item["ImageId"],
        vpc_id=item.get("VpcId", ""),
        subnet_id=item.get("SubnetId", ""),
        security_group_ids=tuple(sorted(set(_instance_groups(item)))),
        public_ip_addresses=tuple(sorted(set(_public_addresses(item)))),
        private_ip_addresses=tuple(sorted(set(_private_addresses(item)))),
        ipv6_addresses=tuple(
            address["Ipv6Address"]
            for interface in item.get("NetworkInterfaces", ())
            for address in interface.get("Ipv6Addresses", ())
        ),
        iam_instance_profile_arn=item.get("IamInstanceProfile", {}).get("Arn", ""),
        http_endpoint=metadata.get("HttpEndpoint"),
        http_tokens=metadata.get("HttpTokens"),
        http_put_response_hop_limit=metadata.get("HttpPutResponseHopLimit"),
    )


def _volume(item: Reply, arn_of: ArnOf) -> Volume:
    volume_id = str(item["VolumeId"])
    return Volume(
        arn=arn_of(item, volume_id),
        name=_name(item, volume_id),
        tags=_tags(item),
        volume_id=volume_id,
        encrypted=item["Encrypted"],
        kms_key_id=item.get("KmsKeyId", ""),
        instance_ids=tuple(each["InstanceId"] for each in item.get("Attachments", ()) if "InstanceId" in each),
    )


def _instance_groups(item: Reply) -> Iterator[str]:
    """The security groups of all its network interfaces; the instance itself names those of the first."""
    for holder in ({"Groups": item.get("SecurityGroups", ())}, *item.get("NetworkInterfaces", ())):
        yield from _group_ids(holder.get("Groups", ()))


def _public_addresses(item: Reply) -> Iterator[str]:
    if item.get("PublicIpAddress"):
        yield item["PublicIpAddress"]
    for interface in item.get("NetworkInterfaces", ()):
        for holder in (interface, *interface.get("PrivateIpAddresses", ())):
            address = holder.get("Association", {}).get("PublicIp")
            if address:
                yield address


def _private_addresses(item: Reply) -> Iterator[str]:
    if item.get("PrivateIpAddress"):
        yield item["PrivateIpAddress"]
    for interface in item.get("NetworkInterfaces", ()):
        for holder in (interface, *interface.get("PrivateIpAddresses", ())):
            if holder.get("PrivateIpAddress"):
                yield holder["PrivateIpAddress"]


def _group_ids(groups: Iterable[Reply]) -> tuple[str, ...]:
    return tuple(group["GroupId"] for group in groups)


def _security_group(item: Reply, arn_of: ArnOf) -> Iterator[Row]:
    group_id = str(item["GroupId"])
    arn = arn_of(item, group_id)
    yield SecurityGroup(
        arn=arn,
        name=str(item["GroupName"]),
        tags=_tags(item),
        group_id=group_id,
        vpc_id=item.get("VpcId", ""),
        description=item.get("Description", ""),
    )
    yield from _rules(SecurityGroupIngress, arn, item.get("IpPermissions", ()))
    yield from _rules(SecurityGroupEgress, arn, item.get("IpPermissionsEgress", ()))


def _rules(row: type[RuleT], arn: str, permissions: Iterable[Reply]) -> Iterator[RuleT]:
    """One row per permission and peer. Ports are left out where a protocol has none or all of them are meant."""
    for permission in permissions:
        for peer in _peers(permission):
            yield row(
                arn=arn,
                ip_protocol=str(permission["IpProtocol"]),
                from_port=permission.get("FromPort", 0),
                to_port=permission.get("ToPort", LAST_PORT),
                cidr_ip=peer.get("CidrIp", ""),
                cidr_ipv6=peer.get("CidrIpv6", ""),
                prefix_list_id=peer.get("PrefixListId", ""),
                peer_security_group_id=peer.get("GroupId", ""),
            )


def _peers(permission: Reply) -> Iterator[Mapping[str, Any]]:
    for key in ("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs"):
        yield from permission.get(key, ())


def _prefix_list(item: Reply) -> PrefixList:
    return PrefixList(
        arn=item["PrefixListArn"],
        name=item["PrefixListName"],
        tags=_tags(item),
        prefix_list_id=item["PrefixListId"],
        owner_id=item["OwnerId"],
    )


def _vpc(item: Reply, arn_of: ArnOf) -> Vpc:
    vpc_id = str(item["VpcId"])
    return Vpc(
        arn=arn_of(item, vpc_id),
        name=_name(item, vpc_id),
        tags=_tags(item),
        vpc_id=vpc_id,
        cidr_block=item.get("CidrBlock"),
        is_default=item.get("IsDefault"),
    )


def _subnet(item: Reply, arn_of: ArnOf) -> Subnet:
    subnet_id = str(item["SubnetId"])
    return Subnet(
        arn=item.get("SubnetArn") or arn_of(item, subnet_id),
        name=_name(item, subnet_id),
        tags=_tags(item),
        subnet_id=subnet_id,
        vpc_id=item["VpcId"],
        availability_zone=item.get("AvailabilityZone"),
        map_public_ip_on_launch=item.get("MapPublicIpOnLaunch"),
    )


def _vpc_endpoint(item: Reply, arn_of: ArnOf) -> Iterator[Row]:
    endpoint_id = str(item["VpcEndpointId"])
    arn = arn_of(item, endpoint_id)
    yield VpcEndpoint(
        arn=arn,
        name=_name(item, endpoint_id),
        tags=_tags(item),
        vpc_endpoint_id=endpoint_id,
        vpc_endpoint_type=item["VpcEndpointType"],
        vpc_id=item.get("VpcId", ""),
        service_name=item.get("ServiceName", ""),
        state=str(item["State"]).lower(),
        private_dns_enabled=item.get("PrivateDnsEnabled", False),
        subnet_ids=tuple(item.get("SubnetIds", ())),
        security_group_ids=_group_ids(item.get("Groups", ())),
        route_table_ids=tuple(item.get("RouteTableIds", ())),
    )
    if item["VpcEndpointType"] in ("Interface", "Gateway"):
        yield from statements(VpcEndpointPolicyStatement, arn, "", item.get("PolicyDocument") or _FULL_ACCESS)


_FULL_ACCESS = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
"""The policy of an interface or gateway endpoint that was given none.

https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#default-endpoint-policy
"""


def _flow_log(item: Reply, arn_of: ArnOf) -> FlowLog:
    flow_log_id = str(item["FlowLogId"])
    return FlowLog(
        arn=arn_of(item, flow_log_id),
        name=_name(item, flow_log_id),
        tags=_tags(item),
        flow_log_id=flow_log_id,
        resource_id=item["ResourceId"],
        traffic_type=item.get("TrafficType", ""),
        flow_log_status=item["FlowLogStatus"],
        deliver_logs_status=item.get("DeliverLogsStatus", ""),
        log_destination_type=item.get("LogDestinationType", ""),
        log_destination=item.get("LogDestination", ""),
        log_group_name=item.get("LogGroupName", ""),
    )
