"""What an object's key tells: of the layouts that AWS's services deliver in."""

from __future__ import annotations

import re

from modelkeep.adapters.logs.parts import Hints

# AWSLogs/[o-example/]account/service/region/..., of one account's and of an organisation's deliveries:
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
_DELIVERED = re.compile(r"(?:^|/)AWSLogs/(?:o-[a-z0-9]{10,32}/)?(\d{12})/[^/]+/(?:([a-z]{2,5}(?:-[a-z]+)+-\d)/)?")
# Hive-style prefixes of VPC flow logs and Security Lake:
# https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html
_ACCOUNT = re.compile(r"/(?:aws-account-id|accountId|account)=(\d{12})/")
_REGION = re.compile(r"/(?:aws-region|region)=([a-z]{2,5}(?:-[a-z]+)+-\d)/")
# .../endpoint/variant/yyyy/mm/dd/hh/name.jsonl:
# https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html
_CAPTURE = re.compile(r"(?:^|/)([^/]+)/([^/]+)/\d{4}/\d\d/\d\d/\d\d/[^/]+\.jsonl(?:\.gz)?\Z")
# .../task id/log stream/000000.gz:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3Export.html
_EXPORTED = re.compile(r"(?:^|/)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/([^/]+)/\d{6}\.gz\Z")
# Beside their records, Bedrock and CloudWatch Logs leave what holds none: bodies that are too large for a record (whatever somebody asked a
# model must not be taken for records), and what they try their permissions with.
_BODY = re.compile(r"/BedrockModelInvocationLogs/[^/]+/\d{4}/\d\d/\d\d/\d\d/data/[^/]+\Z")
_TRIED = re.compile(r"(?:^|/)(?:amazon-bedrock-logs-permission-check|aws-logs-write-test)\Z")


def passed_over(key: str) -> str:
    """What the object of a key is that holds no records, '' for any other object."""
    if _BODY.search(key):
        return "bodies of invocations, which --fetch-bodies puts into their records"
    return "a test of permissions by AWS" if _TRIED.search(key) else ""


def hints(key: str) -> Hints:
    """What the key of an object tells."""
    delivered, account, region = _DELIVERED.search(key), _ACCOUNT.search(key), _REGION.search(key)
    capture, exported = _CAPTURE.search(key), _EXPORTED.search(key)
    return Hints(
        account=(delivered[1] if delivered else "") or (account[1] if account else ""),
        region=(delivered[2] or "" if delivered else "") or (region[1] if region else ""),
        endpoint=capture[1] if capture else "",
        variant=capture[2] if capture else "",
        stream=exported[1] if exported else "",
    )
