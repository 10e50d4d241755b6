"""Networks and hosts in a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.unit.adapters.iac.terraform.plans import KNOWN_AFTER_APPLY, plan, properties, read, resource

from modelkeep.adapters.iac.resource import Unknown
from modelkeep.adapters.iac.rows import rows_of
from modelkeep.core.kinds.declared import Untold
from modelkeep.core.kinds.ec2 import Instance, SecurityGroupEgress, SecurityGroupIngress
from modelkeep.core.tables import Row

OPEN = {"cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": ["::/0"], "from_port": 443, "to_port": 443, "protocol": "tcp"}


def group(**values: Any) -> dict[str, Any]:
    return resource("aws_security_group.g", {"name": "g", "id": KNOWN_AFTER_APPLY, **values})


def rows(*resources: dict[str, Any]) -> Sequence[Row]:
    reading = read(plan(*resources))
    assert not reading.troubles
    return list(rows_of(reading.resources))


def ingress(found: Sequence[Row]) -> list[tuple[Any, ...]]:
    every = [each for each in found if isinstance(each, SecurityGroupIngress)]
    return sorted(
        (each.arn.rsplit("/", 1)[-1], each.from_port, each.cidr_ip, each.cidr_ipv6, each.peer_security_group_id)
        for each in every
    )


def test_each_peer_of_a_rule_is_a_rule() -> None:
    found = rows(group(ingress=[{**OPEN, "self": True, "security_groups": ["sg-1"]}]))
    name = "aws_security_group.g"
    assert ingress(found) == [
        (name, 443, "", "", name),
        (name, 443, "", "", "sg-1"),
        (name, 443, "", "::/0", ""),
        (name, 443, "0.0.0.0/0", "", ""),
    ]


def test_a_group_of_terraform_lets_nothing_out_unless_it_says_so() -> None:
    assert not [each for each in rows(group(egress=KNOWN_AFTER_APPLY)) if isinstance(each, SecurityGroupEgress)]
    everything = {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}
    (rule,) = [each for each in rows(group(egress=[everything])) if isinstance(each, SecurityGroupEgress)]
    assert (rule.ip_protocol, rule.to_port, rule.cidr_ip) == ("-1", 65535, "0.0.0.0/0")


def test_rules_of_their_own() -> None:
    refers = {"security_group_id": ["aws_security_group.g.id", "aws_security_group.g"]}
    of_group = {"security_group_id": KNOWN_AFTER_APPLY}
    new = resource(
        "aws_vpc_security_group_ingress_rule.n",
        {**of_group, "cidr_ipv4": "10.0.0.0/8", "ip_protocol": "tcp", "from_port": 22, "to_port": 22},
        refers=refers,
    )
    old = {**OPEN, **of_group, "type": "ingress", "self": False}
    egress = resource("aws_security_group_rule.e", {**old, "type": "egress"}, refers=refers)
    found = rows(group(), new, resource("aws_security_group_rule.o", old, refers=refers), egress)
    name = "aws_security_group.g"
    assert ingress(found) == [
        (name, 22, "10.0.0.0/8", "", ""),
        (name, 443, "", "::/0", ""),
        (name, 443, "0.0.0.0/0", "", ""),
    ]
    assert len([each for each in found if isinstance(each, SecurityGroupEgress)]) == 2


def test_a_rule_for_a_group_that_is_declared_elsewhere_is_judged() -> None:
    found = rows(resource("aws_security_group_rule.o", {**OPEN, "type": "ingress", "security_group_id": "sg-9"}))
    assert [each[0] for each in ingress(found)] == ["sg-9", "sg-9"]


def test_a_rule_with_peers_that_are_not_known_is_no_rule_without_peers() -> None:
    peers = {"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": KNOWN_AFTER_APPLY}
    inline = group(ingress=[{key: value for key, value in peers.items() if value is not KNOWN_AFTER_APPLY}])
    inline["configuration"]["expressions"]["ingress"] = {"references": ["data.http.ip"]}
    inline["change"]["change"]["after_unknown"] = {"ingress": [{"cidr_blocks": True}]}
    own = resource(
        "aws_security_group_rule.o", {**peers, "type": "ingress", "security_group_id": "sg-9"},
        refers={"cidr_blocks": ["data.http.ip"]},
    )  # fmt: skip
    for declared in (inline, own):
        found = rows(declared)
        assert not any(each.cidr_ip == "" for each in found if isinstance(each, SecurityGroupIngress))
        assert any(isinstance(each, Untold) and each.table_name == "ec2_security_group_ingress" for each in found)


def test_a_group_that_an_inline_rule_names() -> None:
    one = group(ingress=[{"protocol": "tcp", "from_port": 22, "to_port": 22}])
    one["configuration"]["expressions"]["ingress"] = {"references": ["aws_security_group.o.id", "aws_security_group.o"]}
    one["change"]["change"]["after_unknown"] = {"ingress": [{"security_groups": True}]}
    other = resource("aws_security_group.o", {"name": "o"})
    assert ingress(rows(one, other)) == [("aws_security_group.g", 22, "", "", "aws_security_group.o")]


def test_a_rule_whose_direction_is_not_known_may_be_either() -> None:
    rule = resource("aws_security_group_rule.o", {**OPEN, "security_group_id": "sg-9", "type": KNOWN_AFTER_APPLY},
                    refers={"type": ["local.x"]})  # fmt: skip
    assert {each.cfn_type for each in read(plan(rule)).resources} == {
        "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress",
    }  # fmt: skip


def test_a_group_that_is_attached_to_a_hosts_interface() -> None:
    host = resource(
        "aws_instance.h",
        {
            "ami": "ami-1", "vpc_security_group_ids": ["sg-1"], "primary_network_interface_id": KNOWN_AFTER_APPLY,
            "metadata_options": KNOWN_AFTER_APPLY, "root_block_device": KNOWN_AFTER_APPLY,
        },
    )  # fmt: skip
    refers = {"network_interface_id": ["aws_instance.h.primary_network_interface_id", "aws_instance.h"]}
    more = {"network_interface_id": KNOWN_AFTER_APPLY, "security_group_id": "sg-2"}
    attached = resource("aws_network_interface_sg_attachment.a", more, refers=refers)
    (found,) = [each for each in rows(host, attached) if isinstance(each, Instance)]
    assert (found.image_id, found.security_group_ids, found.http_tokens) == ("ami-1", ("sg-1", "sg-2"), None)


def test_an_endpoint_grows() -> None:
    endpoint = resource(
        "aws_vpc_endpoint.e",
        {"service_name": "s", "id": KNOWN_AFTER_APPLY, "policy": KNOWN_AFTER_APPLY, "subnet_ids": ["a"]},
    )
    refers = {"vpc_endpoint_id": ["aws_vpc_endpoint.e.id", "aws_vpc_endpoint.e"]}
    of_it = {"vpc_endpoint_id": KNOWN_AFTER_APPLY}
    subnet = resource("aws_vpc_endpoint_subnet_association.s", {**of_it, "subnet_id": "b"}, refers=refers)
    policy = resource("aws_vpc_endpoint_policy.p", {**of_it, "policy": '{"Statement": []}'}, refers=refers)
    assert properties(read(plan(endpoint, subnet, policy)))["aws_vpc_endpoint.e"] == {
        "ServiceName": "s",
        "SubnetIds": ["a", "b"],
        "PolicyDocument": {"Statement": []},
    }


def test_the_default_subnet_has_what_aws_gave_it() -> None:
    (found,) = read(plan(resource("aws_default_subnet.d", {"availability_zone": "eu-west-1a"}))).resources
    assert isinstance(found.properties["MapPublicIpOnLaunch"], Unknown)


def test_a_flow_log_is_about_a_network_a_subnet_or_an_interface() -> None:
    for attribute in ("vpc_id", "subnet_id", "eni_id"):
        (found,) = read(plan(resource("aws_flow_log.f", {attribute: "x", "traffic_type": "ALL"}))).resources
        assert found.properties["ResourceId"] == "x"
