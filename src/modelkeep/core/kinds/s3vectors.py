"""Amazon S3 Vectors (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_S3_Vectors.html)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, Statement, facet, kind, part

_POLICY = "s3vectors:ListVectorBuckets s3vectors:GetVectorBucketPolicy"


@kind("AWS::S3Vectors::VectorBucket", calls="s3vectors:ListVectorBuckets s3vectors:GetVectorBucket")
class VectorBucket(Resource):
    """A bucket of vector indexes. An index may have an encryption of its own, this is the bucket's."""

    sse_type: str | None = None
    """AES256 or aws:kms."""
    kms_key_arn: str | None = None
    """'' where the bucket is not under a KMS key."""


@facet(VectorBucket, "policy", calls=_POLICY)
class VectorBucketPolicy(Row):
    """Whether the bucket has a policy."""

    configured: bool | None = None


@part(VectorBucket, "policy_statement", calls=_POLICY)
class VectorBucketPolicyStatement(Statement):
    """Who may use the bucket and its indexes, beside the identities that IAM allows to."""
