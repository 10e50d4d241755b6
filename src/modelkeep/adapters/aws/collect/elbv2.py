"""Load balancers: at which ports they answer, how they are encrypted, and what stands behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.elbv2 import Listener, ListenerAction, LoadBalancer, SslPolicy, Target, TargetGroup
from modelkeep.core.tables import Row


@collector(LoadBalancer, Listener, ListenerAction)
async def load_balancers(aws: Reader) -> None:
    """DescribeLoadBalancers, DescribeListeners for each, DescribeRules for each listener that can have rules."""

    async def listeners(load_balancer: LoadBalancer) -> None:
        listed = await aws.pages(
            "elbv2:DescribeListeners",
            lambda reply: (row for item in reply.get("Listeners", ()) for row in _listener(item, load_balancer.name)),
            resource=load_balancer.arn,
            LoadBalancerArn=load_balancer.arn,
        )
        if load_balancer.type == "application":
            await aws.each([row for row in listed if isinstance(row, Listener)], rules)

    async def rules(listener: Listener) -> None:
        await aws.pages(
            "elbv2:DescribeRules",
            lambda reply: _rules(listener.arn, reply.get("Rules", ())),
            resource=listener.arn,
            ListenerArn=listener.arn,
        )

    listed = await aws.list("elbv2:DescribeLoadBalancers", "LoadBalancers", _load_balancer)
    if aws.wants("elbv2:DescribeListeners"):
        await aws.each(listed, listeners)


@collector(TargetGroup, Target)
async def target_groups(aws: Reader) -> None:
    """DescribeTargetGroups, then DescribeTargetHealth for each."""

    async def targets(group: TargetGroup) -> None:
        await aws.list(
            "elbv2:DescribeTargetHealth",
            "TargetHealthDescriptions",
            lambda item: Target(arn=group.arn, target_id=item["Target"]["Id"]),
            resource=group.arn,
            TargetGroupArn=group.arn,
        )

    listed = await aws.list("elbv2:DescribeTargetGroups", "TargetGroups", _target_group)
    if aws.wants("elbv2:DescribeTargetHealth"):
        await aws.each(listed, targets)


@collector(SslPolicy)
async def ssl_policies(aws: Reader) -> None:
    """DescribeSSLPolicies."""
    await aws.list("elbv2:DescribeSSLPolicies", "SslPolicies", _ssl_policy)


def _load_balancer(item: Reply) -> LoadBalancer:
    return LoadBalancer(
        arn=item["LoadBalancerArn"],
        name=item["LoadBalancerName"],
        type=item["Type"],
        scheme=item.get("Scheme", ""),
        dns_name=item.get("DNSName", ""),
        vpc_id=item.get("VpcId", ""),
        subnet_ids=tuple(zone["SubnetId"] for zone in item.get("AvailabilityZones", ()) if "SubnetId" in zone),
        security_group_ids=tuple(item.get("SecurityGroups", ())),
    )


def _listener(item: Reply, load_balancer_name: str) -> Iterator[Row]:
    port = item.get("Port", 0)
    yield Listener(
        arn=item["ListenerArn"],
        name=f"{load_balancer_name}:{port}",
        load_balancer_arn=item["LoadBalancerArn"],
        port=port,
        protocol=item.get("Protocol"),
        ssl_policy=item.get("SslPolicy", ""),
        certificate_arns=tuple(each["CertificateArn"] for each in item.get("Certificates", ())),
    )
    yield from _actions(item["ListenerArn"], "default", item.get("DefaultActions", ()))


def _rules(arn: str, rules: Iterable[Reply]) -> Iterator[ListenerAction]:
    for rule in rules:
        if not rule.get("IsDefault"):
            yield from _actions(arn, rule["RuleArn"], rule.get("Actions", ()))


def _actions(arn: str, rule: str, actions: Iterable[Reply]) -> Iterator[ListenerAction]:
    for action in actions:
        for target_group in _target_groups(action):
            yield ListenerAction(
                arn=arn,
                rule=rule,
                type=action["Type"],
                target_group_arn=target_group,
                redirect_protocol=action.get("RedirectConfig", {}).get("Protocol", ""),
                user_pool_arn=action.get("AuthenticateCognitoConfig", {}).get("UserPoolArn", ""),
            )


def _target_groups(action: Reply) -> tuple[str, ...]:
    """The target groups that an action forwards to; one `''` where it forwards to none."""
    forward: Any = action.get("ForwardConfig", {})
    groups = {each["TargetGroupArn"] for each in forward.get("TargetGroups", ())}
    if action.get("TargetGroupArn"):
        groups.add(action["TargetGroupArn"])
    return tuple(sorted(groups)) or ("",)


def _target_group(item: Reply) -> TargetGroup:
    return TargetGroup(
        arn=item["TargetGroupArn"],
        name=item["TargetGroupName"],
        target_type=item.get("TargetType"),
        protocol=item.get("Protocol", ""),
        vpc_id=item.get("VpcId", ""),
        load_balancer_arns=tuple(item.get("LoadBalancerArns", ())),
    )


def _ssl_policy(item: Reply) -> SslPolicy:
    return SslPolicy(arn=item["Name"], name=item["Name"], ssl_protocols=tuple(item["SslProtocols"]))
