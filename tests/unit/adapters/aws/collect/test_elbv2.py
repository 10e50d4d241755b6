"""Load balancers: what a listener does with requests."""

from __future__ import annotations

from modelkeep.adapters.aws.collect.elbv2 import _listener, _rules
from modelkeep.core.kinds.elbv2 import ListenerAction

LISTENER = {
    "ListenerArn": "listener",
    "LoadBalancerArn": "balancer",
    "Port": 80,
    "Protocol": "HTTP",
    "DefaultActions": [{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "StatusCode": "HTTP_301"}}],
}


def test_a_redirect_says_where_to() -> None:
    (action,) = (row for row in _listener(LISTENER, "front") if isinstance(row, ListenerAction))
    assert (action.rule, action.type, action.redirect_protocol, action.target_group_arn) == (
        "default",
        "redirect",
        "HTTPS",
        "",
    )


def test_every_target_group_of_a_weighted_forward_counts() -> None:
    forward = {"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": "a"}, {"TargetGroupArn": "b"}]}}
    rules = [{"RuleArn": "rule", "Actions": [forward]}]
    assert [row.target_group_arn for row in _rules("listener", rules)] == ["a", "b"]


def test_the_default_rule_is_not_counted_twice() -> None:
    rules = [{"RuleArn": "rule", "IsDefault": True, "Actions": LISTENER["DefaultActions"]}]
    assert list(_rules("listener", rules)) == []
