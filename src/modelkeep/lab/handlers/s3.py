"""S3: buckets by region and in pages, MFA delete, all permissions of a grant; moto 5.2.5 leaves these out."""

from __future__ import annotations

from typing import Any

from moto.s3.models import s3_backends

from modelkeep.lab.handlers import Lab, Reply, Request, handles

PAGE = 10_000
"""S3's default page."""
OWNER_ID = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"
"""The canonical user that moto gives to all accounts."""


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
        "Owner": {"ID": OWNER_ID},
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
def get_bucket_versioning(lab: Lab, request: Request) -> Reply | None:
    """Status and MFA delete; a bucket that never had versions has neither."""
    bucket = _bucket(request)
    if bucket is None:
        return None
    reply = {
        "Status": bucket.versioning_status,
        "MFADelete": lab.collection(request, "mfa_delete").get(bucket.name),
    }
    return {key: value for key, value in reply.items() if value}


@handles("s3", "GetBucketAcl")
def get_bucket_acl(lab: Lab, request: Request) -> Reply | None:
    """One grant per grantee and permission."""
    bucket = _bucket(request)
    if bucket is None:
        return None
    grants = [
        {"Grantee": _grantee(grantee), "Permission": permission}
        for grant in bucket.acl.grants
        for grantee in grant.grantees
        for permission in grant.permissions
    ]
    return {"Owner": {"ID": OWNER_ID}, "Grants": grants}


def _bucket(request: Request) -> Any:
    """moto's bucket, None where this account has none of the name: moto says so itself."""
    return s3_backends[request.account]["aws"].buckets.get(request.parameters["Bucket"])


def _grantee(grantee: Any) -> Reply:
    members = {"Type": grantee.type, "URI": grantee.uri, "ID": grantee.id, "DisplayName": grantee.display_name}
    return {key: value for key, value in members.items() if value}
