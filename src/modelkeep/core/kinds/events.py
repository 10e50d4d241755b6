"""Amazon EventBridge (https://docs.aws.amazon.com/eventbridge/latest/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, kind, part


@kind("AWS::Events::Rule", calls="events:ListRules")
class EventRule(Resource):
    """A rule on the default event bus.

    `api_event_names` are the AWS API calls, as CloudTrail records them, that the rule reacts to whoever makes them (with `*`
    for any text): `*` alone for all of `api_event_sources`, `()` for rules about anything else or about some callers only,
    NULL for a pattern that uses comparisons unknown to Modelkeep.
    """

    state: str | None = None
    api_event_sources: tuple[str, ...] | None = None
    api_event_names: tuple[str, ...] | None = None


@part(EventRule, "target", calls="events:ListRules events:ListTargetsByRule")
class EventRuleTarget(Row):
    """Where a rule about AWS API calls sends its events. Read for those rules only."""

    target_arn: str | None = None
