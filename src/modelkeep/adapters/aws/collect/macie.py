"""Macie: whether it is on, and whether it looks for sensitive data by itself."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.macie import Session, SessionAutomatedDiscovery

NOT_ENABLED = "AccessDeniedException: Macie is not enabled"
"""How Macie says that it is off. The same code with another message stands for missing permissions."""


@collector(Session, SessionAutomatedDiscovery)
async def session(aws: Reader) -> None:
    """GetMacieSession, then GetAutomatedDiscoveryConfiguration where Macie is on."""
    arn = f"arn:{aws.partition}:macie2:{aws.region}:{aws.account}:session"

    def parse(reply: Reply) -> Session | None:
        return Session(
            arn=arn,
            name="Macie",
            status=reply["status"],
            finding_publishing_frequency=reply.get("findingPublishingFrequency"),
        )

    found = await aws.get("macie2:GetMacieSession", "", parse, absent={NOT_ENABLED: None})
    if found is None:
        return
    await aws.get(
        "macie2:GetAutomatedDiscoveryConfiguration",
        arn,
        lambda reply: SessionAutomatedDiscovery(arn=arn, status=reply["status"]),
    )
