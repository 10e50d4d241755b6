"""S3 access points of a region, with their policies."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.s3 import AccessPoint, AccessPointPolicyStatement
from modelkeep.core.policy import statements


@collector(AccessPoint, AccessPointPolicyStatement)
async def access_points(aws: Reader) -> None:
    """ListAccessPoints, then GetAccessPoint and GetAccessPointPolicy for each."""
    none: tuple[AccessPointPolicyStatement, ...] = ()

    async def describe(point: AccessPoint) -> None:
        await aws.get(
            "s3control:GetAccessPoint",
            point.arn,
            lambda reply: _point(point, reply),
            unread=point,
            AccountId=aws.account,
            Name=point.name,
        )
        await aws.get(
            "s3control:GetAccessPointPolicy",
            point.arn,
            lambda reply: statements(AccessPointPolicyStatement, point.arn, "policy", reply["Policy"]),
            absent={"NoSuchAccessPointPolicy": none},
            AccountId=aws.account,
            Name=point.name,
        )

    listed = await aws.list(
        "s3control:ListAccessPoints",
        "AccessPointList",
        lambda item: (str(item["AccessPointArn"]), str(item["Name"])),
        AccountId=aws.account,
    )
    here = [AccessPoint(arn=arn, name=name) for arn, name in listed if arn.split(":")[3] == aws.region]
    await aws.each(here, describe, calls=2)


def _point(point: AccessPoint, reply: Reply) -> AccessPoint:
    """S3 leaves the bucket's account out where it is the access point's."""
    block = reply["PublicAccessBlockConfiguration"]
    return AccessPoint(
        arn=point.arn,
        name=point.name,
        bucket_name=reply["Bucket"],
        bucket_account=reply.get("BucketAccountId") or point.arn.split(":")[4],
        vpc_id=reply.get("VpcConfiguration", {}).get("VpcId", ""),
        ignore_public_acls=bool(block.get("IgnorePublicAcls", False)),
        restrict_public_buckets=bool(block.get("RestrictPublicBuckets", False)),
    )
