"""Encryption in transit: a bucket that answers requests without TLS."""

from __future__ import annotations

from modelkeep.core.verdict import Practice
from modelkeep.lab.lessons import Call, Exercise, Lesson
from modelkeep.lab.seed import PRODUCTION, Acme
from modelkeep.lab.seed.names import MODELS_BUCKET


def _prepare(acme: Acme) -> Exercise:
    bucket = {"Bucket": MODELS_BUCKET}
    policy = acme.client("s3").get_bucket_policy(**bucket)["Policy"]
    return Exercise(
        breaks=(Call("s3", "DeleteBucketPolicy", bucket),),
        mends=(Call("s3", "PutBucketPolicy", {**bucket, "Policy": policy}),),
    )


LESSON = Lesson(
    Practice.ENCRYPTION_IN_TRANSIT,
    "S3-03",
    PRODUCTION,
    "A clean-up script removes bucket policies that look unused. With them goes the statement that refuses requests without TLS: a "
    "tool with an http:// address in its settings now moves the model over the network for everybody on the way to read.",
    _prepare,
)
