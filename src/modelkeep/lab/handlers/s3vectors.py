"""S3 Vectors; moto 5.2.5 keeps vector buckets for all regions together and leaves out when they were made."""

from __future__ import annotations

from typing import Any

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles
from modelkeep.lab.handlers.bedrock import chosen, now

_SERVICE = "s3vectors"


@handles(_SERVICE, "CreateVectorBucket")
def create_vector_bucket(lab: Lab, request: Request) -> Reply:
    """A vector bucket, under a key of S3 where none is given."""
    name = request.parameters["vectorBucketName"]
    arn = f"arn:aws:s3vectors:{request.region}:{request.account}:bucket/{name}"
    lab.collection(request, "buckets")[arn] = {
        "vectorBucketName": name, "vectorBucketArn": arn, "creationTime": now(),
        "encryptionConfiguration": dict(request.parameters.get("encryptionConfiguration", {"sseType": "AES256"})),
    }  # fmt: skip
    return {"vectorBucketArn": arn}


@handles(_SERVICE, "ListVectorBuckets")
def list_vector_buckets(lab: Lab, request: Request) -> Reply:
    """All vector buckets of the region."""
    held = lab.collection(request, "buckets").values()
    return {"vectorBuckets": [chosen(each, "vectorBucketName", "vectorBucketArn", "creationTime") for each in held]}


@handles(_SERVICE, "GetVectorBucket")
def get_vector_bucket(lab: Lab, request: Request) -> Reply:
    """One vector bucket."""
    return {"vectorBucket": _held(lab, request)}


@handles(_SERVICE, "PutVectorBucketPolicy")
def put_vector_bucket_policy(lab: Lab, request: Request) -> Reply:
    """Remember the policy."""
    lab.collection(request, "policies")[_held(lab, request)["vectorBucketArn"]] = request.parameters["policy"]
    return {}


@handles(_SERVICE, "GetVectorBucketPolicy")
def get_vector_bucket_policy(lab: Lab, request: Request) -> Reply:
    """The policy, if there is one."""
    policies = lab.collection(request, "policies")
    arn = _held(lab, request)["vectorBucketArn"]
    if arn not in policies:
        raise AwsError("NotFoundException", "The specified vector bucket policy could not be found", 404)
    return {"policy": policies[arn]}


def _held(lab: Lab, request: Request) -> dict[str, Any]:
    given = request.parameters
    for arn, bucket in lab.collection(request, "buckets").items():
        if arn == given.get("vectorBucketArn") or bucket["vectorBucketName"] == given.get("vectorBucketName"):
            found: dict[str, Any] = bucket
            return found
    raise AwsError("NotFoundException", "The specified vector bucket could not be found", 404)
