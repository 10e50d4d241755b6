"""Amazon SNS (https://docs.aws.amazon.com/sns/latest/api/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, Statement, kind, part, support


@support("sns_subscription", calls="sns:ListSubscriptions")
class Subscription(Row):
    """A subscription of this account; `arn` is its topic's. Endpoints (addresses of people) are not kept."""

    protocol: str | None = None
    confirmed: bool | None = None


@kind("AWS::SNS::Topic", calls="sns:ListTopics")
class Topic(Resource):
    """A topic."""


@part(Topic, "policy_statement", calls="sns:ListTopics sns:GetTopicAttributes")
class TopicPolicyStatement(Statement):
    """Who may publish to the topic and subscribe to it, beside the identities that IAM allows to."""
