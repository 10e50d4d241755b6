"""Rules that tell somebody when models, guardrails or AI logging are changed. Insecure: one that is switched off."""

from __future__ import annotations

import json

from modelkeep.lab.seed import PRODUCTION, RESEARCH, Acme, seeds

RULE = "ai-changes"
TOPIC = "ai-changes"
CHANGES = {
    "bedrock": (
        "DeleteEnforcedGuardrailConfiguration",
        "DeleteGuardrail",
        "DeleteModelInvocationLoggingConfiguration",
        "PutEnforcedGuardrailConfiguration",
        "PutModelInvocationLoggingConfiguration",
        "UpdateGuardrail",
    ),
    "sagemaker": ("DeleteEndpoint", "DeleteMonitoringSchedule", "UpdateEndpoint", "UpdateModelPackage"),
}
"""Calls that weaken a model's protection or put another model in its place, by service."""


@seeds(order=35)
def change_alarms(acme: Acme) -> None:
    """One rule per service in the accounts that hold models."""
    for account in (PRODUCTION, RESEARCH):
        here = acme.within(account)
        events = here.client("events")
        topic = here.client("sns").create_topic(Name=TOPIC)["TopicArn"]
        if acme.hardened:
            here.client("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="security@acme.example")
        for service, names in CHANGES.items():
            rule = f"{RULE}-{service}"
            pattern = {
                "source": [f"aws.{service}"],
                "detail-type": ["AWS API Call via CloudTrail"],
                "detail": {"eventSource": [f"{service}.amazonaws.com"], "eventName": names},
            }
            events.put_rule(
                Name=rule, EventPattern=json.dumps(pattern), State="ENABLED" if acme.hardened else "DISABLED"
            )
            events.put_targets(Rule=rule, Targets=[{"Id": "topic", "Arn": topic}])
