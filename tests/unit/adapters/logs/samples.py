"""One record of each source, after AWS's documentation of its format, and how the source packs it."""

from __future__ import annotations

import json
from typing import Any

ACCOUNT, REGION = "111122223333", "eu-west-1"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/trainer"


def cloudtrail(event_id: str = "e1", **changes: Any) -> dict[str, Any]:
    """A management event."""
    return {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "AssumedRole", "principalId": "AROAEXAMPLE:s", "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/trainer/s",
            "accountId": ACCOUNT, "accessKeyId": "ASIAEXAMPLE",
            "sessionContext": {
                "sessionIssuer": {"type": "Role", "principalId": "AROAEXAMPLE", "arn": ROLE, "accountId": ACCOUNT, "userName": "trainer"},
                "attributes": {"creationDate": "2026-11-01T09:00:00Z", "mfaAuthenticated": "false"},
            },
        },
        "eventTime": "2026-11-01T10:00:00Z", "eventSource": "sagemaker.amazonaws.com", "eventName": "CreateModel",
        "awsRegion": REGION, "sourceIPAddress": "198.51.100.7", "userAgent": "aws-cli/2", "errorCode": "AccessDenied",
        "requestParameters": {"modelName": "fraud", "sizes": [1.0, 123456789012345678901234567890]}, "responseElements": None,
        "requestID": "r", "eventID": event_id, "readOnly": False, "eventType": "AwsApiCall", "managementEvent": True,
        "recipientAccountId": ACCOUNT, "eventCategory": "Management", "apiVersion": "2017-07-24", **changes,
    }  # fmt: skip


INSIGHT = {
    "eventVersion": "1.07", "eventTime": "2026-11-01T10:01:00Z", "awsRegion": REGION, "eventID": "i1",
    "eventType": "AwsCloudTrailInsight",    "recipientAccountId": ACCOUNT, "sharedEventID": "s1", "eventCategory": "Insight",
    "insightDetails": {"state": "Start",
                       "eventSource": "iam.amazonaws.com", "eventName": "CreateUser", "insightType": "ApiCallRateInsight"},
}  # fmt: skip
NETWORK = {
    "eventVersion": "1.09", "userIdentity": {"type": "AWSAccount", "principalId": "x", "accountId": ACCOUNT},
    "eventTime": "2026-11-01T10:02:00Z", "eventSource": "s3.amazonaws.com", "eventName": "GetObject", "awsRegion": REGION,
    "sourceIPAddress": "10.0.0.1", "errorCode": "VpceAccessDenied", "eventID": "n1", "eventType": "AwsVpceEvent",
    "recipientAccountId": ACCOUNT, "vpcEndpointId": "vpce-1", "vpcEndpointAccountId": ACCOUNT, "eventCategory": "NetworkActivity",
}  # fmt: skip
FINDING = {
    "schemaVersion": "2.0", "accountId": ACCOUNT, "region": REGION, "partition": "aws", "id": "f1", "arn": "arn:aws:guardduty:f1",
    "type": "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS", "title": "t", "description": "d", "severity": 8,
    "resource": {"resourceType": "AccessKey", "accessKeyDetails": {"accessKeyId": "ASIAEXAMPLE", "userName": "trainer"}},
    "service": {"serviceName": "guardduty", "count": 3, "archived": False, "eventFirstSeen": "2026-11-01T09:00:00.000Z"},
    "createdAt": "2026-11-01T09:30:00.000Z", "updatedAt": "2026-11-01T10:03:00.500Z",
}  # fmt: skip
ASKED_FINDING = {
    "SchemaVersion": "2.0", "AccountId": ACCOUNT, "Region": REGION, "Partition": "aws", "Id": "f1", "Arn": "arn:aws:guardduty:f1",
    "Type": "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS", "Title": "t", "Description": "d", "Severity": 8,
    "Resource": {"ResourceType": "AccessKey", "AccessKeyDetails": {"AccessKeyId": "ASIAEXAMPLE", "UserName": "trainer"}},
    "Service": {"ServiceName": "guardduty", "Count": 3, "Archived": False, "EventFirstSeen": "2026-11-01T09:00:00.000Z"},
    "CreatedAt": "2026-11-01T09:30:00.000Z", "UpdatedAt": "2026-11-01T10:03:00.500Z",
}  # fmt: skip
"""FINDING, as `aws guardduty get-findings` prints it."""
HUB = {
    "SchemaVersion": "2018-10-08", "Id": "h1",
    "ProductArn": "arn:aws:securityhub:eu-west-1::product/aws/inspector", "AwsAccountId": ACCOUNT,
    "Region": REGION, "UpdatedAt": "2026-11-01T12:04:00.000+02:00", "CreatedAt": "2026-11-01T09:00:00Z", "Severity": {"Label": "HIGH"},
    "Title": "t", "Types": ["Software and Configuration Checks"], "Resources": [{"Id": ROLE}],
}  # fmt: skip
OCSF = {
    "metadata": {"uid": "o1", "version": "1.1.0", "product": {"name": "CloudTrail"}}, "time": 1793527500000, "class_uid": 6003,
    "category_uid": 6, "activity_id": 1, "severity_id": 1, "cloud": {"region": REGION, "account": {"uid": ACCOUNT}, "provider": "AWS"},
    "api": {"operation": "CreateModel", "service": {"name": "sagemaker.amazonaws.com"}}, "src_endpoint": {"ip": "198.51.100.7"},
}  # fmt: skip
FLOW = f"2 {ACCOUNT} eni-0a1b2c3d4e5f60718 10.0.0.5 203.0.113.9 443 49152 6 10 840 1793527560 1793527620 ACCEPT OK"
FLOW_HEADER = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
)
BEDROCK = {
    "schemaType": "ModelInvocationLog", "schemaVersion": "1.0", "timestamp": "2026-11-01T10:07:00Z", "accountId": ACCOUNT,
    "region": REGION, "requestId": "b1", "operation": "InvokeModel", "modelId": "anthropic.claude-3-haiku-20240307-v1:0",
    "identity": {"arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/trainer/s"},
    "input": {"inputContentType": "application/json", "inputBodyS3Path": "s3://logs/data/b1_input.json.gz", "inputTokenCount": 12},
    "output": {"outputContentType": "application/json",
               "outputBodyJson": {"type": "message", "role": "assistant", "content": [{"type": "text", "text": "hello"}]},
               "outputTokenCount": 3},
}  # fmt: skip
CAPTURE = {
    "captureData": {
        "endpointInput": {"observedContentType": "text/csv", "mode": "INPUT", "data": "1,2", "encoding": "CSV"},
        "endpointOutput": {"observedContentType": "text/csv", "mode": "OUTPUT", "data": "0.9", "encoding": "CSV"},
    },
    "eventMetadata": {"eventId": "c1", "inferenceTime": "2026-11-01T10:08:00Z"}, "eventVersion": "0",
}  # fmt: skip
CAPTURE_KEY = "capture/fraud-endpoint/AllTraffic/2026/11/01/10/08-00-000-abc.jsonl"
QUERY = {
    "version": "1.100000", "account_id": ACCOUNT, "region": REGION, "vpc_id": "vpc-1", "query_timestamp": "2026-11-01T10:09:00Z",
    "query_name": "models.example.com.", "query_type": "A", "query_class": "IN", "rcode": "NOERROR",
    "answers": [{"Rdata": "192.0.2.1", "Type": "A", "Class": "IN"}], "srcaddr": "10.0.0.5", "srcport": "5353", "transport": "UDP",
    "srcids": {"instance": "i-1"},
}  # fmt: skip
LINE = "2026-11-01T10:10:00.000Z INFO training started"


def encoded(value: Any) -> bytes:
    """As JSON."""
    return json.dumps(value, separators=(",", ":")).encode()


def envelope(*messages: str) -> bytes:
    """What a subscription of CloudWatch Logs delivers."""
    events = [
        {"id": f"w{number}", "timestamp": 1793527800000, "message": message} for number, message in enumerate(messages)
    ]
    return encoded({
        "messageType": "DATA_MESSAGE", "owner": ACCOUNT, "logGroup": "/aws/sagemaker/Endpoints/fraud", "logStream": "AllTraffic/i-1",
        "subscriptionFilters": ["all"], "logEvents": events,
    })  # fmt: skip


def eventbridge(kind: str, detail: Any) -> bytes:
    """An event of EventBridge."""
    return encoded({
        "version": "0", "id": "x", "detail-type": kind, "source": "aws.x", "account": ACCOUNT, "time": "2026-11-01T10:00:00Z",
        "region": REGION, "resources": [], "detail": detail,
    })  # fmt: skip
