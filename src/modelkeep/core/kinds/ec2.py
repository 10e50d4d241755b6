"""Amazon EC2 and VPC (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, Statement, kind, part


@kind("AWS::EC2::Instance", calls="ec2:DescribeInstances")
class Instance(Resource):
    """A virtual machine. `name` is its Name tag, or its ID where it has none. Terminated instances are left out.

    `public_ip_addresses` are the public IPv4 addresses of all its network interfaces.
    """

    instance_id: str | None = None
    state: str | None = None
    instance_type: str | None = None
    image_id: str | None = None
    vpc_id: str | None = None
    subnet_id: str | None = None
    security_group_ids: tuple[str, ...] | None = None
    public_ip_addresses: tuple[str, ...] | None = None
    private_ip_addresses: tuple[str, ...] | None = None
    ipv6_addresses: tuple[str, ...] | None = None
    iam_instance_profile_arn: str | None = None
    http_endpoint: str | None = None
    http_tokens: str | None = None
    http_put_response_hop_limit: int | None = None


@kind("AWS::EC2::Volume", calls="ec2:DescribeVolumes")
class Volume(Resource):
    """A disk, with the instances that it is attached to. `kms_key_id` is `''` where it is not encrypted."""

    volume_id: str | None = None
    encrypted: bool | None = None
    kms_key_id: str | None = None
    instance_ids: tuple[str, ...] | None = None


@kind("AWS::EC2::SecurityGroup", calls="ec2:DescribeSecurityGroups")
class SecurityGroup(Resource):
    """A firewall around network interfaces."""

    group_id: str | None = None
    vpc_id: str | None = None
    description: str | None = None


@part(SecurityGroup, "ingress", calls="ec2:DescribeSecurityGroups")
class SecurityGroupIngress(Row):
    """What a security group lets in: one row per rule and peer; of the four peers exactly one is not `''`.

    `ip_protocol` is `tcp`, `udp`, `icmp`, `icmpv6`, a protocol number, or `-1` for all. All ports are 0 to 65535; for ICMP the
    ports are type and code.
    """

    ip_protocol: str | None = None
    from_port: int | None = None
    to_port: int | None = None
    cidr_ip: str | None = None
    cidr_ipv6: str | None = None
    prefix_list_id: str | None = None
    peer_security_group_id: str | None = None


@part(SecurityGroup, "egress", calls="ec2:DescribeSecurityGroups")
class SecurityGroupEgress(Row):
    """What a security group lets out; columns as for what it lets in."""

    ip_protocol: str | None = None
    from_port: int | None = None
    to_port: int | None = None
    cidr_ip: str | None = None
    cidr_ipv6: str | None = None
    prefix_list_id: str | None = None
    peer_security_group_id: str | None = None


@kind("AWS::EC2::PrefixList", calls="ec2:DescribeManagedPrefixLists")
class PrefixList(Resource):
    """A named list of address ranges that rules may refer to; `owner_id` is `AWS` for those of AWS services."""

    prefix_list_id: str | None = None
    owner_id: str | None = None


@part(PrefixList, "entry", calls="ec2:DescribeManagedPrefixLists ec2:GetManagedPrefixListEntries")
class PrefixListEntry(Row):
    """An address range of a prefix list that is not AWS's own."""

    cidr: str | None = None


@kind("AWS::EC2::VPC", calls="ec2:DescribeVpcs")
class Vpc(Resource):
    """A private network. One that another account shares is left out: it is that account's to protect."""

    vpc_id: str | None = None
    cidr_block: str | None = None
    is_default: bool | None = None


@kind("AWS::EC2::Subnet", calls="ec2:DescribeSubnets")
class Subnet(Resource):
    """A part of a VPC in one availability zone."""

    subnet_id: str | None = None
    vpc_id: str | None = None
    availability_zone: str | None = None
    map_public_ip_on_launch: bool | None = None


@kind("AWS::EC2::VPCEndpoint", calls="ec2:DescribeVpcEndpoints")
class VpcEndpoint(Resource):
    """A private way from a VPC to an AWS service. `private_dns_enabled` is false where the type has no private DNS."""

    vpc_endpoint_id: str | None = None
    vpc_endpoint_type: str | None = None
    vpc_id: str | None = None
    service_name: str | None = None
    state: str | None = None
    private_dns_enabled: bool | None = None
    subnet_ids: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None
    route_table_ids: tuple[str, ...] | None = None


@part(VpcEndpoint, "policy_statement", calls="ec2:DescribeVpcEndpoints")
class VpcEndpointPolicyStatement(Statement):
    """Who may reach what through a VPC endpoint. An endpoint without a policy of its own has AWS's: anybody, anything."""


@kind("AWS::EC2::FlowLog", calls="ec2:DescribeFlowLogs")
class FlowLog(Resource):
    """A record of the traffic of a VPC, subnet or network interface (`resource_id`)."""

    flow_log_id: str | None = None
    resource_id: str | None = None
    traffic_type: str | None = None
    flow_log_status: str | None = None
    deliver_logs_status: str | None = None
    log_destination_type: str | None = None
    log_destination: str | None = None
    log_group_name: str | None = None
