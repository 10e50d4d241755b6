"""Every gap comes with what to do about it, by what went wrong."""

from __future__ import annotations

import pytest

from modelkeep.app.gaps import remedy
from modelkeep.core.coverage import Outcome


@pytest.mark.parametrize(
    ("call", "outcome", "code", "said"),
    [
        ("sts:AssumeRole", Outcome.DENIED, "AccessDenied", "scanning role"),
        ("iam:GetRole", Outcome.DENIED, "AccessDenied", "modelkeep policy"),
        ("ec2:DescribeVpcs", Outcome.DENIED, "AuthFailure", "not enabled"),
        ("macie2:GetMacieSession", Outcome.DENIED, "SubscriptionRequiredException", "signed up"),
        ("iam:GetRole", Outcome.THROTTLED, "Throttling", "rate"),
        ("iam:GetRole", Outcome.ERROR, "EndpointConnectionError", "network"),
        ("iam:GetRole", Outcome.ERROR, "MalformedReply", "report it"),
        ("iam:GetRole", Outcome.ERROR, "InternalFailure", "Scan again"),
        ("engine:access", Outcome.NOT_ANALYSED, "", "does not analyse it"),
        ("engine:access", Outcome.ERROR, "InternalFailure", "Scan again"),
    ],
)
def test_remedy(call: str, outcome: Outcome, code: str, said: str) -> None:
    assert said in remedy(call, outcome, code)
