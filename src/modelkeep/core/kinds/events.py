"""Amazon EventBridge (https://docs.aws.amazon.com/eventbridge/latest/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, facet, kind


@kind("AWS::Events::Rule", calls="events:ListRules")
class EventRule(Resource):
    """A rule on the default event bus.

    `api_event_names` are the AWS API calls recorded by CloudTrail that the rule reacts to, whoever makes them and with
    whatever result (`*` for all of `api_event_sources`); empty for rules about anything else, or about some callers only.
    """

    state: str | None = None
    event_sources: tuple[str, ...] | None = None
    detail_types: tuple[str, ...] | None = None
    api_event_sources: tuple[str, ...] | None = None
    api_event_names: tuple[str, ...] | None = None


@facet(EventRule, "targets", calls="events:ListRules events:ListTargetsByRule")
class EventRuleTargets(Row):
    """Where a rule about AWS API calls sends its events. Read for those rules only."""

    target_arns: tuple[str, ...] | None = None
