"""Governance: an endpoint that belongs to nobody."""

from __future__ import annotations

from modelkeep.core.verdict import Practice
from modelkeep.lab.lessons import Call, Exercise, Lesson
from modelkeep.lab.seed import PRODUCTION, Acme
from modelkeep.lab.seed.names import FRAUD_ENDPOINT


def _prepare(acme: Acme) -> Exercise:
    sagemaker = acme.client("sagemaker")
    arn = {"ResourceArn": sagemaker.describe_endpoint(EndpointName=FRAUD_ENDPOINT)["EndpointArn"]}
    tags = sagemaker.list_tags(**arn)["Tags"]
    return Exercise(
        breaks=(Call("sagemaker", "DeleteTags", {**arn, "TagKeys": [tag["Key"] for tag in tags]}),),
        mends=(Call("sagemaker", "AddTags", {**arn, "Tags": tags}),),
    )


LESSON = Lesson(
    Practice.GOVERNANCE,
    "SM-GOV-04",
    PRODUCTION,
    "A template drops the endpoint's tags. At the next incident nobody knows whose endpoint it is, whether it is in production, and "
    "whether personal data goes through it; a privacy audit asks the same three questions.",
    _prepare,
)
