"""Access: the switch that keeps every bucket of an account private."""

from __future__ import annotations

from modelkeep.core.verdict import Practice
from modelkeep.lab.lessons import Call, Exercise, Lesson
from modelkeep.lab.seed import PRODUCTION, Acme


def _prepare(acme: Acme) -> Exercise:
    settings = dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    )
    account = {"AccountId": acme.account}
    return Exercise(
        breaks=(Call("s3control", "DeletePublicAccessBlock", account),),
        mends=(Call("s3control", "PutPublicAccessBlock", {**account, "PublicAccessBlockConfiguration": settings}),),
    )


LESSON = Lesson(
    Practice.ACCESS,
    "S3-01",
    PRODUCTION,
    "Somebody needs to share one file quickly, and switches off what stands in the way: the block on public access, for the whole "
    "account. From now on one wrong bucket policy is enough to publish the model and the data it was trained on.",
    _prepare,
)
