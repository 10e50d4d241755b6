"""Networks, hosts and disks (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_EC2.html).

Of an instance only what its own properties tell: a launch template may say the rest, so with one nothing is a default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from modelkeep.adapters.iac.forms import Attachment, Form, Part, Policy, Rows, Surroundings, regional
from modelkeep.adapters.iac.forms.lenses import Computed, Fixed, Flag, Lens, OwnReference, Text, Texts
from modelkeep.adapters.iac.properties import Properties
from modelkeep.adapters.iac.resource import Unknown
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

LAST_PORT = 65535
_PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}
"""EC2 answers with names for these numbers (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html)."""
_ANYWHERE = "0.0.0.0/0"
WITHOUT_DEFAULT_EGRESS = "WithoutDefaultEgress"
"""Beside CloudFormation's properties, for formats that take the default rule for what goes out away: that there is none."""


def _protocol(properties: Properties) -> str | None:
    found = properties.text("IpProtocol", None)
    return None if found is None else _PROTOCOLS.get(found, found.lower())


def _port(name: str, absent: int) -> Computed:
    """All ports where the protocol has none or all protocols are meant."""

    def read(properties: Properties) -> int | None:
        protocol = _protocol(properties)
        if protocol is not None and protocol not in _PROTOCOLS.values():
            return absent
        found = properties.number(name, absent)
        return absent if found == -1 and protocol in ("tcp", "udp") else found

    return Computed(read, lambda value: {name: value}, name)


def _rules(peer: str) -> Mapping[str, Lens]:
    """`peer`: Source or Destination."""
    return {
        "ip_protocol": Computed(_protocol, lambda value: {"IpProtocol": value}, "IpProtocol"),
        "from_port": _port("FromPort", 0),
        "to_port": _port("ToPort", LAST_PORT),
        "cidr_ip": Text("CidrIp"),
        "cidr_ipv6": Text("CidrIpv6"),
        "prefix_list_id": Text(f"{peer}PrefixListId"),
        "peer_security_group_id": Text(f"{peer}SecurityGroupId"),
    }


_INGRESS, _EGRESS = _rules("Source"), _rules("Destination")


def _default_egress(
    properties: Properties, arn: str, around: Surroundings
) -> tuple[Iterable[Row], Iterable[type[Row]]]:
    """A security group that is given no rule for what goes out lets everything out
    (https://docs.aws.amazon.com/vpc/latest/userguide/default-custom-security-groups.html). Whether that rule stays beside one that is
    attached is left open.
    """
    attached, whole = around.naming("AWS::EC2::SecurityGroupEgress", "GroupId", "AWS::EC2::SecurityGroup", arn)
    if properties.value("SecurityGroupEgress") not in (None, []) or properties.value(WITHOUT_DEFAULT_EGRESS):
        return (), ()
    if attached or not whole:
        return (), (SecurityGroupEgress,)
    row = SecurityGroupEgress(
        arn=arn, ip_protocol="-1", from_port=0, to_port=LAST_PORT, cidr_ip=_ANYWHERE, cidr_ipv6="", prefix_list_id="",
        peer_security_group_id="",
    )  # fmt: skip
    return (row,), ()


_FULL_ACCESS = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
"""https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#default-endpoint-policy"""


def _default_endpoint_policy(
    properties: Properties, arn: str, around: Surroundings
) -> tuple[Iterable[Row], Iterable[type[Row]]]:
    if properties.value("PolicyDocument") is not None:
        return (), ()
    sort = properties.text("VpcEndpointType", "Gateway")
    if sort is None:
        return (), (VpcEndpointPolicyStatement,)
    if sort not in ("Interface", "Gateway"):
        return (), ()
    return statements(VpcEndpointPolicyStatement, arn, "", _FULL_ACCESS), ()


def _own_or_template(path: str, absent: str | None) -> Computed:
    """What an instance does not say is AWS's default, unless a launch template may say it."""

    def read(properties: Properties) -> str | None:
        return properties.text(path, absent if properties.value("LaunchTemplate") is None else None)

    return Computed(read, lambda value: {path: value} if value != absent else {}, path)


def _groups(properties: Properties) -> tuple[str, ...] | None:
    """The groups of its network interfaces; without any, EC2 takes the default group of the VPC, whose id is not known."""
    found = properties.texts("SecurityGroupIds")
    interfaces, complete = properties.each("NetworkInterfaces")
    within = [each.texts("GroupSet") for each in interfaces]
    if found is None or not complete or None in within:
        return None
    every = {*found, *(group for groups in within for group in groups or ())}
    return tuple(sorted(every)) or None


def _subnet(properties: Properties) -> str | None:
    found = properties.text("SubnetId", "")
    if found == "":
        interfaces, complete = properties.each("NetworkInterfaces")
        found = next((each.text("SubnetId", None) for each in interfaces), None) if complete else None
    return found


def _encrypted(properties: Properties) -> bool | None:
    """Where it is not said, the region's default, or that of the snapshot, decides: only a yes is sure."""
    if properties.value("KmsKeyId") is not None and not isinstance(properties.value("KmsKeyId"), Unknown):
        return True
    if properties.flag("Encrypted", absent=None) is True:
        return True
    return None


def _log_type(properties: Properties) -> str | None:
    return properties.text("LogDestinationType", "cloud-watch-logs")


FORMS = (
    Form(
        cfn_type="AWS::EC2::SecurityGroup",
        row=SecurityGroup,
        identity=regional("ec2", "security-group", "GroupId", "Id"),
        columns={
            "group_id": OwnReference(),
            "vpc_id": Text("VpcId", None),
            "description": Text("GroupDescription"),
        },
        sections=(
            Part(row=SecurityGroupIngress, paths=("SecurityGroupIngress",), columns=_INGRESS),
            Part(row=SecurityGroupEgress, paths=("SecurityGroupEgress",), columns=_EGRESS),
            Rows(fills=(SecurityGroupEgress,), read=_default_egress, always=True),
        ),
    ),
    Form(
        cfn_type="AWS::EC2::VPC",
        row=Vpc,
        identity=regional("ec2", "vpc", "VpcId", "Id"),
        columns={"cidr_block": Text("CidrBlock", None), "is_default": Fixed(False)},
    ),
    Form(
        cfn_type="AWS::EC2::Subnet",
        row=Subnet,
        identity=regional("ec2", "subnet", "SubnetId", "Id"),
        columns={
            "subnet_id": OwnReference(),
            "vpc_id": Text("VpcId", None),
            "availability_zone": Text("AvailabilityZone", None),
            "map_public_ip_on_launch": Flag("MapPublicIpOnLaunch"),
        },
    ),
    Form(
        cfn_type="AWS::EC2::VPCEndpoint",
        row=VpcEndpoint,
        identity=regional("ec2", "vpc-endpoint", "Id"),
        columns={
            "vpc_endpoint_id": OwnReference(),
            "vpc_endpoint_type": Text("VpcEndpointType", "Gateway"),
            "vpc_id": Text("VpcId", None),
            "service_name": Text("ServiceName"),
            "state": Fixed("available"),
            "private_dns_enabled": Flag("PrivateDnsEnabled", None),
            "subnet_ids": Texts("SubnetIds"),
            "security_group_ids": Texts("SecurityGroupIds"),
            "route_table_ids": Texts("RouteTableIds"),
        },
        sections=(
            Policy(row=VpcEndpointPolicyStatement, path="PolicyDocument"),
            Rows(fills=(VpcEndpointPolicyStatement,), read=_default_endpoint_policy, always=True),
        ),
    ),
    Form(
        cfn_type="AWS::EC2::FlowLog",
        row=FlowLog,
        identity=regional("ec2", "vpc-flow-log", "Id"),
        columns={
            "flow_log_id": OwnReference(),
            "resource_id": Text("ResourceId", None),
            "traffic_type": Text("TrafficType"),
            "flow_log_status": Fixed("ACTIVE"),
            "deliver_logs_status": Fixed("SUCCESS"),
            "log_destination_type": Computed(
                _log_type, lambda value: {"LogDestinationType": value}, "LogDestinationType"
            ),
            "log_destination": Text("LogDestination"),
            "log_group_name": Text("LogGroupName"),
        },
    ),
    Form(
        cfn_type="AWS::EC2::Volume",
        row=Volume,
        identity=regional("ec2", "volume", "VolumeId", "Id"),
        columns={
            "volume_id": OwnReference(),
            "encrypted": Computed(_encrypted, lambda value: {"Encrypted": True} if value else None, "Encrypted"),
            "kms_key_id": Text("KmsKeyId", None),
        },
    ),
    Form(
        cfn_type="AWS::EC2::PrefixList",
        row=PrefixList,
        identity=regional("ec2", "prefix-list", "Arn", "PrefixListId"),
        columns={"prefix_list_id": OwnReference()},
        sections=(Part(row=PrefixListEntry, paths=("Entries",), columns={"cidr": Text("Cidr", None)}),),
    ),
    Form(
        cfn_type="AWS::EC2::Instance",
        row=Instance,
        identity=regional("ec2", "instance", "InstanceId", "Id"),
        columns={
            "instance_id": OwnReference(),
            "state": Fixed("running"),
            "instance_type": Text("InstanceType", None),
            "image_id": Text("ImageId", None),
            "subnet_id": Computed(_subnet, lambda value: {"SubnetId": value}, "SubnetId"),
            "security_group_ids": Computed(
                _groups, lambda value: {"SecurityGroupIds": list(value)} if value else None, "SecurityGroupIds"
            ),
            "http_endpoint": _own_or_template("MetadataOptions.HttpEndpoint", None),
            "http_tokens": _own_or_template("MetadataOptions.HttpTokens", None),
        },
    ),
)

ATTACHMENTS = (
    Attachment(
        cfn_type="AWS::EC2::SecurityGroupIngress",
        kind="AWS::EC2::SecurityGroup",
        target=("GroupId",),
        sections=(Part(row=SecurityGroupIngress, paths=("",), columns=_INGRESS),),
    ),
    Attachment(
        cfn_type="AWS::EC2::SecurityGroupEgress",
        kind="AWS::EC2::SecurityGroup",
        target=("GroupId",),
        sections=(Part(row=SecurityGroupEgress, paths=("",), columns=_EGRESS),),
    ),
)
