"""S3 Vectors: the buckets of vector indexes, their keys and who may use them."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.s3vectors import VectorBucket, VectorBucketPolicy, VectorBucketPolicyStatement
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row


@collector(VectorBucket, VectorBucketPolicy, VectorBucketPolicyStatement)
async def vector_buckets(aws: Reader) -> None:
    """ListVectorBuckets; for each GetVectorBucket and GetVectorBucketPolicy."""

    async def visit(identity: tuple[str, str]) -> None:
        arn, name = identity
        await aws.get(
            "s3vectors:GetVectorBucket",
            arn,
            lambda reply: _bucket(reply["vectorBucket"]),
            unread=VectorBucket(arn=arn, name=name),
            vectorBucketArn=arn,
        )
        none: tuple[Row, ...] = (VectorBucketPolicy(arn=arn, configured=False),)

        def policy(reply: Reply) -> tuple[Row, ...]:
            found = statements(VectorBucketPolicyStatement, arn, "vector bucket policy", reply["policy"])
            return (VectorBucketPolicy(arn=arn, configured=True), *found)

        await aws.get(
            "s3vectors:GetVectorBucketPolicy", arn, policy, absent={"NotFoundException": none}, vectorBucketArn=arn
        )

    listed = await aws.list(
        "s3vectors:ListVectorBuckets",
        "vectorBuckets",
        lambda item: (str(item["vectorBucketArn"]), str(item["vectorBucketName"])),
    )
    await aws.each(listed, visit, calls=2)


def _bucket(bucket: Reply) -> VectorBucket:
    encryption = bucket.get("encryptionConfiguration", {})
    return VectorBucket(
        arn=bucket["vectorBucketArn"],
        name=bucket["vectorBucketName"],
        sse_type=encryption.get("sseType"),
        kms_key_arn=encryption.get("kmsKeyArn", "") if encryption else None,
    )
