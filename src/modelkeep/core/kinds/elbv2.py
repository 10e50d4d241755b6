"""Elastic Load Balancing (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, kind, part, support


@kind("AWS::ElasticLoadBalancingV2::LoadBalancer", calls="elbv2:DescribeLoadBalancers")
class LoadBalancer(Resource):
    """An Application, Network or Gateway Load Balancer."""

    type: str | None = None
    scheme: str | None = None
    dns_name: str | None = None
    vpc_id: str | None = None
    subnet_ids: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None


@kind("AWS::ElasticLoadBalancingV2::Listener", calls="elbv2:DescribeLoadBalancers elbv2:DescribeListeners")
class Listener(Resource):
    """A port at which a load balancer answers. `ssl_policy` is `''` where the protocol has none."""

    load_balancer_arn: str | None = None
    port: int | None = None
    protocol: str | None = None
    ssl_policy: str | None = None
    certificate_arns: tuple[str, ...] | None = None


@part(Listener, "action", calls="elbv2:DescribeLoadBalancers elbv2:DescribeListeners elbv2:DescribeRules")
class ListenerAction(Row):
    """What a listener does with requests: by default (`rule` is `default`) or by a rule of its own.

    A forward to several target groups gives one row for each.
    """

    rule: str | None = None
    type: str | None = None
    target_group_arn: str | None = None
    redirect_protocol: str | None = None
    user_pool_arn: str | None = None
    """The Cognito user pool at which callers sign in; '' for none."""


@kind("AWS::ElasticLoadBalancingV2::TargetGroup", calls="elbv2:DescribeTargetGroups")
class TargetGroup(Resource):
    """Where load balancers send requests: instances, IP addresses, a Lambda function or another load balancer."""

    target_type: str | None = None
    protocol: str | None = None
    vpc_id: str | None = None
    load_balancer_arns: tuple[str, ...] | None = None


@part(TargetGroup, "target", calls="elbv2:DescribeTargetGroups elbv2:DescribeTargetHealth")
class Target(Row):
    """One target: an instance ID, an IP address, or the ARN of a function or load balancer."""

    target_id: str | None = None


@support("elasticloadbalancingv2_ssl_policy", calls="elbv2:DescribeSSLPolicies")
class SslPolicy(Row):
    """One of AWS's named security policies, with the protocols that it lets clients use (`TLSv1.2`)."""

    name: str
    ssl_protocols: tuple[str, ...]
