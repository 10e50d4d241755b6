"""Networks, hosts and disks. A rule of a security group in Terraform lists peers; in CloudFormation each has a rule of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from modelkeep.adapters.iac.forms.ec2 import WITHOUT_DEFAULT_EGRESS
from modelkeep.adapters.iac.resource import Unknown, Value
from modelkeep.adapters.iac.terraform.mapping import OWN_REFERENCE, Converted

_GROUPS = "aws_security_group aws_default_security_group"
_INGRESS, _EGRESS = "SecurityGroupIngress", "SecurityGroupEgress"
_PEERS = (("CidrBlocks", "CidrIp"), ("Ipv6CidrBlocks", "CidrIpv6"))
_ROLES = {_INGRESS: "Source", _EGRESS: "Destination"}
_OPEN = Unknown("which peers the rule has is known after apply")
_DEFAULT = Unknown("it is what the default subnet has")


def _rules(rule: Value, role: str, own: Value) -> Iterator[Value]:
    """A rule for each peer; what is not known is a rule of which nothing is known, beside the others."""
    if not isinstance(rule, Mapping):
        yield rule
        return
    base = {"IpProtocol": rule.get("Protocol")} | {name: rule[name] for name in ("FromPort", "ToPort") if name in rule}
    if base["IpProtocol"] == "all":
        base["IpProtocol"] = "-1"
    group, listed = f"{role}SecurityGroupId", f"{role}PrefixListId"
    for attribute, name in (*_PEERS, ("PrefixListIds", listed), ("SecurityGroups", group)):
        peers = rule.get(attribute)
        if isinstance(peers, Sequence) and not isinstance(peers, str):
            yield from ({**base, name: peer} for peer in peers)
        elif peers is not None:
            yield _OPEN
    if rule.get("SourceSecurityGroupId") is not None:
        yield {**base, group: rule["SourceSecurityGroupId"]}
    if isinstance(rule.get("Self"), Unknown):
        yield _OPEN
    elif rule.get("Self") in (True, "true"):
        yield {**base, group: own}


def _group(found: dict[str, Any]) -> dict[str, Any]:
    """The provider takes away the rule that AWS gives a new group for what goes out
    (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group)."""
    for name, role in _ROLES.items():
        rules = found.get(name)
        if isinstance(rules, Sequence):
            found[name] = [each for rule in rules for each in _rules(rule, role, OWN_REFERENCE)]
    return {**found, WITHOUT_DEFAULT_EGRESS: True}


def _single(found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """`aws_security_group_rule`, which is one of the two sorts by its attribute `type`."""
    group, sort = found.get("SecurityGroupId"), found.get("Type")
    for name, kind in ((_INGRESS, "ingress"), (_EGRESS, "egress")):
        if sort != kind and not isinstance(sort, Unknown):
            continue
        for rule in _rules(found, _ROLES[name], group):
            known = (
                rule if isinstance(rule, Mapping) and sort == kind else dict.fromkeys(("IpProtocol", "CidrIp"), _OPEN)
            )
            yield f"AWS::EC2::{name}", {"GroupId": group, **known}


def _separate(name: str) -> Converted:
    return Converted(
        tf_type=f"aws_vpc_security_group_{name.removeprefix('SecurityGroup').lower()}_rule",
        cfn_type=f"AWS::EC2::{name}",
        renames={
            "security_group_id": "GroupId", "cidr_ipv4": "CidrIp", "cidr_ipv6": "CidrIpv6", "tags": None,
            "prefix_list_id": f"{_ROLES[name]}PrefixListId", "referenced_security_group_id": f"{_ROLES[name]}SecurityGroupId",
        },
    )  # fmt: skip


def _security_group(tf_type: str, more: Mapping[str, str | None]) -> Converted:
    return Converted(
        tf_type=tf_type,
        cfn_type="AWS::EC2::SecurityGroup",
        renames={"ingress": _INGRESS, "egress": _EGRESS, "revoke_rules_on_delete": None, **more},
        several=frozenset({"ingress", "egress"}),
        computed=frozenset({"ingress", "egress"}),
        adjust=_group,
    )


def _instance(tf_type: str) -> Converted:
    return Converted(
        tf_type=tf_type,
        cfn_type="AWS::EC2::Instance",
        renames={
            "ami": "ImageId",
            "vpc_security_group_ids": "SecurityGroupIds",
            "network_interface": "NetworkInterfaces",
            "launch_template.id": "LaunchTemplateId",
            "launch_template.name": "LaunchTemplateName",
            **dict.fromkeys(("root_block_device", "ebs_block_device", "volume_tags", "user_data", "user_data_base64")),
        },
        several=frozenset({"network_interface"}),
        computed=frozenset({"*"}),
        gives={"primary_network_interface_id": "name", "spot_instance_id": "name"},
    )


def _listed_in_endpoint(noun: str) -> Converted:
    """One more subnet, group or route table of an endpoint."""
    name = "".join(word.capitalize() for word in noun.split("_"))
    return Converted(
        tf_type=f"aws_vpc_endpoint_{noun}_association",
        cfn_type="AWS::EC2::VPCEndpoint",
        into="aws_vpc_endpoint",
        by=("vpc_endpoint_id",),
        listed=f"{name}Ids",
        adjust=lambda found: {"": found.get(f"{name}Id")},
    )


def _default_subnet(found: dict[str, Any]) -> dict[str, Any]:
    return {"MapPublicIpOnLaunch": _DEFAULT, **found}


_POLICY = frozenset({"policy"})

CONVERSIONS = (
    _security_group(
        "aws_security_group", {"name": "GroupName", "name_prefix": None, "description": "GroupDescription"}
    ),
    _security_group("aws_default_security_group", {}),
    _separate(_INGRESS),
    _separate(_EGRESS),
    Converted(tf_type="aws_security_group_rule", cfn_type=f"AWS::EC2::{_INGRESS}", expand=_single),
    Converted(tf_type="aws_vpc", cfn_type="AWS::EC2::VPC"),
    Converted(tf_type="aws_subnet", cfn_type="AWS::EC2::Subnet"),
    Converted(tf_type="aws_default_subnet", cfn_type="AWS::EC2::Subnet", adjust=_default_subnet),
    Converted(
        tf_type="aws_vpc_endpoint",
        cfn_type="AWS::EC2::VPCEndpoint",
        renames={"policy": "PolicyDocument", "auto_accept": None, "subnet_configuration": None},
        documents=_POLICY,
        computed=frozenset({"dns_options", "subnet_configuration"}),
    ),
    Converted(
        tf_type="aws_vpc_endpoint_policy",
        cfn_type="AWS::EC2::VPCEndpoint",
        renames={"policy": "PolicyDocument"},
        documents=_POLICY,
        into="aws_vpc_endpoint",
        by=("vpc_endpoint_id",),
    ),
    *(_listed_in_endpoint(each) for each in ("subnet", "security_group", "route_table")),
    Converted(
        tf_type="aws_flow_log",
        cfn_type="AWS::EC2::FlowLog",
        renames={
            "iam_role_arn": "DeliverLogsPermissionArn",
            **dict.fromkeys(
                ("vpc_id", "subnet_id", "eni_id", "transit_gateway_id", "transit_gateway_attachment_id"), "ResourceId"
            ),
        },
    ),
    Converted(tf_type="aws_ebs_volume", cfn_type="AWS::EC2::Volume", renames={"type": "VolumeType"}),
    Converted(
        tf_type="aws_ec2_managed_prefix_list",
        cfn_type="AWS::EC2::PrefixList",
        renames={"name": "PrefixListName", "entry": "Entries"},
        several=frozenset({"entry"}),
        computed=frozenset({"entry"}),
    ),
    Converted(
        tf_type="aws_ec2_managed_prefix_list_entry",
        cfn_type="AWS::EC2::PrefixList",
        into="aws_ec2_managed_prefix_list",
        by=("prefix_list_id",),
        listed="Entries",
    ),
    _instance("aws_instance"),
    _instance("aws_spot_instance_request"),
    Converted(
        tf_type="aws_network_interface_sg_attachment",
        cfn_type="AWS::EC2::Instance",
        into="aws_instance aws_spot_instance_request",
        by=("network_interface_id",),
        listed="SecurityGroupIds",
        adjust=lambda found: {"": found.get("SecurityGroupId")},
    ),
)
