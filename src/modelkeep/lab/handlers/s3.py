"""S3: ListBuckets with regions and pages, and MFA delete; moto 5.2.5 leaves both out."""

from __future__ import annotations

from moto.s3.models import s3_backends

from modelkeep.lab.handlers import Lab, Reply, Request, handles

PAGE = 10_000
"""S3's default page."""


@handles("s3", "ListBuckets")
def list_buckets(lab: Lab, request: Request) -> Reply:
    """The account's buckets, in order of name, with their region; the token is the last name."""
    parameters = request.parameters
    size = int(parameters.get("MaxBuckets", PAGE))
    after = parameters.get("ContinuationToken", "")
    found = [
        bucket
        for name, bucket in sorted(s3_backends[request.account]["aws"].buckets.items())
        if name > after
        and name.startswith(parameters.get("Prefix", ""))
        and parameters.get("BucketRegion", bucket.region_name) == bucket.region_name
    ]
    page = found[:size]
    reply: dict[str, object] = {
        "Buckets": [
            {"Name": bucket.name, "CreationDate": bucket.creation_date_ISO8601, "BucketRegion": bucket.region_name}
            for bucket in page
        ],
        "Owner": {"ID": "bcaf1ffd86f41161ca5fb16fd081034f"},
    }
    if len(found) > size:
        reply["ContinuationToken"] = page[-1].name
    return reply


@handles("s3", "PutBucketVersioning")
def put_bucket_versioning(lab: Lab, request: Request) -> None:
    """Remember MFA delete; moto keeps the status."""
    versioning = request.parameters["VersioningConfiguration"]
    if "MFADelete" in versioning:
        lab.collection(request, "mfa_delete")[request.parameters["Bucket"]] = versioning["MFADelete"]


@handles("s3", "GetBucketVersioning")
def get_bucket_versioning(lab: Lab, request: Request) -> Reply:
    """Status and MFA delete; a bucket that never had versions has neither."""
    bucket = request.parameters["Bucket"]
    reply = {
        "Status": s3_backends[request.account]["aws"].get_bucket_versioning(bucket),
        "MFADelete": lab.collection(request, "mfa_delete").get(bucket),
    }
    return {key: value for key, value in reply.items() if value}
