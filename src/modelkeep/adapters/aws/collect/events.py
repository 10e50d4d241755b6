"""EventBridge: the rules of the default bus, with targets where they are about AWS API calls.

Events of AWS services arrive on the default bus (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event.html).
"""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.collect.events_patterns import api_calls
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.events import EventRule, EventRuleTarget


@collector(EventRule, EventRuleTarget)
async def rules(aws: Reader) -> None:
    """ListRules, then ListTargetsByRule for rules about API calls."""

    async def targets(rule: EventRule) -> None:
        await aws.list(
            "events:ListTargetsByRule",
            "Targets",
            lambda item: EventRuleTarget(arn=rule.arn, target_arn=item["Arn"]),
            resource=rule.arn,
            Rule=rule.name,
        )

    listed = await aws.list("events:ListRules", "Rules", _rule)
    await aws.each([rule for rule in listed if rule.api_event_names != ()], targets)


def _rule(item: Reply) -> EventRule:
    calls = api_calls(item.get("EventPattern", ""))
    return EventRule(
        arn=item["Arn"],
        name=item["Name"],
        state=item["State"],
        api_event_sources=None if calls is None else calls.sources,
        api_event_names=None if calls is None else calls.names,
    )
